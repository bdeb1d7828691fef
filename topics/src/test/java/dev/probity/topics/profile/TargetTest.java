// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.ReasonCode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
  private static final Target SALARY = ProfileTexts.acsSalary().target();

  @ParameterizedTest
  @CsvSource({
    "0,true,0-45000",
    "45000,true,0-45000",
    "45001,false,45001+",
    "52000,false,45001+",
    "999999,false,45001+"
  })
  void labelsWhatWasObserved(double wages, boolean positive, String band) {
    // When
    Label label = SALARY.label(Map.of("WAGP", AttributeValue.of(wages)));

    // Then
    assertEquals(new Label.Known(positive, band), label);
    assertEquals(band, SALARY.band(positive));
  }

  @Test
  void positiveClassMayLieOutsideTheBand() {
    // Given
    Target late =
        new Target("days", "Days", "days", true, 0, 99, 0, 9, "soon", "late", "late", "soon");

    // When
    Label label = late.label(Map.of("days", AttributeValue.of(10)));

    // Then
    assertEquals(new Label.Known(true, "late"), label);
    assertEquals("soon", late.band(false));
  }

  @Test
  void refusesWhatDoesNotTell() {
    assertViolation(ReasonCode.SCHEMA, Map.of("PINCP", AttributeValue.of(1)));
    assertViolation(ReasonCode.TYPE, Map.of("WAGP", AttributeValue.MISSING));
    assertViolation(ReasonCode.TYPE, Map.of("WAGP", AttributeValue.of("52000")));
    assertViolation(ReasonCode.TYPE, Map.of("WAGP", AttributeValue.of(.5)));
    assertViolation(ReasonCode.RANGE, Map.of("WAGP", AttributeValue.of(-1)));
    assertViolation(ReasonCode.RANGE, Map.of("WAGP", AttributeValue.of(1e6)));
  }

  private static void assertViolation(ReasonCode code, Map<String, AttributeValue> observed) {
    Violation violation = assertInstanceOf(Label.Unknown.class, SALARY.label(observed)).violation();
    assertEquals(code, violation.code());
    assertEquals("/observed/WAGP", violation.pointer());
  }

  @Test
  void refusesABandThatDecidesNothing() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Target("x", "X", "m", false, 0, 1, 0, 1, "in", "out", "in", "in"));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Target("x", "X", "m", false, 0, 9, 0, 1, "in", "in", "in", "in"));
  }
}
