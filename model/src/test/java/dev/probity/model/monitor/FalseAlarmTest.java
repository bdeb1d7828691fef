// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How often alarms ring without a cause, and how soon with one. */
class FalseAlarmTest {
  private static final double REFERENCE = .0564;
  private static final double M = REFERENCE + .005;
  private static final boolean SOAK = Boolean.getBoolean("probity.soak");

  /** What a stream showed: records up to the alarm, or -1; and whether the usual rule rang. */
  private record Run(long delay, boolean threeDeviations) {}

  private static Run run(long seed, double error, int records) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] chunks = new double[10];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = errors(random, REFERENCE, 5_000) / 5_000.0;
    }
    double limit = Moments.mean(chunks) + 3 * Moments.sampleDeviation(chunks);
    EProcess process = new EProcess(new Bet(M, M * (1 - M), .5 / M));
    long delay = -1;
    boolean crossed = false;
    int wrong = 0;
    for (int i = 1; i <= records; i++) {
      int x = random.nextDouble() < error ? 1 : 0;
      wrong += x;
      if (process.add(x) && delay < 0 && process.log10() >= 2) {
        delay = i;
      }
      if (i % 5_000 == 0) {
        crossed |= wrong / 5_000.0 > limit;
        wrong = 0;
      }
    }
    return new Run(delay, crossed);
  }

  /** Records up to the alarm; 60,000 when it does not ring by then. */
  private static long delay(long seed, double error) {
    SplittableRandom random = new SplittableRandom(seed);
    EProcess process = new EProcess(new Bet(M, M * (1 - M), .5 / M));
    for (int i = 1; i < 60_000; i++) {
      if (process.add(random.nextDouble() < error ? 1 : 0) && process.log10() >= 2) {
        return i;
      }
    }
    return 60_000;
  }

  private static int errors(SplittableRandom random, double error, int records) {
    int wrong = 0;
    for (int i = 0; i < records; i++) {
      wrong += random.nextDouble() < error ? 1 : 0;
    }
    return wrong;
  }

  @Test
  void nullStreamsRingAtMostAsOftenAsPromised() {
    // Given
    int seeds = SOAK ? 100 : 20;
    int records = SOAK ? 1_000_000 : 100_000;

    // When
    int alarms = 0;
    int usual = 0;
    for (int seed = 0; seed < seeds; seed++) {
      Run run = run(seed, REFERENCE, records);
      alarms += run.delay() > 0 ? 1 : 0;
      usual += run.threeDeviations() ? 1 : 0;
    }

    // Then
    System.out.printf(
        "null, %d streams of %,d: e-process rang in %d, mean + 3 deviations in %d%n",
        seeds, records, alarms, usual);
    assertTrue(alarms <= (SOAK ? 2 : 1), "rang in " + alarms);
  }

  @Test
  void delaysAreThoseOfTheTable() {
    // Given
    double[] errors = {.07, .08, .10, .15};
    double[] known = {9_850, 2_100, 650, 200};

    for (int i = 0; i < errors.length; i++) {
      // When
      double error = errors[i];
      long[] delays = new long[201];
      Arrays.setAll(delays, seed -> delay(7_000 + seed, error));
      Arrays.sort(delays);

      // Then
      System.out.printf("error %.2f: median delay %,d%n", error, delays[100]);
      assertTrue(delays[200] < 60_000, "no alarm at " + error);
      assertEquals(known[i], delays[100], Math.max(.15 * known[i], EProcess.BLOCK));
    }
  }

  @Test
  void findingsAreRareWithoutShiftAndMostlyTrueWithOne() {
    // Given
    int runs = 200;
    int anyFinding = 0;
    double falseShare = 0;
    int hits = 0;

    // When
    for (int seed = 0; seed < runs; seed++) {
      anyFinding += findings(seed, 0).isEmpty() ? 0 : 1;
      List<Integer> found = findings(10_000 + seed, 5);
      long wrong = found.stream().filter(place -> place >= 5).count();
      falseShare += found.isEmpty() ? 0 : (double) wrong / found.size();
      hits += (int) (found.size() - wrong);
    }

    // Then
    System.out.printf(
        "20 features, %d runs: none shifted, findings in %d; five shifted, FDR %.3f, found %.2f%n",
        runs, anyFinding, falseShare / runs, hits / (5.0 * runs));
    assertTrue(anyFinding <= runs / 10, "findings in " + anyFinding);
    assertTrue(falseShare / runs <= .10, "FDR " + falseShare / runs);
    assertTrue(hits > 4 * runs, "found " + hits);
  }

  /** Twenty uniform columns, of which the first few moved up by .15; 1,000 records. */
  private static List<Integer> findings(long seed, int shifted) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] below = {.1, .2, .3, .4, .5, .6, .7, .8, .9};
    double[] log10 = new double[20];
    for (int column = 0; column < log10.length; column++) {
      DeviationProcess process = new DeviationProcess(below, 10_000);
      double shift = column < shifted ? .15 : 0;
      for (int i = 0; i < 1_000; i++) {
        double x = random.nextDouble() + shift;
        process.add((int) Math.min(9, 10 * x));
      }
      log10[column] = process.log10();
    }
    return EBenjaminiHochberg.findings(log10, .10);
  }

  @Test
  void findingsFollowTheWorkedExample() {
    // Given
    double[] log10 = {Math.log10(20), 0, 3, Math.log10(60)};

    // When
    List<Integer> found = EBenjaminiHochberg.findings(log10, .10);

    // Then
    assertEquals(List.of(2, 3, 0), found);
    assertEquals(List.of(), EBenjaminiHochberg.findings(new double[] {1.2, 1.2, 0, 0}, .10));
  }
}
