// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EProcessTest {
  @Test
  void followsTheWorkedExample() {
    // Given
    EProcess process = new EProcess(new Bet(.5, .25, 1));

    // When
    for (int i = 0; i < 50; i++) {
      process.add(1);
    }
    double afterOne = process.log10();
    for (int i = 0; i < 50; i++) {
      process.add(1);
    }

    // Then
    assertEquals(0, afterOne);
    assertEquals(50 * Math.log10(1.5), process.log10(), 1e-12);
    assertEquals(100, process.n());
  }

  @Test
  void movesAtTheEndOfABlockOnly() {
    // Given
    EProcess process = new EProcess(new Bet(.1, .09, 5));
    for (int i = 0; i < 50; i++) {
      process.add(1);
    }

    // When
    boolean within = process.add(1);

    // Then
    assertFalse(within);
    assertEquals(0, process.log10());
  }

  @Test
  void goesOnFromItsState() {
    // Given
    Random random = new Random(1);
    Bet bet = new Bet(.2, .16, 2.5);
    EProcess whole = new EProcess(bet);
    EProcess cut = new EProcess(bet);

    // When
    for (int i = 0; i < 1_234; i++) {
      double x = random.nextDouble() < .3 ? 1 : 0;
      whole.add(x);
      cut.add(x);
      if (i % 77 == 0) {
        cut = new EProcess(bet, cut.state());
      }
    }

    // Then
    assertArrayEquals(whole.state(), cut.state());
    assertEquals(whole.log10(), cut.log10());
    double[] tooShort = new double[3];
    assertThrows(IllegalArgumentException.class, () -> new EProcess(bet, tooShort));
  }

  @Test
  void alarmsRarelyAtTheBoundary() {
    // Given
    Random random = new Random(2);
    int streams = 300;
    int alarms = 0;

    // When
    for (int stream = 0; stream < streams; stream++) {
      EProcess process = new EProcess(new Bet(.06, Math.max(.06 * .94, .01), .5 / .06));
      boolean alarmed = false;
      for (int i = 0; i < 10_000; i++) {
        process.add(random.nextDouble() < .06 ? 1 : 0);
        alarmed |= process.log10() >= 2;
      }
      alarms += alarmed ? 1 : 0;
    }

    // Then: 1 % and two standard errors
    assertTrue(alarms <= 3 + 2 * Math.sqrt(3), "alarms " + alarms);
  }

  @Test
  void neverOverflows() {
    // Given
    EProcess process = new EProcess(new Bet(.01, .0099, 50));

    // When
    for (int i = 0; i < 100_000; i++) {
      process.add(1);
    }

    // Then
    assertTrue(Double.isFinite(process.log10()) && process.log10() > 10_000);
    assertThrows(IllegalArgumentException.class, () -> process.add(Double.NaN));
  }

  @Test
  void betsPayForNotKnowingTheMean() {
    // Given
    LossReference reference = new LossReference(.05, .2, 10_000);

    // When
    Bet bet = Bet.onLoss(reference, .005);

    // Then
    assertEquals(.059652, bet.mean(), 1e-12);
    assertEquals(.5 / .059652, bet.largestStake(), 1e-9);
    assertEquals(.106, Bet.onCalibration(.02).variance());
    assertThrows(IllegalArgumentException.class, () -> new Bet(1, .1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Bet(.1, 0, 1));
  }

  @Test
  void lossesFollowTheirDefinitions() {
    // When
    double expected = Loss.EXPECTED_ERROR.of(.7, true, false);

    // Then
    assertEquals(.3, expected, 1e-15);
    assertEquals(.09, Loss.BRIER.of(.7, true, true), 1e-15);
    assertEquals(0, Loss.ERROR.of(.7, true, true));
    assertEquals(1, Loss.ERROR.of(.7, true, false));
    assertEquals(76 / 256.0, Loss.quantized(.3));
    assertEquals(1, Loss.quantized(1));
  }

  @Test
  void lossReferencesAreMeanAndDeviation() {
    // When
    LossReference reference = LossReference.of(new double[] {0, 0, 1, 1});

    // Then
    assertEquals(.5, reference.mean());
    assertEquals(Math.sqrt(1 / 3.0), reference.deviation(), 1e-15);
    assertEquals(reference.deviation() / 2, reference.standardError(), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> LossReference.of(new double[0]));
    assertThrows(IllegalArgumentException.class, () -> new LossReference(2, 0, 1));
  }
}
