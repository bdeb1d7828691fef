// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import dev.probity.model.Calibrator;
import dev.probity.model.Categories;
import dev.probity.model.Direction;
import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ModelDigest;
import dev.probity.model.Objective;
import dev.probity.model.Score;
import dev.probity.model.ScoringModel;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.SelfTestRows;
import dev.probity.model.bundle.SigningKey;
import dev.probity.topics.Ids;
import dev.probity.topics.Topics;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;
import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Doubles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A release small enough to work out by hand, and predictions of it. */
public final class FixedReleases {
  public static final Profile APPRENTICES = ProfileFiles.load("apprentice-retention");

  private FixedReleases() {}

  /**
   * Two trees over trade, grade and interview. Base score 0.5, so the base margin is 0; half of the
   * weight goes to either side of each split.
   *
   * <ul>
   *   <li>trade plumber: 1, else −0.2
   *   <li>interview below 2: 0.6 (also when missing), else −0.4
   * </ul>
   */
  public static ScoringModel twoStumps() {
    Tree trade =
        new TreeBuilder()
            .categories(0, new int[] {2}, true, 100f)
            .leaf(-0.2f, 50f)
            .leaf(1f, 50f)
            .build();
    Tree interview =
        new TreeBuilder().split(2, 2f, true, 100f).leaf(0.6f, 50f).leaf(-0.4f, 50f).build();
    return release(List.of(trade, interview), 1);
  }

  /** Seeded random trees. */
  public static ScoringModel grown(int trees, int depth, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return release(
        java.util.stream.Stream.generate(() -> tree(random, depth)).limit(trees).toList(), seed);
  }

  private static ScoringModel release(List<Tree> trees, long number) {
    FeatureSpec spec =
        new FeatureSpec(
            List.of(
                new Feature.Categorical(
                    "trade",
                    new Categories.Labels(List.of("carpenter", "electrician", "plumber")),
                    Feature.Policy.MISSING,
                    Feature.Policy.MISSING,
                    true,
                    Direction.ANY),
                new Feature.Numeric(
                    "grade", false, 1, 6, Feature.Policy.MISSING, false, Direction.ANY),
                Feature.Numeric.whole("interview", 1, 3)));
    return new ScoringModel(
        "apprentice-retention",
        "v" + number,
        APPRENTICES.name(),
        ModelDigest.of(Bytes.utf8("release " + number).toArray()),
        spec,
        new Ensemble(3, Objective.BINARY_LOGISTIC, 0.5f, trees),
        new Calibrator.Identity(),
        0.5);
  }

  private static Tree tree(SplittableRandom random, int depth) {
    TreeBuilder builder = new TreeBuilder();
    grow(builder, random, depth, 1000f);
    return builder.build();
  }

  private static void grow(TreeBuilder builder, SplittableRandom random, int depth, float cover) {
    if (depth == 0) {
      builder.leaf((float) (random.nextDouble() - 0.5), cover);
      return;
    }
    switch (random.nextInt(3)) {
      case 0 -> builder.categories(0, new int[] {random.nextInt(3)}, random.nextBoolean(), cover);
      case 1 -> builder.split(1, 1 + 5 * (float) random.nextDouble(), random.nextBoolean(), cover);
      default -> builder.split(2, 1 + random.nextInt(3), random.nextBoolean(), cover);
    }
    float left = cover * (0.2f + 0.6f * (float) random.nextDouble());
    grow(builder, random, depth - 1, left);
    grow(builder, random, depth - 1, cover - left);
  }

  /** What the release says about an encoded row. */
  public static Prediction prediction(ScoringModel model, long number, float... row) {
    return prediction(model, number, model.score(row), List.of(), Doubles.ofFloats(row));
  }

  /** A prediction with these parts, true or not. */
  public static Prediction prediction(
      ScoringModel model, long number, Score score, List<String> flags, Doubles vector) {
    SourcePosition source = new SourcePosition(Topics.CANDIDATES.name(), 1, number);
    return new Prediction(
        Ids.prediction(source, model.digest().hex()),
        "C-" + number,
        model.profile(),
        model.name(),
        model.version(),
        model.digest().hex(),
        Variant.CHAMPION,
        source,
        Instant.parse("2026-11-02T03:04:05.678Z"),
        vector,
        score.margin(),
        score.rawProbability(),
        score.probability(),
        model.threshold(),
        score.probability() > model.threshold(),
        APPRENTICES.target().band(score.probability() > model.threshold()),
        flags);
  }

  /** A random row of the release. */
  public static float[] row(SplittableRandom random) {
    return new float[] {
      random.nextInt(8) == 0 ? Float.NaN : random.nextInt(3),
      random.nextInt(8) == 0 ? Float.NaN : 1 + 5 * (float) random.nextDouble(),
      random.nextInt(8) == 0 ? Float.NaN : 1 + random.nextInt(3)
    };
  }

  /** The key that signs these releases. */
  public static SigningKey key() {
    return SigningKey.of("tests/1", new byte[32]);
  }

  /** The files of a signed bundle around such a release, self-test rows included. */
  public static Map<String, byte[]> files(ScoringModel model) {
    Manifest draft =
        new Manifest(
            model.name(),
            model.version(),
            new Manifest.ProfileReference(APPRENTICES.name(), APPRENTICES.digest()),
            new Manifest.Task("left", model.threshold()),
            model.spec(),
            Bundle.facts(model.ensemble(), Manifest.CoverUnit.HESSIAN),
            new Manifest.Calibration(model.calibrator(), 0, "none", "none"),
            new Manifest.LearnerFacts("dice", "1", Map.of(), 1, 1, 0),
            new Manifest.DataFacts("none", "0".repeat(64), 1, Map.of()),
            Manifest.FairnessFacts.none(1),
            Map.of(),
            List.of());
    return Bundle.assemble(
        draft,
        model.ensemble(),
        SelfTestRows.construct(model, Map.of(), 1, 32),
        Map.of(),
        List.of(key()));
  }

  /** The bundle of these files, verified and parsed. */
  public static Bundle load(Map<String, byte[]> files) {
    ModelDigest digest = ModelDigest.of(files.get(BundleFiles.MANIFEST));
    Bundle.LoadResult result = Bundle.load(digest, files, List.of(key().trusted()));
    if (result instanceof Bundle.Loaded loaded) {
      return loaded.bundle();
    }
    throw new AssertionError(result.toString());
  }

  /** The catalogue that ships. */
  public static ReasonCatalogue catalogue() {
    try (InputStream file = ReasonCatalogue.class.getResourceAsStream("reasons-v1.properties")) {
      return ReasonCatalogue.parse(Bytes.copyOf(file.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
