// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Candidates;
import dev.probity.topics.value.InvalidValueException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProtectedTest {

  private static final Protected SEX_2 = Protected.of(Map.of("SEX", AttributeValue.of(2)));

  @Test
  void textsShowNamesOnly() {
    assertEquals("Protected[SEX]", SEX_2.toString());
    assertTrue(Candidates.example().toString().contains("Protected[SEX, RAC1P]"));
    assertEquals(Set.of("SEX"), SEX_2.names());
  }

  @Test
  void everyWayToTheValuesAsksForAnAccess() {
    List<Method> leaks =
        Arrays.stream(Protected.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> !Modifier.isStatic(method.getModifiers()))
            .filter(method -> Map.class.isAssignableFrom(method.getReturnType()))
            .filter(method -> !List.of(method.getParameterTypes()).contains(FairnessAccess.class))
            .toList();
    assertEquals(List.of(), leaks);
    assertThrows(InvalidValueException.class, () -> SEX_2.values(null));
  }

  @Test
  void anAccessSaysWhatItIsFor() {
    assertThrows(InvalidValueException.class, () -> FairnessAccess.forPurpose(""));
    assertEquals("windows by group", FairnessAccess.forPurpose("windows by group").purpose());
  }

  @Test
  void aDomainIsCheckedWithoutOpeningTheValues() {
    // Given
    AttributeDomain sexes =
        new AttributeDomain.Codes(Set.of(AttributeValue.of(1), AttributeValue.of(2)));
    AttributeDomain ages = new AttributeDomain.Interval(17, 99, true);
    // When, Then
    assertNull(SEX_2.firstOutside(Map.of("SEX", sexes)));
    assertEquals("SEX", SEX_2.firstOutside(Map.of("SEX", ages)));
    assertEquals("AGEP", SEX_2.firstOutside(Map.of("AGEP", ages)));
    assertNull(SEX_2.firstOutside(Map.of("AGEP", new AttributeDomain.OrMissing(ages))));
    assertNull(Protected.NONE.firstOutside(Map.of()));
  }

  @Test
  void domainsKnowTheirEnds() {
    AttributeDomain ages = new AttributeDomain.Interval(17, 99, true);
    assertTrue(ages.contains(AttributeValue.of(17)));
    assertTrue(ages.contains(AttributeValue.of(99)));
    assertFalse(ages.contains(AttributeValue.of(16)));
    assertFalse(ages.contains(AttributeValue.of(17.5)));
    assertFalse(ages.contains(AttributeValue.of("17")));
    assertFalse(ages.contains(AttributeValue.MISSING));
    assertTrue(new AttributeDomain.Interval(0, 1, false).contains(AttributeValue.of(0.5)));
    assertThrows(InvalidValueException.class, () -> new AttributeDomain.Interval(2, 1, true));
    assertThrows(
        InvalidValueException.class,
        () -> new AttributeDomain.Codes(Set.of(AttributeValue.MISSING)));
  }

  @Test
  void aCopyDoesNotChangeWithItsSource() {
    // Given
    Map<String, AttributeValue> source = new LinkedHashMap<>();
    source.put("SEX", AttributeValue.of(1));
    Protected copy = Protected.of(source);
    // When
    source.put("SEX", AttributeValue.of(2));
    // Then
    assertEquals(Protected.of(Map.of("SEX", AttributeValue.of(1))), copy);
  }

  @Test
  void minusZeroAndZeroAreOneValue() {
    assertEquals(AttributeValue.of(0.0), AttributeValue.of(-0.0));
    assertThrows(InvalidValueException.class, () -> AttributeValue.of(Double.NaN));
    assertThrows(InvalidValueException.class, () -> AttributeValue.of("x".repeat(2000)));
  }
}
