// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Processes over cells: columns that moved, and ratios between groups that did. */
class CellProcessTest {

  private static double[] column(int... counts) {
    double[] values = new double[Arrays.stream(counts).sum()];
    int at = 0;
    for (int value = 0; value < counts.length; value++) {
      Arrays.fill(values, at, at += counts[value], value);
    }
    return values;
  }

  @Test
  void aBlockOfZerosAndOnesIsAsManyRecords() {
    // Given
    SplittableRandom random = new SplittableRandom(1);
    Bet bet = new Bet(.1, .09, 5);
    EProcess one = new EProcess(bet);
    EProcess other = new EProcess(bet);

    for (int block = 0; block < 400; block++) {
      // When
      int ones = random.nextInt(12);
      for (int i = 0; i < EProcess.BLOCK; i++) {
        one.add(i < ones ? 1 : 0);
      }
      other.addBlock(ones);

      // Then
      assertEquals(one.log10(), other.log10(), 1e-9 * Math.max(1, Math.abs(one.log10())));
      assertEquals(one.n(), other.n());
    }
    assertThrows(IllegalArgumentException.class, () -> other.addBlock(51));
    other.add(1);
    assertThrows(IllegalArgumentException.class, () -> other.addBlock(1));
  }

  @Test
  void cellsOfANumericColumnLieBetweenItsDeciles() {
    // Given the values 0 to 9, a hundred times each
    int[] hundred = new int[10];
    Arrays.fill(hundred, 100);
    ColumnCells cells = ColumnCells.of(NumericReference.of("AGE", column(hundred)));

    // Then
    assertTrue(cells.cumulative());
    assertArrayEquals(new double[] {.1, .2, .3, .4, .5, .6, .7, .8, .9}, cells.shares(), 1e-12);
    for (int value = 0; value < 10; value++) {
      assertEquals(value, cells.of(value));
    }
    assertEquals(0, cells.of(-5));
    assertEquals(9, cells.of(1e9));
    assertEquals(ColumnCells.NONE, cells.of(Double.NaN));
  }

  @Test
  void aColumnOfTwoNumbersHasOneCutAndAConstantOneIsFoundWhenItVaries() {
    // When
    ColumnCells two = ColumnCells.of(NumericReference.of("SEX", column(0, 48, 52)));
    ColumnCells one = ColumnCells.of(NumericReference.of("YEAR", column(0, 0, 100)));
    DeviationProcess constant = one.process(.03);
    for (int i = 0; i < 500; i++) {
      constant.add(one.of(2));
    }

    // Then
    assertArrayEquals(new double[] {.48}, two.shares(), 1e-12);
    assertEquals(0, two.of(1));
    assertEquals(1, two.of(2));
    assertArrayEquals(new double[] {1}, one.shares(), 1e-12);
    assertEquals(0, constant.log10(), 1e-9, "a bet is made only once something is above it");
    for (int i = 0; i < 400; i++) {
      constant.add(one.of(7));
    }
    assertTrue(constant.log10() > 2, () -> "of 400 that vary: 10^" + constant.log10());
  }

  @Test
  void cellsOfACategoricalColumnAreItsFiftyLargestAndTheRest() {
    // Given
    String[] names = new String[60];
    int[] counts = new int[60];
    for (int i = 0; i < 60; i++) {
      names[i] = "c" + i;
      counts[i] = 10 + i;
    }

    // When
    ColumnCells cells =
        ColumnCells.of(CategoricalReference.of("OCCP", List.of(names), column(counts)));

    // Then
    assertFalse(cells.cumulative());
    assertEquals(50, cells.shares().length);
    assertEquals(0, cells.of(59), "the most frequent first");
    assertEquals(49, cells.of(10));
    assertEquals(50, cells.of(9), "the 51st with the others");
    assertEquals(50, cells.of(ColumnFold.UNSEEN));
  }

  @Test
  void whatCanNeverBeExceededIsNotBetOn() {
    // Given a code nearly all rows have, so that no share lies .03 above it
    DeviationProcess process = new DeviationProcess(new double[] {.985}, false, 10_000, .03);

    // When every row has it
    for (int i = 0; i < 50_000; i++) {
      process.add(0);
    }

    // Then
    assertTrue(process.log10() <= 0, "e = 10^" + process.log10());
  }

  @Test
  void aDeviationEndsWhereItsSharesAreBack() {
    // Given
    DeviationProcess process = new DeviationProcess(new double[] {.2, .5}, 10_000);

    // Then
    assertEquals(.1, process.value(new long[] {300, 300, 400}), 1e-12);
    assertFalse(process.within(new long[] {300, 300, 400}));
    assertTrue(process.within(new long[] {240, 290, 470}));
    assertFalse(process.within(new long[3]), "no record tells nothing");
    assertEquals(.0463, process.limits().upper(), 1e-4);
  }

