// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Encoding.Cause;
import dev.probity.model.Encoding.Encoded;
import dev.probity.model.Encoding.Refused;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FeatureSpecTest {
  private final FeatureSpec spec = Fixtures.spec();
  private final float[] vector = new float[4];

  @Test
  void encodesNumbersAsTheyAreAndCategoriesAsIndexes() {
    // When
    Encoding result = encode(Map.of("HOURS", 40, "PAY", 2.5, "OCCP", 20, "CITY", "Paris"));
    // Then
    assertEquals(List.of(), assertInstanceOf(Encoded.class, result).flags());
    assertVector(40f, 2.5f, 1f, 1f);
  }

  @Test
  void absentValuesBecomeMissingWhereAllowed() {
    // When
    Encoding result = encode(Map.of("PAY", 1));
    // Then
    assertInstanceOf(Encoded.class, result);
    assertVector(Float.NaN, 1f, Float.NaN, Float.NaN);
  }

  @Test
  void absentValueIsRefusedWhereTheFeatureSaysSo() {
    assertEquals(new Refused("PAY", Cause.MISSING), encode(Map.of("HOURS", 40)));
  }

  @Test
  void unseenCodeIsMissingAndFlaggedNeverAnotherCategory() {
    for (Object code : new Object[] {15, 0, -10, 31, 12_345_678, 20.5, 1e300}) {
      // When
      Encoding result = encode(Map.of("PAY", 1, "OCCP", code));
      // Then
      Encoded encoded = assertInstanceOf(Encoded.class, result);
      assertEquals(List.of("unseen:OCCP"), encoded.flags());
      assertVector(Float.NaN, 1f, Float.NaN, Float.NaN);
    }
  }

  @Test
  void everyCategoricalFeatureOfTheCensusFlagsAnUnseenCode() {
    // Given
    FeatureSpec census = Golden.trimmed().categoricalSpec();
    for (Feature feature : census.features()) {
      if (feature instanceof Feature.Categorical) {
        Map<String, Integer> row = new HashMap<>();
        census.names().forEach(name -> row.put(name, 1));
        row.put("INDP", 170);
        row.put("OCCP", 10);
        row.put(feature.name(), 1471);
        float[] encoded = new float[census.size()];
        // When
        Encoding result = census.encode(Fixtures.raw(row), encoded);
        // Then
        assertEquals(new Encoded(List.of(feature.name())), result);
        assertTrue(Float.isNaN(encoded[census.position(feature.name())]));
      }
    }
  }

  @Test
  void unseenTextIsRefusedWhereTheFeatureSaysSo() {
    assertEquals(new Refused("CITY", Cause.UNSEEN), encode(Map.of("PAY", 1, "CITY", "Rome")));
  }

  @Test
  void valuesOfTheWrongTypeAreRefusedNotCoerced() {
    assertEquals(new Refused("HOURS", Cause.WRONG_TYPE), encode(Map.of("PAY", 1, "HOURS", "40")));
    assertEquals(new Refused("OCCP", Cause.WRONG_TYPE), encode(Map.of("PAY", 1, "OCCP", "20")));
    assertEquals(new Refused("CITY", Cause.WRONG_TYPE), encode(Map.of("PAY", 1, "CITY", 1)));
    assertEquals(
        new Refused("PAY", Cause.WRONG_TYPE), encode(Map.of("PAY", Double.POSITIVE_INFINITY)));
    assertEquals(new Refused("PAY", Cause.WRONG_TYPE), encode(Map.of("PAY", 1e39)));
    assertEquals(new Refused("HOURS", Cause.NOT_WHOLE), encode(Map.of("PAY", 1, "HOURS", 40.5)));
  }

  @Test
  void negativeZeroBecomesZero() {
    // When
    encode(Map.of("PAY", -0.0, "HOURS", -0.0));
    // Then
    assertEquals(0, Float.floatToRawIntBits(vector[0]));
    assertEquals(0, Float.floatToRawIntBits(vector[1]));
  }

  @Test
  void sparseCodesEncodeLikeDenseOnes() {
    // Given
    FeatureSpec sparse =
        new FeatureSpec(
            List.of(
                Feature.Categorical.codes("A", List.of(Integer.MIN_VALUE, 0, Integer.MAX_VALUE))));
    float[] one = new float[1];
    // When / Then
    sparse.encode(Fixtures.raw(Map.of("A", Integer.MAX_VALUE)), one);
    assertEquals(2f, one[0]);
    sparse.encode(Fixtures.raw(Map.of("A", Integer.MIN_VALUE)), one);
    assertEquals(0f, one[0]);
    assertEquals(new Encoded(List.of("A")), sparse.encode(Fixtures.raw(Map.of("A", 1)), one));
  }

  @Test
  void specificationsAreEqualIffTheyEncodeAlike() {
    assertEquals(spec, Fixtures.spec());
    assertEquals(spec.hashCode(), Fixtures.spec().hashCode());
    assertNotEquals(spec, new FeatureSpec(spec.features().subList(0, 3)));
    assertEquals(3, spec.position("CITY"));
    assertTrue(spec.has("PAY"));
    assertThrows(IllegalArgumentException.class, () -> spec.position("AGE"));
  }

  @Test
  void refusesImpossibleSpecifications() {
    Feature feature = Feature.Numeric.whole("A", 0, 1);
    assertThrows(IllegalArgumentException.class, () -> new FeatureSpec(List.of()));
    assertThrows(IllegalArgumentException.class, () -> new FeatureSpec(List.of(feature, feature)));
    assertThrows(IllegalArgumentException.class, () -> Feature.Numeric.whole("A", 2, 1));
    assertThrows(
        IllegalArgumentException.class, () -> Feature.Numeric.whole("A", 0, (1 << 24) + 1));
    assertThrows(
        IllegalArgumentException.class, () -> Feature.Categorical.codes("A", List.of(2, 1)));
    assertThrows(IllegalArgumentException.class, () -> Feature.Categorical.codes("A", List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Categories.Labels(List.of("b", "a")));
    assertThrows(IllegalArgumentException.class, () -> Feature.Numeric.whole(" ", 0, 1));
  }

  @Test
  void labelsAscendByCodePointNotByUtf16Unit() {
    assertEquals(2, new Categories.Labels(List.of("\uffee", "\ud83d\ude00")).size());
  }

  private Encoding encode(Map<String, ?> row) {
    return spec.encode(Fixtures.raw(row), vector);
  }

  private void assertVector(float... wanted) {
    for (int f = 0; f < wanted.length; f++) {
      assertEquals(wanted[f], vector[f], "position " + f);
    }
  }
}
