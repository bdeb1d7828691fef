// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.Categories;
import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.Objective;
import dev.probity.model.SplitMix64;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.GrownTrees;
import dev.probity.trainer.Learner;
import dev.probity.trainer.LearnerInfo;
import dev.probity.trainer.LearnerInfo.Capability;
import dev.probity.trainer.TrainingMatrix;
import dev.probity.trainer.search.Search;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import smile.base.cart.InternalNode;
import smile.base.cart.Node;
import smile.base.cart.NominalNode;
import smile.base.cart.RegressionNode;
import smile.classification.GradientTreeBoost;
import smile.data.DataFrame;
import smile.data.Tuple;
import smile.data.formula.Formula;
import smile.data.measure.NominalScale;
import smile.data.type.DataTypes;
import smile.data.type.StructField;
import smile.data.type.StructType;
import smile.data.vector.BaseVector;
import smile.data.vector.DoubleVector;
import smile.data.vector.IntVector;
import smile.math.MathEx;

/**
 * Smile 2.6.0, in Java and without native code. The only class that knows the library. Its trees
 * alone are taken: its explanations of boosted trees are wrong, and ours explain what leaves here.
 *
 * <p>Smile's probability is 1 / (1 + exp(−2F)) with F = b + shrinkage · Σ tree, ours 1 / (1 +
 * exp(−margin)): so a leaf is worth 2 · shrinkage · leaf, and the base margin is 2b.
 *
 * <p>It learns nothing from missing values and is refused rows that have some; at serving time a
 * missing value goes where more of the training rows went. Rows of different weight are drawn in
 * proportion to it.
 */
public final class SmileLearner implements Learner {
  private static final LearnerInfo INFO =
      new LearnerInfo(
          "smile",
          "2.6.0",
          "count",
          EnumSet.of(
              Capability.RESAMPLED_WEIGHTS,
              Capability.ONE_VERSUS_REST,
              Capability.EARLY_STOPPING,
              Capability.ROW_SHARE,
              Capability.DETERMINISTIC));

  /** A node with fewer rows is not split further; the library's own default. */
  private static final int LEAST_ROWS = 5;

  private static final String LABEL = "label";

  @Override
  public LearnerInfo info() {
    return INFO;
  }

  @Override
  public GrownTrees fit(
      TrainingMatrix fit, TrainingMatrix validation, Boosting boosting, long seed) {
    Ensemble whole = alone(fit, boosting, seed);
    return cut(whole, validation, boosting.patience());
  }

  @Override
  public GrownTrees grow(TrainingMatrix rows, Boosting boosting, long seed) {
    return new GrownTrees(alone(rows, boosting, seed), List.of());
  }

  /**
   * Cuts trees that were all grown where a growth with this patience would have stopped: the first
   * trees are the same whether more follow or not.
   */
  private static GrownTrees cut(Ensemble whole, TrainingMatrix validation, int patience) {
    double[] margins = new double[validation.rows()];
    Arrays.fill(margins, whole.baseMargin());
    List<Double> losses = new ArrayList<>();
    int best = 0;
    float[] vector = new float[validation.columns()];
    for (Tree tree : whole.trees()) {
      double sum = 0;
      for (int row = 0; row < margins.length; row++) {
        validation.copyRow(row, vector);
        margins[row] += tree.leafValue(tree.leaf(vector, 0));
        sum += Search.loss(margins[row], validation.labels()[row] > 0);
      }
      losses.add(sum / margins.length);
      best = losses.getLast() < losses.get(best) ? losses.size() - 1 : best;
      if (losses.size() - 1 - best >= patience) {
        break;
      }
    }
    return new GrownTrees(whole.first(best + 1), losses);
  }

  /**
   * The library searches splits in parallel, in whichever pool asks it; this one has one thread.
   */
  private static Ensemble alone(TrainingMatrix rows, Boosting boosting, long seed) {
    INFO.require(boosting.needs());
    requireNothingMissing(rows);
    try (ForkJoinPool one = new ForkJoinPool(1)) {
      return one.submit(() -> grown(rows, boosting, seed)).join();
    }
  }

  private static void requireNothingMissing(TrainingMatrix rows) {
    float[] values = rows.values();
    for (int i = 0; i < values.length; i++) {
      if (Float.isNaN(values[i])) {
        throw new IllegalArgumentException(
            "smile 2.6.0 lacks [MISSING_DIRECTION]: a row has no "
                + rows.spec().names().get(i % rows.columns()));
      }
    }
  }

  private static Ensemble grown(TrainingMatrix rows, Boosting boosting, long seed) {
    MathEx.setSeed(seed);
    int[] drawn = drawn(rows, seed);
    GradientTreeBoost boosted =
        GradientTreeBoost.fit(
            Formula.lhs(LABEL),
            frame(rows, drawn),
            boosting.rounds(),
            boosting.depth() + 1, // The library counts the leaf's level too.
            1 << boosting.depth(),
            LEAST_ROWS,
            boosting.learningRate(),
            boosting.rowShare());
    StructType schema = boosted.schema();
    List<Tree> trees = new ArrayList<>();
    for (var tree : boosted.trees()) {
      TreeBuilder builder = new TreeBuilder();
      new Conversion(rows, schema, 2 * boosting.learningRate(), builder).node(tree.root());
      trees.add(builder.build());
    }
    float share = (float) positives(rows, drawn) / drawn.length;
    return new Ensemble(rows.columns(), Objective.BINARY_LOGISTIC, share, trees);
  }

