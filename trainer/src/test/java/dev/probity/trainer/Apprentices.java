// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.topics.codec.Codecs;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.SourcePosition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A seeded generator of the second use case: texts as codes, a number that may be missing, a
 * ladder, and a protected attribute nobody may leave out.
 */
final class Apprentices {
  static final Profile PROFILE = ProfileFiles.load("apprentice-retention");
  static final FairnessAccess ACCESS = FairnessAccess.forPurpose("test");
  private static final List<String> TRADES = List.of("carpenter", "electrician", "plumber");
  private static final List<String> GENDERS = List.of("man", "woman", "other");

  private Apprentices() {}

  /** An apprentice and how long the person stayed. */
  record Apprentice(Candidate candidate, int days) {}

  static List<Apprentice> drawn(int count, long seed, List<String> trades) {
    Random random = new Random(seed);
    List<Apprentice> apprentices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String trade = trades.get(random.nextInt(trades.size()));
      int interview = 1 + random.nextInt(3);
      boolean graded = random.nextInt(10) > 0;
      double grade = 1 + random.nextInt(51) / 10.0;
      int gender = random.nextInt(20);
      double margin =
          (graded ? grade - 3.5 : 1) - (interview - 2) + (trade.equals("plumber") ? 1 : -.5);
      boolean leaves = random.nextDouble() < 1 / (1 + Math.exp(-margin));
      Map<String, AttributeValue> attributes = new LinkedHashMap<>();
      attributes.put("trade", AttributeValue.of(trade));
      if (graded) {
        attributes.put("grade", AttributeValue.of(grade));
      }
      attributes.put("interview", AttributeValue.of(interview));
      String group = GENDERS.get(gender < 10 ? 0 : gender < 19 ? 1 : 2);
      Candidate candidate =
          new Candidate(
              "a" + seed + "-" + i,
              Purpose.HISTORY,
              PROFILE.name(),
              attributes,
              Protected.of(Map.of("gender", AttributeValue.of(group))),
              new Provenance("workshop-" + seed + "-" + i / 3, null, null));
      apprentices.add(new Apprentice(candidate, leaves ? 30 : 400));
    }
    return apprentices;
  }

  static List<Apprentice> drawn(int count, long seed) {
    return drawn(count, seed, TRADES);
  }

  /** The rows, through the codecs and rules as they would come from the topics. */
  static Dataset dataset(List<Apprentice> apprentices) {
    TrainingIntake intake = new TrainingIntake(PROFILE, ACCESS);
    for (Apprentice apprentice : apprentices) {
      Candidate candidate = apprentice.candidate();
      intake.candidate(
          new SourcePosition("probity.candidates.v1", 0, 0),
          candidate.id(),
          Codecs.CANDIDATE.encode(candidate),
          new RecordHeaders());
      Map<String, AttributeValue> observed = Map.of("days", AttributeValue.of(apprentice.days()));
      Outcome outcome = new Outcome(candidate.id(), null, observed, AcsSample.OBSERVED);
      intake.outcome(
          new SourcePosition("probity.outcomes.v1", 0, 0),
          candidate.id(),
          Codecs.OUTCOME.encode(outcome),
          new RecordHeaders());
    }
    return intake.dataset();
  }
}
