// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.MalformedCandidate;
import dev.probity.topics.MalformedCandidates;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MalformedCorpusTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final CandidateIntake INTAKE =
      new CandidateIntake(List.of(ProfileFiles.load("acs-salary")), Duration.ofHours(24));

  @Test
  void everyMalformedBodyIsRefusedWithItsCodeAndStatus() {
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (MalformedCandidate bad : MalformedCandidates.all()) {
      if (!bad.overHttp() || !bad.headers().isEmpty() || bad.valueBytes() == null) {
        continue;
      }
      tried++;
      String got =
          switch (refusal(bad.valueBytes())) {
            case IntakeResult.Accepted accepted -> "accepted";
            case IntakeResult.Refused refused -> refused.code() + " " + refused.status();
          };
      String expected = bad.code() + " " + bad.status();
      if (!got.equals(expected)) {
        wrong.add(bad + ": expected " + expected + ", got " + got);
      }
    }
    assertEquals(List.of(), wrong);
    assertTrue(tried >= 60, "only " + tried + " cases");
  }

  /** The way of a body: cut into elements, then read. */
  private static IntakeResult refusal(byte[] body) {
    return switch (Body.cut(body, 1_000)) {
      case Body.Unreadable unreadable ->
          new IntakeResult.Refused(
              unreadable.code(), Stage.DECODE, unreadable.reason(), unreadable.status());
      case Body.One one -> accept(one.element().toArray());
      case Body.Many many -> accept(many.elements().get(0).toArray());
    };
  }

  private static IntakeResult accept(byte[] bytes) {
    return INTAKE.accept(bytes, new Arrival("e", "/hr", "made", NOW, NOW));
  }

  @Test
  void theGoodCandidateOfTheCorpusIsAccepted() {
    assertInstanceOf(IntakeResult.Accepted.class, accept(MalformedCandidates.good()));
  }

  @Test
  void noReasonHasTheCodeOfABug() {
    for (MalformedCandidate bad : MalformedCandidates.all()) {
      assertTrue(bad.code() != ReasonCode.INTERNAL_ERROR, bad.toString());
    }
  }
}
