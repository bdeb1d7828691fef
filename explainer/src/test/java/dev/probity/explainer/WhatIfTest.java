// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Counterfactual.Plausibility;
import dev.probity.model.ObservedValues;
import dev.probity.model.ScoringModel;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Prediction;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhatIfTest {
  private static final ScoringModel MODEL = FixedReleases.twoStumps();

  private static WhatIf whatIf(List<Integer> trades) {
    return new WhatIf(
        MODEL,
        ObservedValues.of(
            List.of(
                new ObservedValues.Common(trades),
                new ObservedValues.Quantiles(1, 6, 1),
                new ObservedValues.Quantiles(3, 3, 1))),
        FixedReleases.APPRENTICES,
        FixedReleases.catalogue());
  }

  /** A carpenter interviewed at 3 has −0.2 − 0.4 = −0.6; a plumber would have 1 − 0.4 = 0.6. */
  @Test
  void theNearestChangeIsToldInTheProfilesWords() {
    // Given
    Prediction carpenter = FixedReleases.prediction(MODEL, 7, 0, 2, 3);

    // When
    WhatIf.Answer answer = whatIf(List.of(0, 1, 2)).answer(carpenter);

    // Then
    assertEquals(1, answer.options().size());
    WhatIf.Option option = answer.options().getFirst();
    assertEquals(1, option.cost());
    assertEquals(1 / (1 + Math.exp(-0.6)), option.probability(), 1e-7);
    assertEquals(FixedReleases.APPRENTICES.target().band(true), option.band());
    assertEquals(Plausibility.NOT_ASKED, option.plausibility());
    WhatIf.Change change = option.changes().getFirst();
    assertEquals("trade", change.feature());
    assertEquals(AttributeValue.of("carpenter"), change.from());
    assertEquals(AttributeValue.of("plumber"), change.to());
    assertTrue(!change.toText().isBlank() && !change.toText().equals(change.fromText()));
    assertEquals(FixedReleases.APPRENTICES.feature("trade").facts().label(), change.label());
  }

  /** Nobody in training was a plumber, so nobody is told to be one. */
  @Test
  void thatNothingWithinReachTurnsTheDecisionIsAnAnswer() {
    WhatIf.Answer answer =
        whatIf(List.of(0, 1)).answer(FixedReleases.prediction(MODEL, 7, 0, 2, 3));
    assertEquals(List.of(), answer.options());
    assertTrue(answer.exhaustive());
    assertTrue(answer.evaluations() >= 2);
  }

  @Test
  void aPredictionOfAnotherReleaseIsRefused() {
    ScoringModel other = FixedReleases.grown(2, 2, 5);
    Prediction foreign = FixedReleases.prediction(other, 7, 0, 2, 3);
    assertThrows(IllegalArgumentException.class, () -> whatIf(List.of(0)).answer(foreign));
  }
}
