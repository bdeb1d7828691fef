// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.DeadLetter;
import dev.probity.topics.Topics;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.Stage;
import dev.probity.topics.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refused candidates on their way to the alarm, through the topology. */
class RejectStepTest {
  @TempDir private Path folder;

  private static void refuse(TopologyHarness harness, String service, String topic, Long offset) {
    Bytes value = Bytes.copyOf("{".getBytes(StandardCharsets.UTF_8));
    Reject reject =
        new Reject(
            ReasonCode.SCHEMA,
            "not readable",
            Stage.VALIDATE,
            topic,
            offset == null ? null : 0,
            offset,
            null,
            null,
            value,
            List.of(),
            service,
            "test",
            Stream.START,
            1,
            SHA);
    harness.send(Topics.REJECTS, "c", value.toArray(), DeadLetter.headers(reject));
  }

  private static final String SHA =
      "021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96";

  @Test
  void candidatesCountOnceAndNothingElseDoes() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      List<Stream.Case> cases = new Stream(31).next(Stream.CHUNK);
      harness.run(cases, 0);
      harness.signals();

      // When
      String candidates = Topics.CANDIDATES.name();
      for (long offset = 0; offset < 120; offset++) {
        harness.tick(Duration.ofSeconds(1));
        refuse(harness, "scorer", candidates, 1_000 + offset);
        refuse(harness, "scorer", candidates, 1_000 + offset);
        refuse(harness, "audit-sink", Topics.OUTCOMES.name(), offset);
      }
      for (int i = 0; i < 10; i++) {
        refuse(harness, "ingest", "http:/candidates", null);
      }

      // Then
      assertEquals(120, harness.notes(Note.REJECT_REPEATED));
      assertEquals(120, harness.notes(Note.REJECT_OTHER));
      List<Signal> told =
          harness.signals().stream()
              .filter(signal -> signal.series().metric().equals("reject_rate"))
              .toList();
      assertTrue(told.stream().anyMatch(signal -> signal.evidence().alert()), told.toString());
      assertEquals(
          List.of("reject_rate"),
          harness.alerts().stream().map(alert -> alert.series().metric()).toList());
    }
  }
}
