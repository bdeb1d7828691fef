// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import dev.probity.model.Categories;
import dev.probity.model.Encoding;
import dev.probity.model.Feature;
import dev.probity.model.RawRow;
import dev.probity.model.Score;
import dev.probity.model.ScoringModel;
import dev.probity.model.SplitMix64;
import dev.probity.model.codec.Json;
import dev.probity.model.shap.ShapRecurrence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Constructs a bundle's self-test rows from the encoder's lists and ranges by seeded draws; no real
 * candidate is ever copied. The rows hold each feature missing once where that is allowed, one
 * unseen code per categorical feature where there is one, both ends of each range, both decisions
 * if the model takes both, and the draw nearest to the threshold.
 */
public final class SelfTestRows {
  private static final int DRAWS = 4_096;
  private static final double NEAR = 0.02;
  private static final int EXPLAINED_EVERY = 8;

  private final ScoringModel model;
  private final ShapRecurrence shap;
  private final Map<String, Json> unseen;
  private final SplitMix64 random;
  private final List<SelfTestRow> rows = new ArrayList<>();

  private SelfTestRows(ScoringModel model, Map<String, Json> unseen, long seed) {
    this.model = model;
    this.shap = new ShapRecurrence(model.ensemble());
    this.unseen = Map.copyOf(unseen);
    this.random = new SplitMix64(seed);
  }

  /**
   * The rows of a model.
   *
   * @param model the model, with its final digest unknown: only its parts are used
   * @param unseen per categorical feature a value the profile allows and the encoder does not list;
   *     features without such a value are left out
   * @param seed the seed of the draws
   * @param count how many rows, from 32 to 256 and enough for what they must hold
   */
  public static List<SelfTestRow> construct(
      ScoringModel model, Map<String, Json> unseen, long seed, int count) {
    if (count < SelfTestRow.MIN_ROWS || count > SelfTestRow.MAX_ROWS) {
      throw new IllegalArgumentException("rows must be 32 to 256: " + count);
    }
    SelfTestRows made = new SelfTestRows(model, unseen, seed);
    made.special();
    made.decisions();
    while (made.rows.size() < count) {
      made.add(made.draw());
    }
    return List.copyOf(made.rows);
  }

  private void special() {
    for (Feature feature : model.spec().features()) {
      if (feature.missing() == Feature.Policy.MISSING) {
        Map<String, Json> row = draw();
        row.remove(feature.name());
        add(row);
      }
      switch (feature) {
        case Feature.Numeric numeric -> {
          addWith(numeric.name(), number(numeric, numeric.low()));
          addWith(numeric.name(), number(numeric, numeric.high()));
        }
        case Feature.Categorical categorical -> {
          Json value = unseen.get(categorical.name());
          if (value != null && categorical.unseen() == Feature.Policy.MISSING) {
            addWith(categorical.name(), value);
          }
        }
      }
    }
  }

  /** Draws until a row near the threshold and both decisions are there, or draws run out. */
  private void decisions() {
    Map<String, Json> nearest = draw();
    Map<String, Json> positive = null;
    Map<String, Json> negative = null;
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < DRAWS && (best > NEAR || positive == null || negative == null); i++) {
      Map<String, Json> row = draw();
      Score score = model.score(encode(row));
      double distance = Math.abs(score.probability() - model.threshold());
      if (distance < best) {
        best = distance;
        nearest = row;
      }
      positive = positive == null && score.positive() ? row : positive;
      negative = negative == null && !score.positive() ? row : negative;
    }
    add(nearest);
    addIfPresent(positive);
    addIfPresent(negative);
  }

  private void addIfPresent(@Nullable Map<String, Json> row) {
    if (row != null) {
      add(row);
    }
  }

  private void addWith(String feature, Json value) {
    Map<String, Json> row = draw();
    row.put(feature, value);
    add(row);
  }

  private Map<String, Json> draw() {
    Map<String, Json> row = new LinkedHashMap<>();
    for (Feature feature : model.spec().features()) {
      row.put(
          feature.name(),
          switch (feature) {
            case Feature.Numeric numeric -> number(numeric, within(numeric));
            case Feature.Categorical categorical -> category(categorical.categories());
          });
    }
    return row;
  }

  private double within(Feature.Numeric numeric) {
    double value = numeric.low() + random.unit() * (numeric.high() - numeric.low());
    return numeric.integral() ? Math.rint(value) : (float) value;
  }

  private Json category(Categories categories) {
    int index = random.below(categories.size());
    return switch (categories) {
      case Categories.Codes codes -> new Json.NumberValue(codes.codes().get(index).toString());
      case Categories.Labels labels -> new Json.TextValue(labels.labels().get(index));
    };
  }

  private static Json number(Feature.Numeric numeric, double value) {
    return new Json.NumberValue(
        numeric.integral() ? Long.toString((long) value) : Double.toString(value));
  }

  private float[] encode(Map<String, Json> row) {
    float[] vector = new float[model.spec().size()];
    if (model.spec().encode(raw(row), vector) instanceof Encoding.Refused refused) {
      throw new IllegalStateException(
          "a constructed row is refused at " + refused.feature() + ": " + refused.cause());
    }
    return vector;
  }

  private void add(Map<String, Json> attributes) {
    if (rows.size() == SelfTestRow.MAX_ROWS) {
      throw new IllegalStateException("this encoder needs more than 256 self-test rows");
    }
    float[] vector = encode(attributes);
    Score score = model.score(vector);
    List<Integer> bits = new ArrayList<>();
    for (float value : vector) {
      bits.add(Float.floatToIntBits(value));
    }
    List<Double> contributions = new ArrayList<>();
    if (rows.size() % EXPLAINED_EVERY == 0) {
      for (double contribution : shap.explain(vector).contributions()) {
        contributions.add(contribution);
      }
    }
    rows.add(
        new SelfTestRow(
            candidate(attributes),
            bits,
            Double.doubleToLongBits(score.margin()),
            Double.doubleToLongBits(score.probability()),
            contributions));
  }

  private Json.ObjectValue candidate(Map<String, Json> attributes) {
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("id", new Json.TextValue("self-test-" + (rows.size() + 1)));
    members.put("purpose", new Json.TextValue("decision"));
    members.put("profile", new Json.TextValue(model.profile()));
    members.put("attributes", new Json.ObjectValue(attributes));
    return new Json.ObjectValue(members);
  }

  private static RawRow raw(Map<String, Json> row) {
    return new RawRow() {
      @Override
      public double number(String feature) {
        return row.get(feature) instanceof Json.NumberValue value ? value.asDouble() : Double.NaN;
      }

      @Override
      public @Nullable String text(String feature) {
        return row.get(feature) instanceof Json.TextValue value ? value.value() : null;
      }
    };
  }
}
