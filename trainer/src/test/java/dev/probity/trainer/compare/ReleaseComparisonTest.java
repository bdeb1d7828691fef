// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.SplitMix64;
import dev.probity.model.eval.Brier;
import dev.probity.model.eval.RocAuc;
import dev.probity.model.eval.ScoredRows;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Label;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.trainer.AcsSample;
import dev.probity.trainer.ProtectedCodes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two rules on the real rows: school and hours, and school alone. */
class ReleaseComparisonTest {
  private static final FairnessAccess ACCESS = FairnessAccess.forPurpose("test");
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static List<AcsSample.Row> rows = List.of();

  @BeforeAll
  static void read() {
    rows = AcsSample.some(AcsSample.newYork("test"), 4);
  }

  @Test
  void betterRuleIsShownToBeBetterByTheDifferenceTheMetricsThemselvesGive() {
    List<Judged> both = judged(row -> rule(row, true));
    List<Judged> school = judged(row -> rule(row, false));
    // When
    Comparison comparison = ReleaseComparison.paired(PROFILE, school, both);
    // Then
    Difference auc = of(comparison, "auc");
    assertEquals(RocAuc.of(scored(both)) - RocAuc.of(scored(school)), auc.value(), 1e-12);
    assertTrue(auc.shown() && auc.interval().lower() > .05, auc.toString());
    Difference brier = of(comparison, "brier");
    assertEquals(Brier.of(scored(both)) - Brier.of(scored(school)), brier.value(), 1e-12);
    assertTrue(brier.shown() && brier.interval().upper() < 0, brier.toString());
    assertTrue(
        comparison.verdict().getFirst().startsWith("The challenger's auc is better: "),
        comparison.verdict().toString());
    assertTrue(comparison.verdict().get(1).startsWith("The challenger's brier is better: "));
    // And the other way round
    assertEquals(
        -auc.value(), of(ReleaseComparison.paired(PROFILE, both, school), "auc").value(), 1e-12);
  }

  /** An independent reckoning: resampling the cases with replacement, both rules on each draw. */
  @Test
  void pairedIntervalIsTheBootstraps() {
    List<Judged> both = judged(row -> rule(row, true));
    List<Judged> school = judged(row -> rule(row, false));
    Comparison comparison = ReleaseComparison.paired(PROFILE, school, both);
    Map<String, double[]> draws = draws(both, school);
    for (String metric : List.of("auc", "impactRatio[SEX=2]")) {
      Difference ours = of(comparison, metric);
      double[] sorted = draws.get(metric);
      Arrays.sort(sorted);
      double lower = sorted[(int) (.025 * sorted.length)];
      double upper = sorted[(int) (.975 * sorted.length)];
      double width = upper - lower;
      assertEquals(lower, ours.interval().lower(), .15 * width, metric + " " + ours);
      assertEquals(upper, ours.interval().upper(), .15 * width, metric + " " + ours);
    }
  }

  @Test
  void releasesWithCasesOfTheirOwnHaveWiderIntervals() {
    List<Judged> both = judged(row -> rule(row, true));
    List<Judged> school = judged(row -> rule(row, false));
    Difference paired = of(ReleaseComparison.paired(PROFILE, school, both), "auc");
    Difference apart = of(ReleaseComparison.apart(PROFILE, school, both), "auc");
    assertEquals(paired.value(), apart.value(), 1e-12);
    double width = paired.interval().upper() - paired.interval().lower();
    assertTrue(apart.interval().upper() - apart.interval().lower() > 1.1 * width, apart.toString());
  }

  @Test
  void releaseAgainstItselfShowsNothingAndSmallGroupsSayNothing() {
    List<Judged> both = judged(row -> rule(row, true));
    Comparison same = ReleaseComparison.paired(PROFILE, both, both);
    assertTrue(same.differences().stream().noneMatch(Difference::shown), same.toString());
    Difference few =
        of(
            ReleaseComparison.paired(PROFILE, both.subList(0, 60), both.subList(0, 60)),
            "selectionRate[SEX=1]");
    assertFalse(few.sufficient());
    assertTrue(Double.isNaN(few.champion()));
  }

  @Test
  void withoutTruthOnlySelectionIsCompared() {
    List<Judged> open =
        judged(row -> rule(row, true)).stream()
            .map(one -> new Judged(one.probability(), one.positive(), null, one.groups()))
            .toList();
    Comparison comparison = ReleaseComparison.apart(PROFILE, open, open);
    assertFalse(of(comparison, "auc").sufficient());
    assertTrue(comparison.verdict().getFirst().startsWith("Nothing can be said about auc yet"));
    assertTrue(of(comparison, "selectionRate[SEX=1]").sufficient());
  }

  @Test
  void otherCasesAreNoPairs() {
    List<Judged> both = judged(row -> rule(row, true));
    assertThrows(
        IllegalArgumentException.class,
        () -> ReleaseComparison.paired(PROFILE, both, both.subList(1, both.size())));
    List<Judged> turned = new ArrayList<>(both).reversed();
    assertThrows(
        IllegalArgumentException.class, () -> ReleaseComparison.paired(PROFILE, both, turned));
  }

  private static Map<String, double[]> draws(List<Judged> both, List<Judged> school) {
    int times = 300;
    double[] auc = new double[times];
    double[] ratio = new double[times];
    SplitMix64 random = new SplitMix64(7);
    for (int draw = 0; draw < times; draw++) {
      List<Judged> mine = new ArrayList<>();
      List<Judged> theirs = new ArrayList<>();
      for (int i = 0; i < both.size(); i++) {
        int row = random.below(both.size());
        mine.add(both.get(row));
        theirs.add(school.get(row));
      }
      auc[draw] = RocAuc.of(scored(mine)) - RocAuc.of(scored(theirs));
      ratio[draw] = ratio(mine) - ratio(theirs);
    }
    return Map.of("auc", auc, "impactRatio[SEX=2]", ratio);
  }

  private static double ratio(List<Judged> all) {
    return rate(all, "2") / rate(all, "1");
  }

  private static double rate(List<Judged> all, String sex) {
    List<Judged> group = all.stream().filter(one -> sex.equals(one.groups().get("SEX"))).toList();
    return (double) group.stream().filter(Judged::positive).count() / group.size();
  }

  private static ScoredRows scored(List<Judged> all) {
    boolean[] labels = new boolean[all.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = all.get(i).label();
    }
    return ScoredRows.of(all.stream().mapToDouble(Judged::probability).toArray(), labels);
  }

  private static Difference of(Comparison comparison, String metric) {
    return comparison.differences().stream()
        .filter(one -> one.metric().equals(metric))
        .findFirst()
        .orElseThrow();
  }

  /** Probability of little pay: less the longer somebody went to school and works. */
  private static double rule(AcsSample.Row row, boolean hours) {
    double margin = 4.5 - .22 * row.values().get("SCHL");
    margin += hours ? .06 * (38 - row.values().get("WKHP")) : 0;
    return 1 / (1 + Math.exp(-margin));
  }

  private static List<Judged> judged(ToDoubleFunction<AcsSample.Row> rule) {
    List<Judged> judged = new ArrayList<>();
    for (AcsSample.Row row : rows) {
      double probability = rule.applyAsDouble(row);
      Label.Known label = (Label.Known) PROFILE.target().label(row.outcome().observed());
      judged.add(
          new Judged(
              probability,
              probability > .5,
              label.positive(),
              ProtectedCodes.of(PROFILE, row.candidate(), ACCESS)));
    }
    return judged;
  }
}
