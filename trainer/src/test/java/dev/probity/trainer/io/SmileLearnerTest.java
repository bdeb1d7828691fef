// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Tree;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.Learner;
import dev.probity.trainer.LearnerKit;
import dev.probity.trainer.TrainingMatrix;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import smile.classification.GradientTreeBoost;
import smile.data.DataFrame;
import smile.data.formula.Formula;
import smile.data.measure.NominalScale;
import smile.data.type.DataTypes;
import smile.data.type.StructField;
import smile.data.vector.DoubleVector;
import smile.data.vector.IntVector;
import smile.math.MathEx;

class SmileLearnerTest extends LearnerKit {

  @Override
  protected Learner learner() {
    return new SmileLearner();
  }

  @Override
  protected Boosting usual() {
    return Boosting.PLAIN;
  }

  @Test
  void probabilitiesAreTheLibrarysOwn() {
    // Given: the same rows handed to the library by hand
    TrainingMatrix rows = matrix(2_000, 1, false);
    int count = rows.rows();
    double[] age = new double[count];
    int[] job = new int[count];
    int[] kind = new int[count];
    int[] label = new int[count];
    for (int row = 0; row < count; row++) {
      age[row] = rows.values()[row * 3];
      job[row] = (int) rows.values()[row * 3 + 1];
      kind[row] = (int) rows.values()[row * 3 + 2];
      label[row] = (int) rows.labels()[row];
    }
    DataFrame frame =
        DataFrame.of(
            DoubleVector.of("a", age),
            IntVector.of(new StructField("j", DataTypes.IntegerType, levels(40)), job),
            IntVector.of(new StructField("k", DataTypes.IntegerType, levels(3)), kind),
            IntVector.of("y", label));
    MathEx.setSeed(9);
    GradientTreeBoost own = GradientTreeBoost.fit(Formula.lhs("y"), frame, 60, 5, 16, 5, 0.1, 1);
    // When
    Ensemble ours = new SmileLearner().grow(rows, Boosting.PLAIN.withRounds(60), 9).ensemble();
    // Then
    float[] vector = new float[3];
    double[] posteriori = new double[2];
    for (int row = 0; row < count; row++) {
      rows.copyRow(row, vector);
      own.predict(frame.get(row), posteriori);
      assertEquals(posteriori[1], Ensemble.probability(ours.margin(vector)), 1e-6, "row " + row);
    }
  }

  @Test
  void firstFloatBeyondAThresholdIsFoundAlsoBetweenTwoFloats() {
    // Given: values between floats on either side, floats themselves, zeros and the ends
    double[] thresholds = {2.5, .1, .1f, -.1, -0.0, 0, 1e-46, -1e-46, 16_777_217, 1 / 3.0, 1e30};
    for (double v : thresholds) {
      // When
      float t = SmileLearner.firstBeyond(x -> x <= v);
      // Then: the float before is within, this one is not
      float cast = (float) v;
      float below = cast > v ? Math.nextDown(cast) : cast;
      assertEquals(Math.nextUp(below) + 0.0f, t, "threshold " + v);
      assertTrue(Math.nextDown(t) <= v && t > v, "threshold " + v);
    }
  }

  @Test
  void valuesNobodyTrainedWithGoWhereMoreRowsWent() {
    // Given
    Ensemble ensemble =
        new SmileLearner()
            .grow(matrix(2_000, 1, false), Boosting.PLAIN.withRounds(20), 9)
            .ensemble();
    int categorical = 0;
    int numeric = 0;
    // Then
    for (Tree tree : ensemble.trees()) {
      for (int node = 0; node < tree.nodes(); node++) {
        if (!tree.isLeaf(node)) {
          float left = tree.cover(tree.left(node));
          float right = tree.cover(tree.right(node));
          assertEquals(left + right, tree.cover(node));
          assertTrue(tree.missingLeft(node) ? left >= right : right >= left);
          categorical += tree.isCategorical(node) ? 1 : 0;
          numeric += tree.isCategorical(node) ? 0 : 1;
          assertFalse(tree.isCategorical(node) && tree.categories(node).length != 1);
        }
      }
    }
    assertTrue(categorical > 5 && numeric > 5, categorical + ", " + numeric);
    assertEquals("count", new SmileLearner().info().cover());
  }

  @Test
  void penaltiesItDoesNotHaveAreRefusedByName() {
    // When
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> new SmileLearner().grow(matrix(300, 1, false), Boosting.DEFAULT, 1));
    // Then
    assertEquals("smile 2.6.0 lacks [CATEGORY_SETS, LEAF_PENALTY]", refusal.getMessage());
  }

  @Test
  void rowsOfOneClassAreRefused() {
    // Given
    FeatureSpec spec = new FeatureSpec(List.of(Feature.Numeric.whole("A", 0, 9)));
    TrainingMatrix rows = new TrainingMatrix(spec, new float[] {1, 2}, new float[] {1, 1}, null);
    // When
    IllegalStateException refusal =
        assertThrows(
            IllegalStateException.class, () -> new SmileLearner().grow(rows, Boosting.PLAIN, 1));
    // Then
    assertTrue(refusal.getMessage().contains("one class"), refusal.getMessage());
  }

  @Test
  void rowsOfMoreWeightAreDrawnMoreOften() {
    // Given: a row is positive by a coin, and weighs three times as much when it is
    FeatureSpec spec = new FeatureSpec(List.of(Feature.Numeric.whole("A", 0, 9)));
    Random random = new Random(4);
    float[] values = new float[4_000];
    float[] labels = new float[values.length];
    float[] weights = new float[values.length];
    for (int row = 0; row < values.length; row++) {
      values[row] = random.nextInt(10);
      labels[row] = random.nextInt(2);
      weights[row] = labels[row] > 0 ? 3 : 1;
    }
    // When
    Ensemble ensemble =
        new SmileLearner()
            .grow(
                new TrainingMatrix(spec, values, labels, weights), Boosting.PLAIN.withRounds(5), 1)
            .ensemble();
    // Then
    assertEquals(.75, ensemble.baseScore(), .01);
  }

  private static NominalScale levels(int count) {
    String[] levels = new String[count];
    for (int level = 0; level < count; level++) {
      levels[level] = "level " + level;
    }
    return new NominalScale(levels);
  }
}
