// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.evaluate.ReconstructionFit;
import dev.probity.model.monitor.FairnessPolicy;
import dev.probity.model.monitor.MonitorSpec;
import dev.probity.model.monitor.MonitoredFeature;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.MonitoringReferenceBuilder;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.topics.Ids;
import dev.probity.topics.Profiles;
import dev.probity.topics.Topics;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Doubles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Seeded cases of a calibrated model: the label is drawn with the very probability the model gives,
 * so nothing is wrong until a test makes it so.
 */
final class Stream {
  static final Profile PROFILE = Profiles.acsSalary();
  static final String DIGEST = "ab".repeat(32);
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final int CHUNK = 100;

  /** One case: what the model saw and said, and the truth. */
  record Case(
      String id, double[] vector, double probability, boolean label, String sex, String race) {
    boolean positive() {
      return probability > .5;
    }
  }

  private final Random random;
  private int made;

  Stream(long seed) {
    this.random = new Random(seed);
  }

  Case next() {
    return next(false);
  }

  /** A case; when reversed, the truth is the contrary of what the model expects. */
  Case next(boolean reversed) {
    double latent = random.nextDouble();
    double[] vector = {
      random.nextInt(5),
      random.nextInt(8),
      random.nextInt(3),
      random.nextInt(3),
      random.nextInt(2),
      10 + random.nextInt(43),
      Math.round(latent * 60),
      17 + random.nextInt(60),
      1 + random.nextInt(24)
    };
    double probability = .05 + .9 * latent;
    return new Case(
        "c-" + made++,
        vector,
        probability,
        random.nextDouble() < (reversed ? 1 - probability : probability),
        Integer.toString(1 + random.nextInt(2)),
        Integer.toString(1 + random.nextInt(9)));
  }

  List<Case> next(int count) {
    return next(count, false);
  }

  List<Case> next(int count, boolean reversed) {
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cases.add(next(reversed));
    }
    return cases;
  }

  static MonitoringReference reference(int rows, int chunkRows) {
    return reference(rows, chunkRows, false);
  }

  /** What moves the score of the model: WKHP above all, then SCHL and AGEP, by straight lines. */
  static double[] contributions(Case one) {
    double[] contributions = new double[one.vector().length];
    contributions[6] = (one.vector()[6] - 30) / 10;
    contributions[7] = (one.vector()[7] - 47) / 100;
    contributions[8] = (one.vector()[8] - 12) / 15;
    return contributions;
  }

  static MonitoringReference reference(int rows, int chunkRows, boolean explained) {
    MonitoringReferenceBuilder builder = new MonitoringReferenceBuilder(spec(chunkRows));
    Stream stream = new Stream(4_711);
    List<double[]> vectors = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      Case one = stream.next();
      builder.add(
          one.id(),
          one.vector(),
          one.probability(),
          one.positive(),
          one.label(),
          List.of(one.sex(), one.race()));
      if (explained) {
        builder.explained(contributions(one));
        vectors.add(one.vector());
      }
    }
    if (explained) {
      builder.reconstructed(ReconstructionFit.of(spec(chunkRows).features(), vectors));
    }
    return builder.build();
  }

  private static MonitorSpec spec(int chunkRows) {
    return new MonitorSpec(
        PROFILE.name(),
        PROFILE.digest(),
        "0".repeat(64),
        List.of(
            codes("CIT", 5),
            codes("COW", 8),
            codes("INDP", 3),
            codes("OCCP", 3),
            codes("HICOV", 2),
            new MonitoredFeature.Numeric("WKWN"),
            new MonitoredFeature.Numeric("WKHP"),
            new MonitoredFeature.Numeric("AGEP"),
            new MonitoredFeature.Numeric("SCHL")),
        List.of(
            new ProtectedAttribute("SEX", "1", List.of("1", "2")),
            new ProtectedAttribute(
                "RAC1P", "1", IntStream.rangeClosed(1, 9).mapToObj(Integer::toString).toList())),
        FairnessPolicy.fourFifths(),
        chunkRows,
        Map.of());
  }

  private static MonitoredFeature codes(String name, int count) {
    return new MonitoredFeature.Categorical(
        name, IntStream.range(0, count).mapToObj(Integer::toString).toList());
  }

  static MonitoredRelease release(int rows, int chunkRows) {
    return new MonitoredRelease(
        DIGEST, PROFILE.name(), "cd".repeat(32), reference(rows, chunkRows));
  }

  /** A release whose reference tells of explanations and principal components. */
  static MonitoredRelease explainedRelease(int rows, int chunkRows) {
    return new MonitoredRelease(
        DIGEST, PROFILE.name(), "cd".repeat(32), reference(rows, chunkRows, true));
  }

  /** The case as the stage sees it, the n-th record of its partition. */
  static Observation observation(Case one, int n) {
    SourcePosition source = new SourcePosition(Topics.CANDIDATES.name(), 0, n);
    return new Observation(
        DIGEST,
        PROFILE.name(),
        one.id(),
        Ids.prediction(source, DIGEST),
        source,
        new SourcePosition(Topics.PREDICTIONS.name(), 0, n),
        START.plusSeconds(n),
        Doubles.of(one.vector()),
        List.of(),
        one.probability(),
        one.positive(),
        Map.of("SEX", one.sex(), "RAC1P", one.race()));
  }

  static Truth truth(Case one, int n) {
    Instant at = START.plusSeconds(n);
    return new Truth(one.id(), null, one.label(), at, at);
  }
}
