// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Counterfactual.Answer;
import dev.probity.model.Counterfactual.Change;
import dev.probity.model.Counterfactual.NoneWithinReach;
import dev.probity.model.Counterfactual.Option;
import dev.probity.model.Counterfactual.Plausibility;
import dev.probity.model.Counterfactual.Within;
import dev.probity.model.bundle.Bundle;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CounterfactualTest {
  private static final ObservedValues.Spread WIDE = new ObservedValues.Quantiles(0, 100, 5);

  /** Hours below 40 add −1, from 40 on 1; decided positive above 0. */
  private static Tree atForty(int feature, float below, float above) {
    return new TreeBuilder().split(feature, 40f, true, 2).leaf(below, 1).leaf(above, 1).build();
  }

  @Test
  void fortyHoursAreTheNearestThatTurnThirtyAndCostTwoQuartileDistances() {
    // Given
    Counterfactual search = search(List.of(number("hours", Direction.ANY)), atForty(0, -1, 1));
    // When
    Within found = assertInstanceOf(Within.class, search.answer(new float[] {30}));
    // Then
    Option option = found.options().getFirst();
    assertEquals(List.of(new Change("hours", 0, 30, 40)), option.changes());
    assertEquals(2, option.cost());
    assertTrue(option.score().positive());
    assertEquals(Plausibility.NOT_ASKED, option.plausibility());
    Within back = assertInstanceOf(Within.class, search.answer(new float[] {55}));
    assertEquals(39, back.options().getFirst().changes().getFirst().to());
  }

  @Test
  void directionRangeLockAndPercentilesAreRespected() {
    Tree tree = atForty(0, -1, 1);
    float[] low = {30};
    assertInstanceOf(
        Within.class, search(List.of(number("h", Direction.INCREASE)), tree).answer(low));
    assertNone(search(List.of(number("h", Direction.DECREASE)), tree).answer(low));
    Feature locked =
        new Feature.Numeric("h", true, 0, 100, Feature.Policy.MISSING, false, Direction.ANY);
    assertNone(search(List.of(locked), tree).answer(low));
    Feature narrow =
        new Feature.Numeric("h", true, 0, 39, Feature.Policy.MISSING, true, Direction.ANY);
    assertNone(search(List.of(narrow), tree).answer(low));
    ScoringModel model = model(List.of(number("h", Direction.ANY)), tree);
    assertNone(
        new Counterfactual(
                model, ObservedValues.of(List.of(new ObservedValues.Quantiles(5, 39, 5))), Set.of())
            .answer(low));
    assertNone(
        new Counterfactual(model, ObservedValues.of(List.of(WIDE)), Set.of("h")).answer(low));
    assertNone(search(List.of(number("h", Direction.ANY)), tree).answer(new float[] {Float.NaN}));
  }

  @Test
  void rareCategoriesAreNotNamed() {
    // Given: categories 1 and 2 turn the decision; 1 has 4 of 1,000 rows, 2 has 5
    Tree tree =
        new TreeBuilder().categories(0, new int[] {1, 2}, true, 2).leaf(-1, 1).leaf(1, 1).build();
    Feature feature = category("job", Direction.ANY);
    float[] rows = new float[1_000];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i < 4 ? 1 : i < 9 ? 2 : 0;
    }
    ScoringModel model = model(List.of(feature), tree);
    Counterfactual search =
        new Counterfactual(model, ObservedValues.of(model.spec(), rows, 1_000), Set.of());
    // When
    Within found = assertInstanceOf(Within.class, search.answer(new float[] {0}));
    // Then
    assertEquals(1, found.options().size());
    assertEquals(new Change("job", 0, 0, 2), found.options().getFirst().changes().getFirst());
    assertEquals(1, found.options().getFirst().cost());
  }

  @Test
  void pairsAreTriedWhenNoSingleChangeIsEnoughAndSayWhetherTheyOccurred() {
    // Given: both must be at least 40
    List<Feature> features = List.of(number("a", Direction.ANY), number("b", Direction.ANY));
    ScoringModel model = model(features, atForty(0, -2, 1), atForty(1, -2, 1));
    float[] apart = {0, 0, 100, 0, 0, 100};
    float[] joint = {0, 0, 100, 100, 0, 100};
    // When
    Option unseen = firstOption(model, apart, new float[] {30, 20});
    Option seen = firstOption(model, joint, new float[] {30, 20});
    // Then
    assertEquals(List.of(new Change("a", 0, 30, 40), new Change("b", 1, 20, 40)), unseen.changes());
    assertEquals(Plausibility.NEVER_SEEN_TOGETHER, unseen.plausibility());
    assertEquals(Plausibility.SEEN_TOGETHER, seen.plausibility());
    assertEquals(.1 + .2, seen.cost(), 1e-12, "quartiles 0 and 100");
  }

  private static Option firstOption(ScoringModel model, float[] rows, float[] row) {
    ObservedValues observed = ObservedValues.of(model.spec(), rows, 3);
    Answer answer = new Counterfactual(model, observed, Set.of()).answer(row);
    return assertInstanceOf(Within.class, answer).options().getFirst();
  }

  @Test
  void upToThreeOptionsOfDifferentFeaturesAndEqualOnesInProfileOrder() {
    // Given: any of four features alone turns the decision at the same cost
    List<Feature> features = new ArrayList<>();
    Tree[] trees = new Tree[4];
    for (int i = 0; i < 4; i++) {
      features.add(number("f" + i, Direction.ANY));
      trees[i] = atForty(i, -1, 4);
    }
    // When
    Within found =
        assertInstanceOf(
            Within.class, search(features, trees).answer(new float[] {30, 30, 30, 30}));
    // Then
    assertEquals(
        List.of("f0", "f1", "f2"),
        found.options().stream().map(option -> option.changes().getFirst().feature()).toList());
    assertEquals(5, found.evaluations(), "the row and one alternative each");
  }

  @Test
  void smallestChangeEqualsBruteForceOnRandomModels() {
    long seed = Long.getLong("probity.seed", 31L);
    int within = 0;
    int none = 0;
    for (int round = 0; round < 400; round++) {
      // Given
      SplitMix64 random = new SplitMix64(seed + round);
      ScoringModel model = randomModel(random);
      ObservedValues observed = observed(model.spec());
      float[] row = randomRow(model.spec(), random);
      // When
      Answer answer = new Counterfactual(model, observed, Set.of("f1")).answer(row);
      // Then
      double best = bruteForce(model, row, "f1");
      String where = "seed " + (seed + round);
      switch (answer) {
        case Within found -> {
          within++;
          assertEquals(best, found.options().getFirst().cost(), 1e-12, where);
          verify(model, row, found, where);
        }
        case NoneWithinReach nothing -> {
          none++;
          assertTrue(nothing.exhaustive(), where);
          assertEquals(Double.POSITIVE_INFINITY, best, where);
        }
      }
    }
    System.out.printf(
        "golden: 400 what-if searches equal brute force (seed %d): %d within reach, %d not%n",
        seed, within, none);
    assertTrue(within > 50 && none > 50, within + " within, " + none + " not");
  }

  private static void verify(ScoringModel model, float[] row, Within found, String where) {
    Set<List<Integer>> sets = new HashSet<>();
    double before = 0;
    for (Option option : found.options()) {
      float[] changed = row.clone();
      for (Change change : option.changes()) {
        assertEquals(row[change.column()], change.from(), where);
        changed[change.column()] = change.to();
      }
      assertTrue(sets.add(option.changes().stream().map(Change::column).toList()), where);
      assertTrue(option.cost() >= before, where);
      before = option.cost();
      assertEquals(model.score(changed), option.score(), where);
      assertNotEquals(model.score(row).positive(), option.score().positive(), where);
    }
  }

  @Test
  void boundHoldsAndIsOwnedUpTo() {
    // Given: 8 numbers of 300 thresholds each that never reach the threshold together
    List<Feature> features = new ArrayList<>();
    List<Tree> trees = new ArrayList<>();
    for (int f = 0; f < 8; f++) {
      features.add(
          new Feature.Numeric(
              "f" + f, true, 0, 10_000, Feature.Policy.MISSING, true, Direction.ANY));
      for (int t = 0; t < 300; t++) {
        trees.add(
            new TreeBuilder()
                .split(f, 10 * t + 5f, true, 2)
                .leaf(-.001f, 1)
                .leaf(.001f, 1)
                .build());
      }
    }
    ObservedValues.Spread spread = new ObservedValues.Quantiles(0, 10_000, 50);
    ScoringModel model = model(features, trees.toArray(Tree[]::new));
    Counterfactual search =
        new Counterfactual(
            model, ObservedValues.of(features.stream().map(f -> spread).toList()), Set.of());
    // When
    NoneWithinReach found = assertInstanceOf(NoneWithinReach.class, search.answer(new float[8]));
    // Then
    assertFalse(found.exhaustive());
    assertTrue(found.evaluations() <= Counterfactual.MOST_EVALUATIONS, found.toString());
    assertTrue(found.evaluations() > Counterfactual.MOST_EVALUATIONS / 2, found.toString());
  }

  @Test
  void censusWorkersGetVerifiedOptionsAndTheSameOnesAgain() {
    // Given: the golden model; sex, race, citizenship and age locked
    Golden golden = Golden.trimmed();
    Ensemble ensemble = golden.model("xgb_300x4").ensemble();
    Set<String> locked = Set.of("SEX", "RAC1P", "CIT", "AGEP");
    FeatureSpec spec =
        new FeatureSpec(
            golden.numericSpec().features().stream()
                .<Feature>map(
                    feature ->
                        new Feature.Numeric(
                            feature.name(),
                            true,
                            0,
                            10_000,
                            Feature.Policy.MISSING,
                            !locked.contains(feature.name()),
                            feature.name().equals("SCHL") ? Direction.INCREASE : Direction.ANY))
                .toList());
    ScoringModel model =
        Bundle.draft("golden", "", "acs", spec, ensemble, new Calibrator.Identity(), .5);
    List<float[]> rows = golden.numericRows();
    float[] flat = new float[rows.size() * spec.size()];
    for (int r = 0; r < rows.size(); r++) {
      System.arraycopy(rows.get(r), 0, flat, r * spec.size(), spec.size());
    }
    ObservedValues observed = ObservedValues.of(spec, flat, rows.size());
    Counterfactual search = new Counterfactual(model, observed, locked);
    int within = 0;
    int most = 0;
    for (float[] row : rows.subList(0, Math.min(40, rows.size()))) {
      // When
      Answer answer = search.answer(row);
      // Then
      most = Math.max(most, answer.evaluations());
      if (answer instanceof Within found) {
        within++;
        verify(model, row, found, "census row");
        for (Option option : found.options()) {
          for (Change change : option.changes()) {
            assertFalse(locked.contains(change.feature()), change.feature());
            assertTrue(!change.feature().equals("SCHL") || change.to() > change.from());
          }
        }
      }
      assertEquals(answer, search.answer(row));
    }
    System.out.printf(
        "golden: what-if for 40 census workers: %d within reach, at most %,d rows scored%n",
        within, most);
    assertTrue(within >= 20, "within " + within);
    assertTrue(most <= Counterfactual.MOST_EVALUATIONS);
  }

  @Test
  void argumentsThatDoNotFitAreRefused() {
    ScoringModel model = model(List.of(number("h", Direction.ANY)), atForty(0, -1, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Counterfactual(model, ObservedValues.of(List.of()), Set.of()));
    Counterfactual search = new Counterfactual(model, ObservedValues.of(List.of(WIDE)), Set.of());
    assertThrows(IllegalArgumentException.class, () -> search.answer(new float[2]));
    assertThrows(IllegalArgumentException.class, () -> new ObservedValues.Quantiles(2, 1, 0));
    assertThrows(
        IllegalArgumentException.class, () -> ObservedValues.of(model.spec(), new float[0], 0));
  }

  private static void assertNone(Answer answer) {
    assertTrue(assertInstanceOf(NoneWithinReach.class, answer).exhaustive());
  }

  private static Feature number(String name, Direction direction) {
    return new Feature.Numeric(name, true, 0, 100, Feature.Policy.MISSING, true, direction);
  }

  private static Feature category(String name, Direction direction) {
    return new Feature.Categorical(
        name,
        new Categories.Codes(List.of(1, 2, 3)),
        Feature.Policy.MISSING,
        Feature.Policy.MISSING,
        true,
        direction);
  }

  private static ScoringModel model(List<Feature> features, Tree... trees) {
    Ensemble ensemble =
        new Ensemble(features.size(), Objective.BINARY_LOGISTIC, .5f, List.of(trees));
    return Bundle.draft(
        "m", "", "p", new FeatureSpec(features), ensemble, new Calibrator.Identity(), .5);
  }

  private static Counterfactual search(List<Feature> features, Tree... trees) {
    List<ObservedValues.Spread> spreads = features.stream().map(feature -> WIDE).toList();
    return new Counterfactual(model(features, trees), ObservedValues.of(spreads), Set.of());
  }

  /** Four features, the last one a category; three trees of depth 3; whole thresholds. */
  private static ScoringModel randomModel(SplitMix64 random) {
    List<Feature> features = new ArrayList<>();
    for (int f = 0; f < 3; f++) {
      Direction direction = Direction.values()[random.below(3)];
      features.add(
          new Feature.Numeric(
              "f" + f, true, 0, 12, Feature.Policy.MISSING, random.below(5) > 0, direction));
    }
    features.add(category("f3", Direction.values()[random.below(3)]));
    Tree[] trees = new Tree[3];
    for (int t = 0; t < trees.length; t++) {
      TreeBuilder builder = new TreeBuilder();
      grow(builder, random, 3);
      trees[t] = builder.build();
    }
    return model(features, trees);
  }

  private static void grow(TreeBuilder builder, SplitMix64 random, int depth) {
    if (depth == 0) {
      builder.leaf((float) (random.unit() * 2 - 1.2), 1);
      return;
    }
    int feature = random.below(4);
    if (feature == 3) {
      builder.categories(3, new int[] {random.below(3)}, random.below(2) == 0, 1);
    } else {
      builder.split(feature, random.below(14) - .5f, random.below(2) == 0, 1);
    }
    grow(builder, random, depth - 1);
    grow(builder, random, depth - 1);
  }

  private static float[] randomRow(FeatureSpec spec, SplitMix64 random) {
    float[] row = new float[spec.size()];
    for (int f = 0; f < row.length; f++) {
      row[f] = f == 3 ? random.below(3) : random.below(13);
      row[f] = random.below(10) == 0 ? Float.NaN : row[f];
    }
    return row;
  }

  private static ObservedValues observed(FeatureSpec spec) {
    List<ObservedValues.Spread> spreads = new ArrayList<>();
    for (Feature feature : spec.features()) {
      spreads.add(
          feature instanceof Feature.Numeric
              ? new ObservedValues.Quantiles(1, 11, 4)
              : new ObservedValues.Common(List.of(0, 2)));
    }
    return ObservedValues.of(spreads);
  }

  /** Least cost over all values of one feature, else over all pairs; infinite when none turns. */
  private static double bruteForce(ScoringModel model, float[] row, String barred) {
    boolean before = model.score(row).positive();
    double single = Double.POSITIVE_INFINITY;
    double pair = Double.POSITIVE_INFINITY;
    for (int a = 0; a < row.length; a++) {
      for (float x : values(model.spec().features().get(a), row[a], barred)) {
        float[] one = row.clone();
        one[a] = x;
        double cost = cost(a, row[a], x);
        single = model.score(one).positive() != before ? Math.min(single, cost) : single;
        for (int b = a + 1; b < row.length; b++) {
          for (float y : values(model.spec().features().get(b), row[b], barred)) {
            float[] two = one.clone();
            two[b] = y;
            double both = cost + cost(b, row[b], y);
            pair = model.score(two).positive() != before ? Math.min(pair, both) : pair;
          }
        }
      }
    }
    return Double.isInfinite(single) ? pair : single;
  }

  private static double cost(int feature, float from, float to) {
    return feature == 3 ? 1 : Math.abs(to - from) / 4;
  }

  private static List<Float> values(Feature feature, float now, String barred) {
    List<Float> values = new ArrayList<>();
    boolean number = feature instanceof Feature.Numeric;
    for (int value = number ? 1 : 0; value <= (number ? 11 : 2); value += number ? 1 : 2) {
      boolean way =
          switch (feature.direction()) {
            case ANY -> value != now;
            case INCREASE -> value > now;
            case DECREASE -> value < now;
          };
      if (way && feature.mutable() && !feature.name().equals(barred) && !Float.isNaN(now)) {
        values.add((float) value);
      }
    }
    return values;
  }
}
