// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.ReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CandidateIntakeTest {
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  static final CandidateIntake INTAKE =
      new CandidateIntake(List.of(ProfileFiles.load("acs-salary")), Duration.ofHours(24));

  @Test
  void acceptsACandidateThatKeepsItsProfile() {
    Candidate candidate = accepted(Texts.CANDIDATE, arrival(null));
    assertEquals("C-1001", candidate.id());
    assertEquals("acs-salary", candidate.profile());
  }

  @Test
  void givesTheDoorsIdToACandidateWithoutOne() {
    Candidate candidate = accepted(Texts.CANDIDATE.replace("\"id\":\"C-1001\",", ""), arrival("m"));
    assertEquals("m", candidate.id());
  }

  @Test
  void refusesACandidateWithoutIdWhereNoneIsMade() {
    IntakeResult.Refused refused =
        refused(Texts.CANDIDATE.replace("\"id\":\"C-1001\",", ""), arrival(null));
    assertEquals(ReasonCode.SCHEMA, refused.code());
    assertEquals(422, refused.status());
  }

  @Test
  void refusesWithCodePlaceAndStatusButNeverWithTheValue() {
    check("\"AGEP\":33", "\"AGEP\":-5", ReasonCode.RANGE, 422, "/attributes/AGEP");
    check("\"AGEP\":33", "\"AGEP\":\"-5\"", ReasonCode.TYPE, 422, "/attributes/AGEP");
    check("\"AGEP\":33,", "", ReasonCode.SCHEMA, 422, "/attributes/AGEP");
    check("\"AGEP\":33", "\"AGEP\":NaN", ReasonCode.NAN, 400, "AGEP");
    check("\"AGEP\":33", "\"AGEP\":33,\"AGEP\":34", ReasonCode.DUPLICATE_KEY, 400, "AGEP");
    check("\"OCCP\":4720", "\"OCCP\":12345678", ReasonCode.RANGE, 422, "/attributes/OCCP");
    check("acs-salary", "no-such-profile", ReasonCode.MODEL_MISSING, 422, "/profile");
    check("1}}", "1}", ReasonCode.SCHEMA, 400, "");
  }

  private static void check(String right, String wrong, ReasonCode code, int status, String place) {
    IntakeResult.Refused refused = refused(Texts.CANDIDATE.replace(right, wrong), arrival(null));
    assertEquals(code, refused.code(), wrong);
    assertEquals(status, refused.status(), wrong);
    assertTrue(refused.reason().contains(place), refused.reason());
    assertFalse(refused.reason().contains("-5"), refused.reason());
    assertFalse(refused.reason().contains("12345678"), refused.reason());
  }

  @Test
  void refusesATimeTooFarFromTheArrival() {
    Instant old = NOW.minus(Duration.ofHours(25));
    Arrival late = new Arrival("e", "/hr", null, null, old, NOW);
    IntakeResult.Refused refused = refused(Texts.CANDIDATE, late);
    assertEquals(ReasonCode.CLOCK_SKEW, refused.code());
    assertEquals(422, refused.status());
    String history = Texts.CANDIDATE.replace("\"profile\"", "\"purpose\":\"history\",\"profile\"");
    assertInstanceOf(IntakeResult.Accepted.class, INTAKE.accept(bytes(history), late));
  }

  @Test
  void everyReasonHasAStatusAndAProblemInWords() {
    for (ReasonCode code : ReasonCode.values()) {
      IntakeResult.Refused refused =
          new IntakeResult.Refused(
              code, dev.probity.topics.record.Stage.VALIDATE, "/a: expected b", 422);
      Problem problem = Problem.of(refused);
      assertEquals(422, problem.status());
      assertEquals("urn:probity:problem:" + code.code(), problem.type());
      assertEquals("/a: expected b", problem.detail());
      assertFalse(problem.next().isBlank());
    }
  }

  private static Candidate accepted(String text, Arrival arrival) {
    return assertInstanceOf(IntakeResult.Accepted.class, INTAKE.accept(bytes(text), arrival))
        .candidate();
  }

  private static IntakeResult.Refused refused(String text, Arrival arrival) {
    return assertInstanceOf(IntakeResult.Refused.class, INTAKE.accept(bytes(text), arrival));
  }

  private static Arrival arrival(@Nullable String madeId) {
    return new Arrival("e-1", "/hr", madeId, null, null, NOW);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
