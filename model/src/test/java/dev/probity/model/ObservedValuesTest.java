// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class ObservedValuesTest {
  private static final FeatureSpec SPEC =
      new FeatureSpec(
          List.of(
              Feature.Numeric.whole("hours", 0, 200),
              Feature.Categorical.codes("job", List.of(7, 8, 9))));

  @Test
  void quantilesOfAHundredNumbersAreThoseWorkedByHand() {
    // Given: hours 1 … 100, job 9 once, 8 never
    float[] rows = new float[200];
    for (int i = 0; i < 100; i++) {
      rows[2 * i] = i + 1;
      rows[2 * i + 1] = i == 0 ? 2 : 0;
    }
    // When
    ObservedValues observed = ObservedValues.of(SPEC, rows, 100);
    // Then
    assertEquals(new ObservedValues.Quantiles(1, 99, 50), observed.spread(0));
    assertEquals(new ObservedValues.Common(List.of(0, 2)), observed.spread(1));
    assertTrue(observed.knowsRows());
    assertTrue(observed.together(0, 1, 2, 1, 2, 3));
    assertFalse(observed.together(0, 2, 101, 1, 2, 3));
  }

  @Test
  void missingValuesCountForNoQuantileAndAColumnWithoutValuesNamesNone() {
    float[] rows = {Float.NaN, 0, Float.NaN, Float.NaN, Float.NaN, 1};
    ObservedValues observed = ObservedValues.of(SPEC, rows, 3);
    assertEquals(new ObservedValues.Common(List.of()), observed.spread(0));
    assertEquals(new ObservedValues.Common(List.of(0, 1)), observed.spread(1));
    float[] some = {Float.NaN, 0, 4, 0, 6, 0};
    assertEquals(new ObservedValues.Quantiles(4, 6, 2), ObservedValues.of(SPEC, some, 3).spread(0));
  }

  @Test
  void aColumnThatHardlyVariesStillHasAUnit() {
    assertEquals(5, new ObservedValues.Quantiles(0, 9, 5).unit());
    assertEquals(9, new ObservedValues.Quantiles(0, 9, 0).unit());
    assertEquals(1, new ObservedValues.Quantiles(4, 4, 0).unit());
  }

  @Test
  void withoutRowsNobodyKnowsWhatOccurredTogether() {
    ObservedValues observed = ObservedValues.of(List.of(new ObservedValues.Common(List.of(1))));
    assertFalse(observed.knowsRows());
    assertEquals(1, observed.size());
    assertThrows(IllegalStateException.class, () -> observed.together(0, 0, 1, 0, 0, 1));
  }
}