  private static ImpactProcess impact(double now, int rows, long seed) {
    ImpactProcess process =
        new ImpactProcess(new GroupCounts(5_000, 2_500), new GroupCounts(5_000, 2_500));
    feed(process, now, rows, seed);
    return process;
  }

  private static long feed(ImpactProcess process, double now, int rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long rang = -1;
    for (int i = 1; i <= rows; i++) {
      boolean privileged = random.nextInt(3) > 0;
      boolean selected = random.nextDouble() < (privileged ? .5 : now);
      if (process.add(ImpactProcess.cell(privileged, selected))
          && rang < 0
          && process.log10() >= 2) {
        rang = i;
      }
    }
    return rang;
  }

  @Test
  void impactLimitsFollowTheWorkedExample() {
    // When
    ImpactProcess process =
        new ImpactProcess(new GroupCounts(1_000, 500), new GroupCounts(1_000, 500));

    // Then
    assertEquals(.160, process.limits().upper(), 5e-4);
    assertEquals(-.149, process.limits().lower(), 5e-4);
    assertEquals(.5, process.value(new long[] {50, 150, 100, 100}), 1e-12);
    assertTrue(Double.isNaN(process.value(new long[] {50, 150, 0, 0})));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ImpactProcess(new GroupCounts(10, 1), new GroupCounts(10, 5)));
  }

  /** The nearest point satisfies the first-order condition it is the root of. */
  @Test
  void theNearestPointOfTheHypothesisIsTheCommonRateForARatioOfOne() {
    assertEquals(.4, ImpactProcess.nearest(30, .6, 20, .1, 1), 1e-12, "(30 · .6 + 20 · .1) / 50");
    for (double r : new double[] {.3, .8, 1.25, 3}) {
      double t = ImpactProcess.nearest(30, .6, 20, .1, r);
      assertTrue(t > 0 && t < Math.min(1, 1 / r));
      assertEquals(
          0, 30 * (.6 - r * t) * (1 - t) + 20 * (.1 - t) * (1 - r * t), 1e-9, "ratio " + r);
    }
  }

  /** At the very edge of what is no change the alarm rings at most as often as promised. */
  @Test
  void anImpactRatioAtTheEdgeOfToleranceRingsAtMostAsOftenAsPromised() {
    // Given
    int streams = 300;
    ImpactProcess any =
        new ImpactProcess(new GroupCounts(5_000, 2_500), new GroupCounts(5_000, 2_500));
    double up = .5 * (1 + any.limits().upper());
    double down = .5 * (1 + any.limits().lower());

    // When
    int[] rang = new int[3];
    for (int seed = 0; seed < streams; seed++) {
      rang[0] += feed(impact(.5, 0, 0), .5, 20_000, seed) > 0 ? 1 : 0;
      rang[1] += feed(impact(.5, 0, 0), up, 20_000, 1_000 + seed) > 0 ? 1 : 0;
      rang[2] += feed(impact(.5, 0, 0), down, 20_000, 2_000 + seed) > 0 ? 1 : 0;
    }

    // Then
    System.out.printf(
        "impact, %d streams of 20,000: unchanged %d, at the upper edge %d, at the lower %d%n",
        streams, rang[0], rang[1], rang[2]);
    assertEquals(0, rang[0]);
    assertTrue(rang[1] <= 6 && rang[2] <= 6, Arrays.toString(rang));
  }

  @Test
  void aChangedImpactRatioIsFoundSoonEitherWay() {
    for (double now : new double[] {.3, .7}) {
      // When
      long[] delays = new long[51];
      Arrays.setAll(delays, seed -> feed(impact(.5, 0, 0), now, 20_000, 5_000 + seed));
      Arrays.sort(delays);

      // Then
      System.out.printf("impact ratio %.1f after 1.0: median delay %,d%n", now / .5, delays[25]);
      assertTrue(delays[0] > 0 && delays[50] <= 2_500, Arrays.toString(delays));
    }
  }

  @Test
  void bothKindsGoOnWhereTheyStood() {
    // Given
    ImpactProcess impact = impact(.8, 1_234, 3);
    DeviationProcess deviation = new DeviationProcess(new double[] {.2, .5}, 10_000);
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 1_234; i++) {
      deviation.add(random.nextInt(3));
    }

    // When
    ImpactProcess impactAgain = impact(.5, 77, 5);
    impactAgain.restore(impact.state());
    DeviationProcess deviationAgain = new DeviationProcess(new double[] {.2, .5}, 10_000);
    deviationAgain.restore(deviation.state());

    // Then
    for (int i = 0; i < 500; i++) {
      int cell = random.nextInt(3);
      assertEquals(deviation.add(cell), deviationAgain.add(cell));
      assertEquals(deviation.log10(), deviationAgain.log10());
      assertEquals(impact.add(cell), impactAgain.add(cell));
      assertEquals(impact.log10(), impactAgain.log10());
    }
    assertThrows(IllegalArgumentException.class, () -> impact.restore(new double[3]));
    assertThrows(IllegalArgumentException.class, () -> deviation.restore(new double[3]));
  }
}
