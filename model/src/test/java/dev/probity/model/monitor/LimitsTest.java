// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class LimitsTest {
  @Test
  void plainRuleIsThreePopulationDeviations() {
    // When
    Limits limits = Limits.ofReference(List.of(.1, .3), MonitorMode.COMPAT);

    // Then
    assertEquals(-.1, limits.lower(), 1e-15);
    assertEquals(.5, limits.upper(), 1e-15);
    assertEquals(2, limits.windows());
  }

  @Test
  void ourRuleIsAPredictionLimit() {
    // Given
    List<Double> values = List.of(1.0, 2.0, 3.0);

    // When
    Limits limits = Limits.ofReference(values, MonitorMode.PROBITY);

    // Then
    double t = StudentT.quantile(.99865, 2);
    assertEquals(2 + t * Math.sqrt(1 + 1 / 3.0), limits.upper(), 1e-9);
    assertEquals(19.2060, t, 1e-4);
  }

  @Test
  void ourRuleBreachesAsRarelyAsItSays() {
    // Given
    Random random = new Random(1);
    int trials = 40_000;
    int breaches = 0;

    // When
    for (int trial = 0; trial < trials; trial++) {
      List<Double> reference =
          DoubleStream.generate(random::nextGaussian).limit(5).boxed().toList();
      Limits limits = Limits.ofReference(reference, MonitorMode.PROBITY);
      breaches += limits.breachedBy(random.nextGaussian()) ? 1 : 0;
    }

    // Then
    double rate = breaches / (double) trials;
    assertTrue(rate > .0018 && rate < .0036, "rate " + rate);
  }

  @Test
  void equalityAndNanNeverBreach() {
    // Given
    Limits limits = new Limits(.2, .8, 5);

    // When
    boolean edge = limits.breachedBy(.8);

    // Then
    assertFalse(edge);
    assertFalse(limits.breachedBy(Double.NaN));
    assertTrue(limits.breachedBy(.80001));
    assertTrue(limits.breachedBy(.19999));
    assertFalse(Limits.none().breachedBy(1e9));
  }

  @Test
  void clearingTakesAMargin() {
    // Given
    Limits both = new Limits(0, 1, 5);
    Limits upper = new Limits(Double.NaN, 1, 5);

    // When
    boolean inside = both.clearedBy(.5);

    // Then
    assertTrue(inside);
    assertFalse(both.clearedBy(.97));
    assertFalse(both.clearedBy(.03));
    assertTrue(upper.clearedBy(.9));
    assertFalse(upper.clearedBy(.91));
    assertFalse(upper.clearedBy(Double.NaN));
  }

  @Test
  void constantReferencesLeaveAHairsBreadth() {
    // When
    Limits limits = Limits.ofReference(List.of(2.0, 2.0, 2.0), MonitorMode.PROBITY);

    // Then
    assertFalse(limits.breachedBy(2.0));
    assertTrue(limits.breachedBy(2.0001));
  }

  @Test
  void limitsStayWithinTheMetricsRange() {
    // When
    Limits clipped = new Limits(-.5, 1.5, 3).clippedTo(0, 1);

    // Then
    assertEquals(new Limits(0, 1, 3), clipped);
    assertEquals(
        new Limits(-.5, 1.5, 3), new Limits(-.5, 1.5, 3).clippedTo(Double.NaN, Double.NaN));
    assertTrue(Double.isNaN(clipped.upperOnly().lower()));
  }

  @Test
  void tooFewWindowsSetNoLimits() {
    // When
    Limits none = Limits.ofReference(List.of(Double.NaN), MonitorMode.COMPAT);
    Limits one = Limits.ofReference(List.of(.5), MonitorMode.PROBITY);

    // Then
    assertEquals(Limits.none(), none);
    assertEquals(Limits.none(), one);
    assertThrows(IllegalArgumentException.class, () -> new Limits(2, 1, 0));
  }

  @Test
  void quantilesEqualTheTables() {
    // When
    double cauchy = StudentT.quantile(.75, 1);

    // Then
    assertEquals(1, cauchy, 1e-12);
    assertEquals(2.228139, StudentT.quantile(.975, 10), 1e-6);
    assertEquals(3.249836, StudentT.quantile(.995, 9), 1e-6);
    assertEquals(2.575829, StudentT.quantile(.995, 10_000_000), 1e-5);
    assertThrows(IllegalArgumentException.class, () -> StudentT.quantile(.5, 3));
    assertThrows(IllegalArgumentException.class, () -> StudentT.quantile(.9, 0));
  }
}
