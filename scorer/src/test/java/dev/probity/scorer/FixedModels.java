// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.model.Calibrator;
import dev.probity.model.Categories;
import dev.probity.model.Direction;
import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ModelDigest;
import dev.probity.model.Objective;
import dev.probity.model.ScoringModel;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.SelfTestRows;
import dev.probity.model.bundle.SigningKey;
import dev.probity.model.codec.Json;
import dev.probity.topics.profile.CodeBook;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Small releases over a profile, made of seeded random trees; no learner is needed for them. */
public final class FixedModels {
  private static final Map<String, Map<String, byte[]>> MADE = new ConcurrentHashMap<>();

  private FixedModels() {}

  /** A release that has seen every code of the profile but the last of each feature. */
  public static ScoringModel over(Profile profile, long seed) {
    return over(profile, seed, 12, 3);
  }

  /** A release of so many trees of this depth. */
  public static ScoringModel over(Profile profile, long seed, int trees, int depth) {
    FeatureSpec spec =
        new FeatureSpec(profile.features().stream().map(FixedModels::feature).toList());
    SplittableRandom random = new SplittableRandom(seed);
    List<Tree> grown =
        Stream.generate(() -> tree(spec, profile, random, depth)).limit(trees).toList();
    return new ScoringModel(
        profile.name(),
        "v" + seed,
        profile.name(),
        ModelDigest.of(("release " + seed).getBytes(java.nio.charset.StandardCharsets.UTF_8)),
        spec,
        new Ensemble(spec.size(), Objective.BINARY_LOGISTIC, 0.45f, grown),
        new Calibrator.Identity(),
        0.5);
  }

  /** The key that signs these releases. */
  public static SigningKey key() {
    return SigningKey.of("tests/1", new byte[32]);
  }

  /** The files of a signed bundle around such a release, self-test rows included. */
  public static Map<String, byte[]> files(Profile profile, long seed, int trees, int depth) {
    String wanted = profile.name() + "/" + seed + "/" + trees + "/" + depth;
    return MADE.computeIfAbsent(wanted, name -> make(profile, seed, trees, depth));
  }

  private static Map<String, byte[]> make(Profile profile, long seed, int trees, int depth) {
    ScoringModel model = over(profile, seed, trees, depth);
    Map<String, Json> unseen = new HashMap<>();
    for (dev.probity.topics.profile.Feature feature : profile.features()) {
      if (feature instanceof dev.probity.topics.profile.Feature.Categorical categorical) {
        unseen.put(
            feature.name(), json(List.copyOf(categorical.codes().labels().keySet()).getLast()));
      }
    }
    Manifest draft =
        new Manifest(
            model.name(),
            "",
            new Manifest.ProfileReference(profile.name(), profile.digest()),
            new Manifest.Task("WAGP in [0,45000]", model.threshold()),
            model.spec(),
            Bundle.facts(model.ensemble(), Manifest.CoverUnit.HESSIAN),
            new Manifest.Calibration(model.calibrator(), 0, "none", "none"),
            new Manifest.LearnerFacts("dice", "1", Map.of(), seed, 1, 0),
            new Manifest.DataFacts("none", "0".repeat(64), 1, Map.of()),
            Manifest.FairnessFacts.none(1),
            Map.of(),
            List.of());
    return Bundle.assemble(
        draft,
        model.ensemble(),
        SelfTestRows.construct(model, unseen, seed, 48),
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

  private static Json json(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Number(double number) -> new Json.NumberValue("" + (long) number);
      case AttributeValue.Text(String text) -> new Json.TextValue(text);
      case AttributeValue.Missing() -> throw new IllegalArgumentException("missing");
    };
  }

  private static Feature feature(dev.probity.topics.profile.Feature feature) {
    String name = feature.name();
    return switch (feature) {
      case dev.probity.topics.profile.Feature.Numeric numeric ->
          new Feature.Numeric(
              name,
              numeric.whole(),
              numeric.low(),
              numeric.high(),
              missing(feature),
              false,
              Direction.ANY);
      case dev.probity.topics.profile.Feature.Ordinal ordinal ->
          new Feature.Numeric(
              name,
              true,
              1,
              ordinal.codes().labels().size(),
              missing(feature),
              false,
              Direction.ANY);
      case dev.probity.topics.profile.Feature.Categorical categorical ->
          new Feature.Categorical(
              name,
              seen(categorical.codes()),
              missing(feature),
              switch (categorical.unseen()) {
                case MISSING -> Feature.Policy.MISSING;
                case REFUSE -> Feature.Policy.REFUSE;
              },
              false,
              Direction.ANY);
    };
  }

  private static Feature.Policy missing(dev.probity.topics.profile.Feature feature) {
    return switch (feature.facts().missing()) {
      case ALLOW -> Feature.Policy.MISSING;
      case REFUSE -> Feature.Policy.REFUSE;
    };
  }

  private static Categories seen(CodeBook codes) {
    List<AttributeValue> known = new ArrayList<>(codes.labels().keySet());
    known.removeLast();
    if (codes.numeric()) {
      return new Categories.Codes(
          known.stream().map(c -> (int) ((AttributeValue.Number) c).value()).sorted().toList());
    }
    return new Categories.Labels(
        known.stream()
            .map(c -> ((AttributeValue.Text) c).value())
            .sorted(Categories.Labels::compareCodePoints)
            .toList());
  }

  private static Tree tree(FeatureSpec spec, Profile profile, SplittableRandom random, int depth) {
    TreeBuilder builder = new TreeBuilder();
    grow(builder, spec, profile, random, depth, 1000f);
    return builder.build();
  }

  private static void grow(
      TreeBuilder builder,
      FeatureSpec spec,
      Profile profile,
      SplittableRandom random,
      int depth,
      float cover) {
    if (depth == 0) {
      builder.leaf((float) (random.nextDouble() - 0.5), cover);
      return;
    }
    int place = random.nextInt(spec.size());
    boolean missingLeft = random.nextBoolean();
    switch (spec.features().get(place)) {
      case Feature.Numeric numeric ->
          builder.split(
              place,
              (float) (numeric.low() + random.nextDouble() * (numeric.high() - numeric.low())),
              missingLeft,
              cover);
      case Feature.Categorical categorical ->
          builder.categories(
              place,
              random.ints(0, categorical.categories().size()).limit(3).distinct().toArray(),
              missingLeft,
              cover);
    }
    float left = (float) (cover * (0.2 + 0.6 * random.nextDouble()));
    grow(builder, spec, profile, random, depth - 1, left);
    grow(builder, spec, profile, random, depth - 1, cover - left);
  }
}
