// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Tree;
import dev.probity.model.codec.XgboostWriter;
import dev.probity.model.shap.ShapRecurrence;
import dev.probity.trainer.LearnerInfo.Capability;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What every learner must do, whatever library grows its trees. */
public abstract class LearnerKit {
  private static final FeatureSpec SPEC =
      new FeatureSpec(
          List.of(
              Feature.Numeric.whole("AGE", 17, 95),
              Feature.Categorical.codes("JOB", IntStream.range(0, 40).boxed().toList()),
              Feature.Categorical.codes("KIND", List.of(1, 2, 3))));

  /** The learner under test. */
  protected abstract Learner learner();

  /** How this learner grows trees by default. */
  protected abstract Boosting usual();

  /** XGBoost's margins of rows under a model document, whoever grew its trees. */
  private static float[] foreignMargins(byte[] document, TrainingMatrix rows) {
    return XgboostPeer.margins(document, rows);
  }

  private Boosting brief() {
    return growth(4, 60, 5, 0.3);
  }

  private Boosting growth(int depth, int rounds, int patience, double rate) {
    Boosting usual = usual();
    return new Boosting(
        depth,
        rounds,
        patience,
        rate,
        usual.minChildWeight(),
        usual.lambda(),
        usual.maxCategoriesOneHot());
  }

  private void assumeCan(Capability capability) {
    Assumptions.assumeTrue(
        learner().info().capabilities().contains(capability),
        "SKIPPED: " + learner().info().name() + " does not declare " + capability);
  }

  @Test
  void sameRowsAndSeedGiveTheSameBytes() {
    assumeCan(Capability.DETERMINISTIC);
    // Given
    TrainingMatrix rows = matrix(2_000, 1, false);
    TrainingMatrix validation = matrix(500, 2, false);
    // When
    byte[] first = bytes(learner().fit(rows, validation, brief(), 9));
    byte[] second = bytes(learner().fit(matrix(2_000, 1, false), validation, brief(), 9));
    byte[] other = bytes(learner().fit(matrix(2_000, 3, false), validation, brief(), 9));
    // Then
    assertArrayEquals(first, second);
    assertTrue(!Arrays.equals(first, other), "other rows give other trees");
  }

  @Test
  void documentsMeanTheSameToXgboostBitForBit() {
    // Given
    GrownTrees grown = learner().grow(matrix(3_000, 1, false), brief(), 9);
    TrainingMatrix rows = matrix(1_000, 7, false);
    // When
    float[] own = foreignMargins(bytes(grown), rows);
    // Then
    float[] vector = new float[SPEC.size()];
    for (int row = 0; row < rows.rows(); row++) {
      rows.copyRow(row, vector);
      assertEquals(own[row], grown.ensemble().conformanceMargin(vector), "row " + row);
      assertEquals(own[row], grown.ensemble().margin(vector), 1e-5, "row " + row);
    }
  }

  @Test
  void stopsWhenValidationNoLongerImprovesAndCutsBackToTheBest() {
    assumeCan(Capability.EARLY_STOPPING);
    // Given
    Boosting greedy = new Boosting(6, 300, 5, 0.5, 0, 0, usual().maxCategoriesOneHot());
    TrainingMatrix rows = matrix(400, 1, false);
    // When
    GrownTrees grown = learner().fit(rows, matrix(400, 2, false), greedy, 9);
    // Then
    List<Double> losses = grown.validationLogLoss();
    double best = losses.stream().min(Double::compare).orElseThrow();
    assertEquals(losses.indexOf(best) + 1, grown.trees());
    assertEquals(grown.trees() + 5, losses.size());
    assertTrue(losses.size() < 300, "stopped at " + losses.size());
  }

  @Test
  void cutTreesAreTheFirstOfTheSameGrowth() {
    // Given
    TrainingMatrix rows = matrix(2_000, 1, false);
    GrownTrees stopped = learner().fit(rows, matrix(500, 2, false), brief(), 9);
    // When
    GrownTrees grown = learner().grow(rows, brief().withRounds(stopped.trees()), 9);
    // Then
    assertArrayEquals(bytes(stopped), bytes(grown));
  }

