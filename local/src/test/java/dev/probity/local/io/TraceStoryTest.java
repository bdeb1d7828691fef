// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.query.Hop;
import dev.probity.explainer.io.CatalogueFile;
import dev.probity.topics.Candidates;
import dev.probity.topics.Explanations;
import dev.probity.topics.Outcomes;
import dev.probity.topics.Predictions;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The story of one candidate: every hop with its place, its time and its ledger entry. */
class TraceStoryTest {
  private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");
  private static final Prediction PREDICTION =
      Predictions.at(new SourcePosition(Topics.CANDIDATES.name(), 3, 17), "C-1");

  private static Hop hop(
      long idx,
      EventType event,
      String topic,
      long offset,
      @Nullable Instant time,
      byte @Nullable [] value) {
    return new Hop(
        idx,
        event,
        new SourcePosition(topic, 3, offset),
        time,
        BEGUN.plusMillis(900),
        PREDICTION.id(),
        PREDICTION.modelDigest(),
        value == null ? null : Bytes.copyOf(value),
        idx < 40 ? 40L : null);
  }

  private static List<String> tell(Hop... hops) {
    return new TraceStory(ProfileFiles.load("acs-salary"), CatalogueFile.shipped())
        .tell("C-1", List.of(hops));
  }

  @Test
  void everyHopNamesTopicPartitionOffsetMillisecondsAndLedgerEntry() {
    // When
    List<String> lines =
        tell(
            hop(
                7,
                EventType.CANDIDATE_RECEIVED,
                "probity.candidates.v1",
                17,
                BEGUN,
                Codecs.CANDIDATE.encode(Candidates.withId("C-1"))),
            hop(
                12,
                EventType.PREDICTION_SCORED,
                "probity.predictions.v1",
                16,
                BEGUN.plusMillis(12),
                Codecs.PREDICTION.encode(PREDICTION)),
            hop(
                13,
                EventType.EXPLANATION_COMPUTED,
                "probity.explanations.v1",
                15,
                BEGUN.plusMillis(40),
                Codecs.EXPLANATION.encode(Explanations.example())),
            hop(
                41,
                EventType.OUTCOME_OBSERVED,
                "probity.outcomes.v1",
                2,
                BEGUN.plusMillis(5_040),
                Codecs.OUTCOME.encode(Outcomes.of("C-1", 52_000))));

    // Then
    String story = String.join("\n", lines);
    assertEquals("candidate C-1: 4 entries in the ledger", lines.getFirst());
    for (String expected :
        List.of(
            "+0 ms  candidate.received   probity.candidates.v1 3@17; ledger entry 7, under the"
                + " signed head of 40",
            "+12 ms  prediction.scored    probity.predictions.v1 3@16; ledger entry 12",
            "+28 ms  explanation.computed probity.explanations.v1 3@15; ledger entry 13",
            "+5,000 ms  outcome.observed     probity.outcomes.v1 3@2; ledger entry 41, not under a"
                + " signed head yet",
            "protected attributes travel apart and are not shown",
            "calibrated probability",
            "add up to the margin")) {
      assertTrue(story.contains(expected), expected + "\nis not in\n" + story);
    }
  }

  @Test
  void anErasedRecordKeepsItsPlaceAndATimelessOneItsAppendTime() {
    List<String> lines =
        tell(hop(1, EventType.PREDICTION_SCORED, "probity.predictions.v1", 5, null, null));

    assertTrue(lines.get(1).startsWith("  2026-01-01T00:00:00.900Z  +0 ms"), lines.get(1));
    assertTrue(lines.get(2).contains("has been erased"), lines.get(2));
  }

  @Test
  void bytesThatAreNoRecordAreSaidToBeKept() {
    List<String> lines =
        tell(hop(1, EventType.PREDICTION_SCORED, "x", 5, BEGUN, new byte[] {1, 2, 3}));

    assertTrue(lines.get(2).contains("none of our records"), lines.get(2));
  }
}