  /**
   * All rows, or as many drawn in proportion to their weights: one after the other, from a start
   * that the seed draws, so that rows of equal weight are drawn once each.
   */
  private static int[] drawn(TrainingMatrix rows, long seed) {
    float[] weights = rows.weights();
    if (weights == null) {
      return IntStream.range(0, rows.rows()).toArray();
    }
    double sum = 0;
    for (float weight : weights) {
      sum += weight;
    }
    int[] drawn = new int[weights.length];
    double step = sum / weights.length;
    double next = new SplitMix64(seed).unit() * step;
    double passed = 0;
    int count = 0;
    for (int row = 0; row < weights.length; row++) {
      passed += weights[row];
      while (count < drawn.length && (next < passed || row == weights.length - 1)) {
        drawn[count++] = row;
        next += step;
      }
    }
    return drawn;
  }

  private static int positives(TrainingMatrix rows, int[] drawn) {
    int positives = 0;
    for (int row : drawn) {
      positives += rows.labels()[row] > 0 ? 1 : 0;
    }
    if (positives == 0 || positives == drawn.length) {
      throw new IllegalStateException("Smile refuses rows of one class: " + drawn.length);
    }
    return positives;
  }

  private static DataFrame frame(TrainingMatrix rows, int[] drawn) {
    positives(rows, drawn);
    List<BaseVector<?, ?, ?>> columns = new ArrayList<>();
    for (int column = 0; column < rows.columns(); column++) {
      columns.add(column(rows, drawn, column));
    }
    int[] labels = IntStream.of(drawn).map(row -> rows.labels()[row] > 0 ? 1 : 0).toArray();
    columns.add(IntVector.of(LABEL, labels));
    return DataFrame.of(columns.toArray(BaseVector[]::new));
  }

  private static BaseVector<?, ?, ?> column(TrainingMatrix rows, int[] drawn, int column) {
    int width = rows.columns();
    return switch (rows.spec().features().get(column)) {
      case Feature.Numeric any ->
          DoubleVector.of(
              "column" + column,
              IntStream.of(drawn).mapToDouble(row -> rows.values()[row * width + column]));
      case Feature.Categorical categorical ->
          IntVector.of(
              new StructField(
                  "column" + column, DataTypes.IntegerType, levels(categorical.categories())),
              IntStream.of(drawn).map(row -> (int) rows.values()[row * width + column]));
    };
  }

  private static NominalScale levels(Categories categories) {
    return new NominalScale(
        IntStream.range(0, categories.size()).mapToObj(Integer::toString).toArray(String[]::new));
  }

  /** The library's nodes in our words. */
  private record Conversion(
      TrainingMatrix rows, StructType schema, double scale, TreeBuilder builder) {

    void node(Node node) {
      if (node instanceof InternalNode split) {
        split(split);
      } else {
        builder.leaf((float) (scale * ((RegressionNode) node).output()), node.size());
      }
    }

    private void split(InternalNode split) {
      int feature = split.feature();
      Node yes = split.trueChild();
      Node no = split.falseChild();
      int cover = yes.size() + no.size();
      if (split instanceof NominalNode) {
        // One level against the rest: our sets go right, as the library's level goes to its yes.
        int[] set = {level(split, feature)};
        builder.categories(feature, set, no.size() > yes.size(), cover);
        node(no);
        node(yes);
      } else {
        float threshold = firstBeyond(x -> split.branch(probe(feature, (Double) x)));
        builder.split(feature, threshold, yes.size() >= no.size(), cover);
        node(yes);
        node(no);
      }
    }

    private int level(InternalNode split, int feature) {
      if (!(rows.spec().features().get(feature) instanceof Feature.Categorical categorical)) {
        throw new IllegalStateException("Smile split a number by a level: feature " + feature);
      }
      return IntStream.range(0, categorical.categories().size())
          .filter(level -> split.branch(probe(feature, (Integer) level)))
          .findFirst()
          .orElseThrow();
    }

    private Tuple probe(int feature, Object value) {
      Object[] row = new Object[schema.length()];
      row[feature] = value;
      return Tuple.of(row, schema);
    }
  }

  /**
   * The least float32 beyond a threshold the library keeps to itself. For {@code x <= v} it is the
   * float after v, or after the float before v when v lies between two: left iff x &lt; t. Of v =
   * 2.5 it is 2.5000002.
   *
   * @param within whether a value is within the threshold; true up to it, false beyond
   */
  static float firstBeyond(DoublePredicate within) {
    int low = ordered(-Float.MAX_VALUE);
    int high = ordered(Float.MAX_VALUE);
    while (low < high) {
      int middle = (int) (((long) low + high) >> 1);
      if (within.test(unordered(middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return unordered(low) + 0.0f;
  }

  /** Floats in the order of whole numbers. */
  private static int ordered(float value) {
    int bits = Float.floatToIntBits(value);
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  private static float unordered(int place) {
    return Float.intBitsToFloat(place ^ ((place >> 31) & Integer.MAX_VALUE));
  }
}