  @Test
  void stoppingAndContinuingIsOneGrowthByteForByte() {
    assumeCan(Capability.CONTINUING);
    // Given: rows and columns are drawn for each tree, and others draw in between
    Boosting drawn = new Boosting(5, 90, 30, 0.1, 3, 2, 4, 0.7, 0.7, 20);
    Boosting other = new Boosting(3, 90, 30, 0.2, 1, 1, 4, 0.6, 1, 64);
    TrainingMatrix rows = matrix(2_000, 1, false);
    TrainingMatrix validation = matrix(500, 2, false);
    GrownTrees whole = learner().fit(rows, validation, drawn, 9);
    // When
    GrownTrees best;
    List<Double> losses;
    try (HeldRows held = learner().hold(rows, validation)) {
      Growth growth = held.begin(drawn, 9);
      Growth between = held.begin(other, 9);
      for (int trees : List.of(10, 30, 90)) {
        between.growTo(trees);
        growth.growTo(trees);
        growth.best();
      }
      best = growth.best();
      losses = growth.validationLogLoss();
      between.close();
    }
    // Then
    assertEquals(whole.validationLogLoss(), losses);
    assertTrue(whole.trees() > 30, "the growth was continued after its first stops");
    assertArrayEquals(bytes(whole), bytes(best));
  }

  @Test
  void sharesOfRowsAndColumnsAreTakenUpOrRefusedByName() {
    Boosting all = usual();
    takenUpOrRefused(Capability.ROW_SHARE, .6, 1, all.maxCategories());
    takenUpOrRefused(Capability.COLUMN_SHARE, 1, .6, all.maxCategories());
    if (learner().info().capabilities().contains(Capability.CATEGORY_SETS)) {
      takenUpOrRefused(Capability.CATEGORY_SETS, 1, 1, 2);
    }
  }

