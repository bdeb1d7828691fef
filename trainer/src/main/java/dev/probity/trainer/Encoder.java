// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Categories;
import dev.probity.model.Direction;
import dev.probity.model.Encoding;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.topics.profile.ChangeDirection;
import dev.probity.topics.profile.CodeBook;
import dev.probity.topics.profile.MissingPolicy;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.UnseenPolicy;
import dev.probity.topics.record.AttributeValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Binds a profile to the codes a training set shows, and rows to vectors through the result. */
final class Encoder {
  private Encoder() {}

  /**
   * The encoder of a model: the profile's features, categories limited to the codes that occur in
   * the rows trees are grown on. A code of the code-book that occurs nowhere stands for itself, so
   * that a feature without any value still has a list.
   */
  static FeatureSpec spec(Profile profile, Dataset dataset, int[] rows) {
    return new FeatureSpec(
        profile.features().stream().map(feature -> bind(feature, dataset, rows)).toList());
  }

  /** Rows as a learner takes them. */
  static TrainingMatrix matrix(
      FeatureSpec spec, Dataset dataset, int[] rows, @Nullable RowWeights weights) {
    float[] labels = new float[rows.length];
    for (int row = 0; row < rows.length; row++) {
      labels[row] = dataset.positive(rows[row]) ? 1 : 0;
    }
    return new TrainingMatrix(
        spec, values(spec, dataset, rows), labels, weights == null ? null : weights.of(rows));
  }

  /** Those of some rows the encoder takes; it may refuse categories it has not seen. */
  static int[] taken(FeatureSpec spec, Dataset dataset, int[] rows) {
    float[] vector = new float[spec.size()];
    return IntStream.of(rows)
        .filter(row -> spec.encode(dataset.raw(row), vector) instanceof Encoding.Encoded)
        .toArray();
  }

  /** Vectors of some rows, one after the other; the encoder must take all of them. */
  static float[] values(FeatureSpec spec, Dataset dataset, int[] rows) {
    float[] values = new float[Math.multiplyExact(rows.length, spec.size())];
    float[] vector = new float[spec.size()];
    for (int row = 0; row < rows.length; row++) {
      if (spec.encode(dataset.raw(rows[row]), vector) instanceof Encoding.Refused refused) {
        throw new IllegalStateException(
            "feature " + refused.feature() + " of a row that must encode: " + refused.cause());
      }
      System.arraycopy(vector, 0, values, row * spec.size(), spec.size());
    }
    return values;
  }

  /**
   * The encoder of trees that were grown elsewhere: the profile's rules for features in the order
   * of the trees' columns, and the categories those columns were encoded by.
   *
   * @throws IllegalArgumentException naming the column that does not fit the profile
   */
  static FeatureSpec adopted(Profile profile, FeatureSpec given) {
    List<Feature> features = new ArrayList<>();
    for (Feature column : given.features()) {
      dev.probity.topics.profile.Feature feature = profile.feature(column.name());
      if (feature == null) {
        throw new IllegalArgumentException(
            "column "
                + column.name()
                + " of the model is no feature of profile "
                + profile.name()
                + ". Maybe train it without: its features are "
                + String.join(", ", profile.featureNames()));
      }
      features.add(adopted(feature, column));
    }
    return new FeatureSpec(features);
  }

  private static Feature adopted(dev.probity.topics.profile.Feature feature, Feature column) {
    boolean category = feature instanceof dev.probity.topics.profile.Feature.Categorical;
    if (column instanceof Feature.Categorical codes && category) {
      boolean numeric =
          ((dev.probity.topics.profile.Feature.Categorical) feature).codes().numeric();
      if (numeric == codes.categories() instanceof Categories.Codes) {
        return bind(feature, codes.categories());
      }
    }
    if (column instanceof Feature.Numeric && !category) {
      return bind(feature, new Categories.Codes(List.of(0)));
    }
    throw new IllegalArgumentException(
        "column "
            + column.name()
            + " of the model is "
            + (column instanceof Feature.Numeric ? "a number" : "a category")
            + ", the profile's feature is "
            + (category ? "a category" : "a number")
            + ". Maybe name the codes of its categories with --categories, in the type the"
            + " profile has");
  }

  private static Feature bind(
      dev.probity.topics.profile.Feature feature, Dataset dataset, int[] rows) {
    return bind(
        feature,
        feature instanceof dev.probity.topics.profile.Feature.Categorical category
            ? seen(category.codes(), dataset.feature(category.name()), rows)
            : new Categories.Codes(List.of(0)));
  }

  /** Categories count for a categorical feature only. */
  private static Feature bind(dev.probity.topics.profile.Feature feature, Categories categories) {
    var facts = feature.facts();
    Feature.Policy missing = missing(facts.missing());
    Direction direction = direction(facts.change());
    return switch (feature) {
      case dev.probity.topics.profile.Feature.Numeric n ->
          new Feature.Numeric(
              n.name(), n.whole(), n.low(), n.high(), missing, facts.mutable(), direction);
      case dev.probity.topics.profile.Feature.Ordinal o -> {
        double[] steps = numbers(o.codes()).sorted().toArray();
        yield new Feature.Numeric(
            o.name(), true, steps[0], steps[steps.length - 1], missing, facts.mutable(), direction);
      }
      case dev.probity.topics.profile.Feature.Categorical c ->
          new Feature.Categorical(
              c.name(), categories, missing, unseen(c.unseen()), facts.mutable(), direction);
    };
  }

  private static Categories seen(CodeBook book, Column column, int[] rows) {
    if (book.numeric()) {
      TreeSet<Integer> codes = new TreeSet<>();
      IntStream.of(rows)
          .mapToDouble(column::number)
          .filter(code -> !Double.isNaN(code))
          .forEach(code -> codes.add((int) code));
      if (codes.isEmpty()) {
        codes.add((int) numbers(book).min().orElseThrow());
      }
      return new Categories.Codes(List.copyOf(codes));
    }
    TreeSet<String> labels = new TreeSet<>(Categories.Labels::compareCodePoints);
    IntStream.of(rows).mapToObj(column::text).filter(Objects::nonNull).forEach(labels::add);
    if (labels.isEmpty()) {
      texts(book).forEach(labels::add);
    }
    return new Categories.Labels(List.copyOf(labels));
  }

  private static DoubleStream numbers(CodeBook book) {
    return book.labels().keySet().stream()
        .mapToDouble(code -> ((AttributeValue.Number) code).value());
  }

  private static Stream<String> texts(CodeBook book) {
    return book.labels().keySet().stream().map(code -> ((AttributeValue.Text) code).value());
  }

  private static Feature.Policy missing(MissingPolicy policy) {
    return switch (policy) {
      case ALLOW -> Feature.Policy.MISSING;
      case REFUSE -> Feature.Policy.REFUSE;
    };
  }

  private static Feature.Policy unseen(UnseenPolicy policy) {
    return switch (policy) {
      case MISSING -> Feature.Policy.MISSING;
      case REFUSE -> Feature.Policy.REFUSE;
    };
  }

  private static Direction direction(ChangeDirection change) {
    return switch (change) {
      case ANY -> Direction.ANY;
      case INCREASE -> Direction.INCREASE;
      case DECREASE -> Direction.DECREASE;
    };
  }
}
