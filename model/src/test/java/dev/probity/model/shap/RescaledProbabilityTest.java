// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.RandomTrees;
import org.junit.jupiter.api.Test;

class RescaledProbabilityTest {
  @Test
  void sharesLeadFromTheBaseProbabilityToTheRowsAsWorkedByHand() {
    RescaledProbability scale = new RescaledProbability(0, Math.log(3));
    assertEquals(.5, scale.from());
    assertEquals(.75, scale.to(), 1e-15);
    assertEquals(.1817, scale.of(Math.log(3) - .3), 5e-5);
    assertEquals(.0683, scale.of(.3), 5e-5);
    assertEquals(.25, scale.of(Math.log(3) - .3) + scale.of(.3), 1e-15);
  }

  @Test
  void whereNothingMovedTheSlopeStandsInForTheQuotient() {
    RescaledProbability scale = new RescaledProbability(1, 1);
    double p = Ensemble.probability(1);
    assertEquals(.4 * p * (1 - p), scale.of(.4), 1e-15);
    assertEquals(0, scale.of(.4) + scale.of(-.4));
    double beside = new RescaledProbability(1 - 1e-5, 1).of(.4);
    assertEquals(scale.of(.4), beside, 1e-6, "no jump where the two forms meet");
  }

  @Test
  void sharesOfRandomModelsSumToTheDifferenceAndKeepTheSignAndOrder() {
    long seed = Long.getLong("probity.seed", 21L);
    for (int round = 0; round < 300; round++) {
      // Given
      RandomTrees random = new RandomTrees(seed + round);
      Ensemble ensemble = random.ensemble();
      float[] row = random.row();
      Attribution why = new ShapRecurrence(ensemble).explain(row);
      // When
      RescaledProbability scale = new RescaledProbability(why.baseValue(), ensemble.margin(row));
      // Then
      double sum = 0;
      for (double phi : why.contributions()) {
        sum += scale.of(phi);
        assertEquals(Math.signum(phi), Math.signum(scale.of(phi)), "seed " + (seed + round));
      }
      assertEquals(scale.to() - scale.from(), sum, 1e-9, "seed " + (seed + round));
      assertTrue(Math.abs(sum) < 1);
    }
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new RescaledProbability(Double.NaN, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new RescaledProbability(0, Double.POSITIVE_INFINITY));
  }
}
