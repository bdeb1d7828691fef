// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CandidateRulesTest {
  private static final CandidateRules SALARY = CandidateRules.of(ProfileTexts.acsSalary());
  private static final CandidateRules RETENTION =
      CandidateRules.of(ProfileTexts.apprenticeRetention());

  private static Map<String, AttributeValue> worker() {
    Map<String, AttributeValue> values = new LinkedHashMap<>();
    values.put("CIT", AttributeValue.of(1));
    values.put("COW", AttributeValue.of(1));
    values.put("INDP", AttributeValue.of(7860));
    values.put("OCCP", AttributeValue.of(2310));
    values.put("HICOV", AttributeValue.of(1));
    values.put("WKWN", AttributeValue.of(52));
    values.put("WKHP", AttributeValue.of(40));
    values.put("AGEP", AttributeValue.of(39));
    values.put("SCHL", AttributeValue.of(22));
    return values;
  }

  private static Map<String, AttributeValue> groups(double sex, double race) {
    return Map.of("SEX", AttributeValue.of(sex), "RAC1P", AttributeValue.of(race));
  }

  private static Candidate candidate(
      String profile, Map<String, AttributeValue> attributes, Map<String, AttributeValue> closed) {
    return new Candidate(
        "c-1", Purpose.DECISION, profile, attributes, Protected.of(closed), Provenance.UNKNOWN);
  }

  private static CandidateVerdict check(Map<String, AttributeValue> attributes) {
    return SALARY.check(candidate("acs-salary", attributes, groups(1, 1)));
  }

  private static Violation only(CandidateVerdict verdict) {
    List<Violation> violations =
        assertInstanceOf(CandidateVerdict.Invalid.class, verdict).violations();
    assertEquals(1, violations.size(), violations.toString());
    return violations.getFirst();
  }

  private static void assertBroken(
      String feature, AttributeValue value, ReasonCode code, String expected) {
    Map<String, AttributeValue> attributes = worker();
    attributes.put(feature, value);
    assertEquals(new Violation(code, "/attributes/" + feature, expected), only(check(attributes)));
  }

  @Test
  void takesAWorkerOfTheSalaryExample() {
    assertEquals(new CandidateVerdict.Valid(), check(worker()));
  }

  @Test
  void rejectsCandidateWithNegativeAge() {
    assertBroken("AGEP", AttributeValue.of(-5), ReasonCode.RANGE, "17 to 99");
    assertBroken("AGEP", AttributeValue.of(1e30), ReasonCode.RANGE, "17 to 99");
    assertBroken("AGEP", AttributeValue.of(16), ReasonCode.RANGE, "17 to 99");
  }

  @Test
  void takesBothEndsOfARange() {
    for (double age : new double[] {17, 99}) {
      Map<String, AttributeValue> attributes = worker();
      attributes.put("AGEP", AttributeValue.of(age));
      assertEquals(new CandidateVerdict.Valid(), check(attributes));
    }
  }

  @Test
  void rejectsCodesOutsideTheCodeBook() {
    assertBroken(
        "OCCP",
        AttributeValue.of(12345678),
        ReasonCode.RANGE,
        "one of the 530 codes of the profile");
    assertBroken("CIT", AttributeValue.of(6), ReasonCode.RANGE, "one of 1, 2, 3, 4, 5");
    assertBroken(
        "SCHL", AttributeValue.of(1000), ReasonCode.RANGE, "one of the 24 codes of the profile");
  }

  @Test
  void takesACodeNoModelMayHaveSeen() {
    // Given
    Map<String, AttributeValue> attributes = worker();
    attributes.put("INDP", AttributeValue.of(1470));

    // When, Then
    assertEquals(new CandidateVerdict.Valid(), check(attributes));
  }

  @Test
  void rejectsWrongTypes() {
    assertBroken("AGEP", AttributeValue.of("52"), ReasonCode.TYPE, "a whole number");
    assertBroken("AGEP", AttributeValue.of(52.5), ReasonCode.TYPE, "a whole number");
    assertBroken("CIT", AttributeValue.of("1"), ReasonCode.TYPE, "a whole number");
    assertBroken("CIT", AttributeValue.of(1.5), ReasonCode.TYPE, "a whole number");
    assertBroken("SCHL", AttributeValue.MISSING, ReasonCode.TYPE, "not null");
  }

  @Test
  void rejectsAMissingField() {
    // Given
    Map<String, AttributeValue> attributes = worker();
    attributes.remove("WKHP");

    // When
    Violation violation = only(check(attributes));

    // Then
    assertEquals(new Violation(ReasonCode.SCHEMA, "/attributes/WKHP", "present"), violation);
  }

  @Test
  void rejectsAFieldTheProfileDoesNotKnow() {
    // Given
    Map<String, AttributeValue> attributes = worker();
    attributes.put("PINCP", AttributeValue.of(1));

    // When
    Violation violation = only(check(attributes));

    // Then
    assertEquals(ReasonCode.SCHEMA, violation.code());
    assertEquals("/attributes/PINCP", violation.pointer());
  }

  @Test
  void makesAHostileFieldNameHarmless() {
    // Given
    Map<String, AttributeValue> attributes = worker();
    attributes.put("a/b~\u2028é" + "x".repeat(500), AttributeValue.of(1));

    // When
    Violation violation = only(check(attributes));

    // Then
    assertEquals("/attributes/?", violation.pointer());
  }

  @Test
  void rejectsProtectedValuesOutsideTheirCodes() {
    // When
    CandidateVerdict verdict = SALARY.check(candidate("acs-salary", worker(), groups(99, 1.5)));

    // Then
    assertEquals(
        List.of(
            new Violation(ReasonCode.RANGE, "/protected/SEX", "one of 1, 2"),
            new Violation(ReasonCode.TYPE, "/protected/RAC1P", "a whole number")),
        assertInstanceOf(CandidateVerdict.Invalid.class, verdict).violations());
  }

  @Test
  void takesAnUnknownGroupWhereTheProfileAllowsIt() {
    // Given
    Map<String, AttributeValue> none = Map.of();
    Map<String, AttributeValue> empty = Map.of("SEX", AttributeValue.MISSING);

    // When, Then
    assertEquals(
        new CandidateVerdict.Valid(), SALARY.check(candidate("acs-salary", worker(), none)));
    assertEquals(
        new CandidateVerdict.Valid(), SALARY.check(candidate("acs-salary", worker(), empty)));
  }

  @Test
  void rejectsAProtectedFieldTheProfileDoesNotKnow() {
    // When
    CandidateVerdict verdict =
        SALARY.check(
            candidate("acs-salary", worker(), Map.of("RELIGION", AttributeValue.of("none"))));

    // Then
    assertEquals("/protected/RELIGION", only(verdict).pointer());
    assertEquals(ReasonCode.SCHEMA, only(verdict).code());
  }

  @Test
  void rejectsAnotherProfile() {
    assertEquals(
        new Violation(ReasonCode.MODEL_MISSING, "/profile", "acs-salary"),
        only(SALARY.check(candidate("acs-rent", worker(), groups(1, 1)))));
  }

  @Test
  void namesEveryBrokenRuleAndNoValue() {
    // Given
    Map<String, AttributeValue> attributes = worker();
    attributes.put("AGEP", AttributeValue.of(-123456));
    attributes.put("CIT", AttributeValue.of("SECRET"));
    attributes.remove("COW");

    // When
    CandidateVerdict verdict = SALARY.check(candidate("acs-salary", attributes, groups(777777, 1)));

    // Then
    CandidateVerdict.Invalid invalid = assertInstanceOf(CandidateVerdict.Invalid.class, verdict);
    assertEquals(4, invalid.violations().size());
    assertEquals(ReasonCode.TYPE, invalid.code());
    assertEquals(
        "/attributes/CIT: expected a whole number; /attributes/COW: expected present; "
            + "/attributes/AGEP: expected 17 to 99; /protected/SEX: expected one of 1, 2",
        invalid.reason());
    for (String value : List.of("123456", "SECRET", "777777")) {
      assertFalse(invalid.toString().contains(value));
    }
  }

  @Test
  void reasonFitsIntoAReject() {
    // Given
    Map<String, AttributeValue> attributes = worker();
    for (int i = 0; i < 100; i++) {
      attributes.put("EXTRA" + i, AttributeValue.of(i));
    }

    // When
    CandidateVerdict verdict = check(attributes);

    // Then
    CandidateVerdict.Invalid invalid = assertInstanceOf(CandidateVerdict.Invalid.class, verdict);
    assertEquals(100, invalid.violations().size());
    assertTrue(invalid.reason().length() <= 512);
    assertTrue(invalid.reason().endsWith(" ..."));
  }

  @Test
  void anotherUseCaseIsAnotherFile() {
    // Given
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    attributes.put("trade", AttributeValue.of("plumber"));
    attributes.put("interview", AttributeValue.of(3));
    Map<String, AttributeValue> closed = Map.of("gender", AttributeValue.of("woman"));

    // When, Then
    assertEquals(new CandidateVerdict.Valid(), retention(attributes, closed));
    attributes.put("grade", AttributeValue.MISSING);
    assertEquals(new CandidateVerdict.Valid(), retention(attributes, closed));
    attributes.put("grade", AttributeValue.of(2.25));
    assertEquals(new CandidateVerdict.Valid(), retention(attributes, closed));
    attributes.put("grade", AttributeValue.of(6.5));
    assertEquals("1 to 6", only(retention(attributes, closed)).expected());
    attributes.put("grade", AttributeValue.of("good"));
    assertEquals("a number", only(retention(attributes, closed)).expected());
    attributes.remove("grade");
    attributes.put("trade", AttributeValue.of("Plumber"));
    assertEquals(ReasonCode.RANGE, only(retention(attributes, closed)).code());
    attributes.put("trade", AttributeValue.of(3));
    assertEquals(ReasonCode.TYPE, only(retention(attributes, closed)).code());
  }

  @Test
  void asksForAGroupWhereTheProfileDemandsIt() {
    // Given
    Map<String, AttributeValue> attributes =
        Map.of("trade", AttributeValue.of("plumber"), "interview", AttributeValue.of(3));

    // When, Then
    assertEquals(ReasonCode.SCHEMA, only(retention(attributes, Map.of())).code());
    assertEquals(
        ReasonCode.TYPE,
        only(retention(attributes, Map.of("gender", AttributeValue.MISSING))).code());
    assertEquals(
        ReasonCode.TYPE,
        only(retention(attributes, Map.of("gender", AttributeValue.of(1)))).code());
    assertEquals(
        ReasonCode.RANGE,
        only(retention(attributes, Map.of("gender", AttributeValue.of("x")))).code());
  }

  private static CandidateVerdict retention(
      Map<String, AttributeValue> attributes, Map<String, AttributeValue> closed) {
    return RETENTION.check(candidate("apprentice-retention", attributes, closed));
  }

  @Test
  void decisionsMustBeFreshAndHistoryNeedNot() {
    // Given
    Instant arrived = Instant.parse("2026-01-02T00:00:00Z");
    Duration day = Duration.ofDays(1);

    // When, Then
    assertNull(check(Purpose.DECISION, arrived.minus(day), arrived, day));
    assertNull(check(Purpose.DECISION, arrived.plus(day), arrived, day));
    Violation late = check(Purpose.DECISION, arrived.minus(day).minusMillis(1), arrived, day);
    assertNotNull(late);
    assertEquals(ReasonCode.CLOCK_SKEW, late.code());
    assertNotNull(check(Purpose.DECISION, arrived.plus(day).plusMillis(1), arrived, day));
    assertNull(check(Purpose.HISTORY, Instant.EPOCH, arrived, day));
  }

  private static Violation check(
      Purpose purpose, Instant happened, Instant arrived, Duration skew) {
    return CandidateRules.checkTime(purpose, happened, arrived, skew);
  }

  @Test
  void everyCombinationOfValuesThatExistIsTaken() {
    // Given
    long seed = Long.getLong("probity.seed", 11L);
    Random random = new Random(seed);
    Profile profile = ProfileTexts.acsSalary();
    for (int round = 0; round < 500; round++) {
      Map<String, AttributeValue> attributes = new LinkedHashMap<>();
      for (Feature feature : profile.features()) {
        attributes.put(feature.name(), draw(feature, random));
      }

      // When
      CandidateVerdict verdict = check(attributes);

      // Then
      assertEquals(new CandidateVerdict.Valid(), verdict, "seed " + seed + " round " + round);
    }
  }

  private static AttributeValue draw(Feature feature, Random random) {
    return switch (feature) {
      case Feature.Numeric numeric ->
          AttributeValue.of(random.nextInt((int) numeric.low(), (int) numeric.high() + 1));
      case Feature.Ordinal ordinal -> draw(ordinal.codes(), random);
      case Feature.Categorical categorical -> draw(categorical.codes(), random);
    };
  }

  private static AttributeValue draw(CodeBook codes, Random random) {
    List<AttributeValue> all = new ArrayList<>(codes.labels().keySet());
    return all.get(random.nextInt(all.size()));
  }
}