  private void takenUpOrRefused(
      Capability capability, double rowShare, double columnShare, int categories) {
    // Given
    TrainingMatrix rows = matrix(2_000, 1, false);
    Boosting all = growth(4, 20, 5, .3);
    Boosting changed =
        new Boosting(
            4,
            20,
            5,
            .3,
            all.minChildWeight(),
            all.lambda(),
            all.maxCategoriesOneHot(),
            rowShare,
            columnShare,
            categories);
    // When, Then
    if (learner().info().capabilities().contains(capability)) {
      byte[] plain = bytes(learner().grow(rows, all, 9));
      byte[] drawn = bytes(learner().grow(rows, changed, 9));
      assertTrue(!Arrays.equals(plain, drawn), capability.name());
      assertArrayEquals(drawn, bytes(learner().grow(rows, changed, 9)), capability.name());
    } else {
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> learner().grow(rows, changed, 9));
      assertTrue(refusal.getMessage().contains("lacks [" + capability + "]"), "" + refusal);
    }
  }

  @Test
  void missingValuesAreRefusedWhereNothingIsLearnedFromThem() {
    Assumptions.assumeFalse(
        learner().info().capabilities().contains(Capability.MISSING_DIRECTION),
        "SKIPPED: the learner learns from missing values");
    // When
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class, () -> learner().grow(matrix(300, 1, true), brief(), 9));
    // Then
    assertTrue(refusal.getMessage().contains("MISSING_DIRECTION"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("JOB"), refusal.getMessage());
  }

  @Test
  void missingValuesAreRoutedAsTheLearnerLearned() {
    assumeCan(Capability.MISSING_DIRECTION);
    // Given: who has no job is positive
    TrainingMatrix rows = matrix(3_000, 1, true);
    // When
    Ensemble ensemble = learner().grow(rows, brief(), 9).ensemble();
    // Then
    double missing = ensemble.margin(new float[] {40, Float.NaN, 1});
    assertTrue(missing > ensemble.margin(new float[] {40, 5, 1}), "missing " + missing);
  }

  @Test
  void unseenCategoriesGoWhereNoSetHoldsThem() {
    // Given
    GrownTrees grown = learner().grow(matrix(2_000, 1, false), brief(), 9);
    float[] unseen = {40, Float.NaN, 1};
    TrainingMatrix row = new TrainingMatrix(SPEC, unseen, new float[1], null);
    // When
    float[] own = foreignMargins(bytes(grown), row);
    // Then
    assertEquals(own[0], grown.ensemble().conformanceMargin(unseen));
  }

  @Test
  void weightsOfOneChangeNothingAndOthersDo() {
    Assumptions.assumeTrue(
        learner().info().capabilities().contains(Capability.WEIGHTS)
            || learner().info().capabilities().contains(Capability.RESAMPLED_WEIGHTS),
        "SKIPPED: the learner has no weights");
    // Given
    TrainingMatrix once = matrix(500, 1, false);
    float[] ones = new float[500];
    Arrays.fill(ones, 1);
    float[] heavy = ones.clone();
    Arrays.fill(heavy, 0, 100, 50);
    // When
    byte[] plain = bytes(learner().grow(once, brief(), 9));
    byte[] even = bytes(learner().grow(weighted(once, ones), brief(), 9));
    byte[] uneven = bytes(learner().grow(weighted(once, heavy), brief(), 9));
    // Then
    assertArrayEquals(plain, even);
    assertTrue(!Arrays.equals(plain, uneven), "weights change the trees");
  }

  @Test
  void coversAndContributionsAreXgboostsOwn() {
    // Given
    GrownTrees grown = learner().grow(matrix(3_000, 1, false), brief(), 9);
    TrainingMatrix rows = matrix(200, 7, false);
    // When
    float[][] own = XgboostPeer.contributions(bytes(grown), rows);
    // Then
    ShapRecurrence shap = new ShapRecurrence(grown.ensemble());
    double[] ours = new double[rows.rows() * SPEC.size()];
    shap.explain(rows.values(), rows.rows(), ours);
    for (int row = 0; row < rows.rows(); row++) {
      for (int feature = 0; feature < SPEC.size(); feature++) {
        assertEquals(own[row][feature], ours[row * SPEC.size() + feature], 1e-5, "row " + row);
      }
      assertEquals(own[row][SPEC.size()], shap.baseValue(), 1e-5);
    }
  }

  @Test
  void treesStayWithinTheDepthAskedFor() {
    // When
    Ensemble ensemble = learner().grow(matrix(2_000, 1, false), brief(), 9).ensemble();
    // Then
    assertEquals(brief().rounds(), ensemble.trees().size());
    assertEquals(
        brief().depth(), ensemble.trees().stream().mapToInt(Tree::depth).max().orElseThrow());
    assertNotEquals(0f, ensemble.trees().get(0).cover(0));
  }

  protected static byte[] bytes(GrownTrees grown) {
    return XgboostWriter.write(grown.ensemble(), SPEC);
  }

  private static TrainingMatrix weighted(TrainingMatrix rows, float[] weights) {
    return new TrainingMatrix(rows.spec(), rows.values(), rows.labels(), weights);
  }

  /** Rows whose label follows age, job and their meeting; missing jobs mean positive if asked. */
  protected static TrainingMatrix matrix(int rows, long seed, boolean missing) {
    Random random = new Random(seed);
    float[] values = new float[rows * 3];
    float[] labels = new float[rows];
    for (int row = 0; row < rows; row++) {
      int age = 17 + random.nextInt(79);
      int job = random.nextInt(40);
      boolean gap = missing && random.nextInt(5) == 0;
      values[row * 3] = age;
      values[row * 3 + 1] = gap ? Float.NaN : job;
      values[row * 3 + 2] = random.nextInt(3);
      double margin =
          gap ? 4 : (age - 50) * .05 + (job * 7 % 40 - 20) * .1 + (age > 60 ? job * .02 : 0);
      labels[row] = random.nextDouble() < 1 / (1 + Math.exp(-margin)) ? 1 : 0;
    }
    return new TrainingMatrix(SPEC, values, labels, null);
  }
}
