// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what the doors let in and refuse; labels are closed sets. */
final class IngestMeters implements IngestListener {
  private final MeterRegistry registry;

  IngestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void accepted(String door) {
    candidates(door, "accepted");
  }

  @Override
  public void withdrawn(String door) {
    candidates(door, "withdrawn");
  }

  @Override
  public void repeated(String door) {
    candidates(door, "repeated");
  }

  @Override
  public void refused(String door, Stage stage, ReasonCode code) {
    candidates(door, "rejected");
    Counter.builder("probity.rejects")
        .description("Dead letters by stage and reason code")
        .tag("stage", stage.code())
        .tag("reason", code.code())
        .register(registry)
        .increment();
  }

  private void candidates(String door, String result) {
    Counter.builder("probity.candidates")
        .description("Candidates at the doors, by door and result")
        .tag("source", door)
        .tag("result", result)
        .register(registry)
        .increment();
  }
}
