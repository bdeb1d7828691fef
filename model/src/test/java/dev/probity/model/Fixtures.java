// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.SelfTestRows;
import dev.probity.model.bundle.SigningKey;
import dev.probity.model.codec.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A small model with one feature of each kind, and the bundle it travels in. */
public final class Fixtures {
  private static final Map<Integer, SigningKey> KEYS = new ConcurrentHashMap<>();

  private Fixtures() {}

  /** Hours (whole), pay (fraction), occupation (codes 10, 20, 30), city (texts). */
  public static FeatureSpec spec() {
    return new FeatureSpec(
        List.of(
            Feature.Numeric.whole("HOURS", 1, 99),
            new Feature.Numeric(
                "PAY", false, 0, 10, Feature.Policy.REFUSE, true, Direction.INCREASE),
            Feature.Categorical.codes("OCCP", List.of(10, 20, 30)),
            new Feature.Categorical(
                "CITY",
                new Categories.Labels(List.of("Oslo", "Paris")),
                Feature.Policy.MISSING,
                Feature.Policy.REFUSE,
                false,
                Direction.ANY)));
  }

  /** Two trees over {@link #spec}; margins from −2.25 to 2.25. */
  public static Ensemble ensemble() {
    Tree hours =
        new TreeBuilder()
            .split(0, 40f, true, 10)
            .split(1, 5f, false, 6)
            .leaf(-1.5f, 2)
            .leaf(0.5f, 4)
            .leaf(1.5f, 4)
            .build();
    Tree kinds =
        new TreeBuilder()
            .categories(2, new int[] {1}, false, 10)
            .leaf(-0.75f, 6)
            .categories(3, new int[] {0}, true, 4)
            .leaf(0.25f, 1)
            .leaf(0.75f, 3)
            .build();
    return new Ensemble(4, Objective.BINARY_LOGISTIC, 0.5f, List.of(hours, kinds));
  }

  /** x₀ &lt; 0.5 ? −1 : 1, missing to the right; covers 1 : 3. */
  public static Tree stump() {
    return new TreeBuilder().split(0, 0.5f, false, 4).leaf(-1f, 1).leaf(1f, 3).build();
  }

  public static ScoringModel model() {
    return Bundle.draft("small", "1", "demo", spec(), ensemble(), calibrator(), 0.5);
  }

  static Calibrator calibrator() {
    return new Calibrator.Isotonic(
        Calibrator.Input.SCORE, new double[] {0.1, 0.9}, new double[] {0.05, 0.95}, 1e-6, 1 - 1e-6);
  }

  public static Manifest manifest() {
    return new Manifest(
        "small",
        "1",
        new Manifest.ProfileReference("demo", "ab".repeat(32)),
        new Manifest.Task("PAY in [0,45000]", 0.5),
        spec(),
        Bundle.facts(ensemble(), Manifest.CoverUnit.HESSIAN),
        new Manifest.Calibration(calibrator(), 800, "calibration", "c0ffee"),
        new Manifest.LearnerFacts("by-hand", "1", Map.of("depth", "2"), 7, 1, 0),
        new Manifest.DataFacts(
            "c0ffee",
            "cd".repeat(32),
            1000,
            Map.of("candidates-0", new Manifest.OffsetRange(0, 1000))),
        Manifest.FairnessFacts.none(1000),
        Map.of("test", Map.of("auc", new Manifest.MetricValue(0.75, 200, 0.7, 0.8))),
        List.of());
  }

  public static SigningKey key(int first) {
    byte[] seed = new byte[32];
    for (int i = 0; i < seed.length; i++) {
      seed[i] = (byte) (first + i);
    }
    return KEYS.computeIfAbsent(first, key -> SigningKey.of("trainer.example/" + key, seed));
  }

  public static Map<String, byte[]> bundle() {
    return Bundle.assemble(
        manifest(),
        ensemble(),
        SelfTestRows.construct(model(), Map.of("OCCP", new Json.NumberValue("15")), 42, 40),
        Map.of("reference.json", new byte[] {'{', '}'}),
        List.of(key(1)));
  }

  public static RawRow raw(Map<String, ?> values) {
    return new RawRow() {
      @Override
      public double number(String feature) {
        return values.get(feature) instanceof Number number ? number.doubleValue() : Double.NaN;
      }

      @Override
      public @Nullable String text(String feature) {
        return values.get(feature) instanceof String text ? text : null;
      }
    };
  }

  /** A candidate record's attributes as a serving path would read them. */
  public static RawRow raw(Json.ObjectValue attributes) {
    return new RawRow() {
      @Override
      public double number(String feature) {
        return attributes.find(feature) instanceof Json.NumberValue number
            ? number.asDouble()
            : Double.NaN;
      }

      @Override
      public @Nullable String text(String feature) {
        return attributes.find(feature) instanceof Json.TextValue text ? text.value() : null;
      }
    };
  }
}
