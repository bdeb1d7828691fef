// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HourlyProcessTest {
  private static final Bet HALF = new Bet(.5, .25, 1);

  private static void hour(HourlyProcess process, double value, long count) {
    process.add(value, count);
    process.endHour();
  }

  @Test
  void workedByHand() {
    // Given
    HourlyProcess process = new HourlyProcess(HALF);
    hour(process, 1, 50);
    assertEquals(0, process.log10());

    // When
    hour(process, 1, 50);

    // Then
    assertEquals(50 * Math.log10(1.5), process.log10(), 1e-12);
    assertEquals(1, process.mean());
    assertEquals(0, process.standardError());
  }

  /** Hours of fifty records are the blocks of the process that takes record by record. */
  @Test
  void hoursOfFiftyAreThoseBlocks() {
    Random random = new Random(5);
    EProcess single = new EProcess(HALF);
    HourlyProcess hourly = new HourlyProcess(HALF);
    for (int i = 0; i < 1_000; i++) {
      double x = random.nextInt(257) / 256.0;
      single.add(x);
      hourly.add(x, 1);
      if (i % 50 == 49) {
        hourly.endHour();
      }
    }
    assertEquals(single.log10(), hourly.log10(), 1e-9);
  }

  @Test
  void theOrderWithinAnHourMovesNotOneBit() {
    Random random = new Random(6);
    HourlyProcess one = new HourlyProcess(HALF);
    HourlyProcess other = new HourlyProcess(HALF);
    for (int hour = 0; hour < 30; hour++) {
      List<Double> values = new ArrayList<>();
      for (int i = random.nextInt(200); i > 0; i--) {
        values.add(random.nextDouble());
      }
      values.forEach(x -> one.add(x, 1));
      Collections.shuffle(values, random);
      values.forEach(x -> other.add(x, 1));
      one.endHour();
      other.endHour();
    }
    assertEquals(one.log10(), other.log10());
  }

  /** Quiet hours share a block, and what is left at the end counts under the bet that stands. */
  @Test
  void quietHoursShareABlock() {
    HourlyProcess loud = new HourlyProcess(HALF);
    HourlyProcess quiet = new HourlyProcess(HALF);
    hour(loud, 1, 50);
    hour(loud, 1, 10);
    for (int hour = 0; hour < 6; hour++) {
      hour(quiet, 1, 10);
    }
    assertEquals(10 * Math.log10(1.5), loud.log10(), 1e-12);
    assertEquals(loud.log10(), quiet.log10());
  }

  /** At the edge of the hypothesis 100 is reached once in a hundred at most. */
  @Test
  void rarelyRingsAtTheEdge() {
    Bet bet = Bet.onLoss(new LossReference(.2, .4, 1_000_000), 0);
    Random random = new Random(7);
    int rang = 0;
    int found = 0;
    for (int run = 0; run < 1_000; run++) {
      HourlyProcess edge = new HourlyProcess(bet);
      HourlyProcess worse = new HourlyProcess(bet);
      for (int hour = 0; hour < 24; hour++) {
        take(edge, bet.mean(), random);
        take(worse, bet.mean() + .08, random);
      }
      rang += edge.log10() >= 2 ? 1 : 0;
      found += worse.log10() >= 2 ? 1 : 0;
    }
    System.out.printf(
        "days of 24 hours, 1,000 each: at the edge E reached 100 in %d, .08 above in %d%n",
        rang, found);
    assertTrue(rang <= 10 + 6, "at most 1 % and two standard errors: " + rang);
    assertTrue(found >= 900, "of 1,000 days .08 worse: " + found);
  }

  private static void take(HourlyProcess process, double mean, Random random) {
    int wrong = 0;
    int rows = 20 + random.nextInt(160);
    for (int i = 0; i < rows; i++) {
      wrong += random.nextDouble() < mean ? 1 : 0;
    }
    process.add(1, wrong);
    process.add(0, rows - wrong);
    process.endHour();
  }

  @Test
  void takesNumbersItCanRound() {
    HourlyProcess process = new HourlyProcess(HALF);
    assertThrows(IllegalArgumentException.class, () -> process.add(Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> process.add(1.01, 1));
    assertThrows(IllegalArgumentException.class, () -> process.add(.5, -1));
  }

  @Test
  void cellsByTheHourAreThoseOfRecordsInFifties() {
    Random random = new Random(8);
    CellProcess single = new DeviationProcess(new double[] {.2, .5, .8}, 10_000);
    HourlyCells hourly = new HourlyCells(new DeviationProcess(new double[] {.2, .5, .8}, 10_000));
    GroupCounts counts = new GroupCounts(1_000, 500);
    CellProcess decided = new ImpactProcess(counts, counts);
    HourlyCells decidedHourly = new HourlyCells(new ImpactProcess(counts, counts));
    for (int block = 0; block < 40; block++) {
      long[] cells = new long[4];
      for (int i = 0; i < 50; i++) {
        int cell = random.nextInt(random.nextInt(4) + 1);
        cells[cell]++;
        single.add(cell);
        decided.add(cell);
      }
      hourly.hour(cells);
      decidedHourly.hour(cells);
    }
    assertTrue(single.log10() > 2, "moved: " + single.log10());
    assertEquals(single.log10(), hourly.log10(), 1e-9);
    assertEquals(decided.log10(), decidedHourly.log10());
    assertEquals(2_000, hourly.n());
  }
}
