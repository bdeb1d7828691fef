// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageTest {
  @ParameterizedTest
  @CsvSource({
    "probity-scorer, SCORER",
    "kafka-producer-network-thread | probity-scorer-local-out, SCORER",
    "kafka-coordinator-heartbeat-thread | probity-explainer, EXPLAINER",
    "audit-projector, AUDIT_SINK",
    "kafka-producer-network-thread | probity-audit-sink-local-checkpoints, AUDIT_SINK",
    "probity-drift-monitor-local-StreamThread-1, DRIFT_MONITOR",
    "trainer-requests, TRAINER",
    "executor-thread-7, INGEST",
    "executor-Fetch, BROKER",
    "vert.x-eventloop-thread-0, INGEST",
    "data-plane-kafka-request-handler-3, BROKER",
    "kafka-1-raft-io-thread, BROKER",
    "kafka-producer-network-thread | probity-bench-bench-hr, BENCH",
    "main, BENCH",
    "Reference Handler, OTHER",
  })
  void tellsByItsNameWhatAThreadWorksFor(String thread, Stage expected) {
    assertEquals(expected, Stage.of(thread));
  }
}
