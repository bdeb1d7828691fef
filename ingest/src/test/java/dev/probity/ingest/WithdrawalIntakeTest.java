// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Withdrawal;
import org.junit.jupiter.api.Test;

class WithdrawalIntakeTest {

  @Test
  void thePathNamesTheCandidateAndTheBodyTheReason() {
    assertEquals(new Withdrawal("C-1", "took another position"), read("C-1", reason()));
    assertEquals(new Withdrawal("a\"b", "took another position"), read("a\"b", reason()));
    assertEquals(new Withdrawal("C-1", WithdrawalIntake.NO_REASON), read("C-1", ""));
  }

  @Test
  void whatIsNoWithdrawalIsRefusedWithoutItsValues() {
    refused(ReasonCode.DUPLICATE_KEY, "C-1", "{\"id\":\"C-2\",\"reason\":\"secret\"}");
    refused(ReasonCode.SCHEMA, "C-1", "{\"reason\":\"secret\",\"more\":1}");
    refused(ReasonCode.SCHEMA, "C-1", "{}");
    refused(ReasonCode.SCHEMA, "C-1", "[]");
    refused(ReasonCode.SCHEMA, "C-1", "secret");
    refused(ReasonCode.TYPE, "C-1", "{\"reason\":1}");
    refused(ReasonCode.RANGE, "C".repeat(201), reason());
  }

  @Test
  void aSubjectThatIsAnotherCandidateIsRefused() {
    WithdrawalIntake.Result result = WithdrawalIntake.of("C-1", reason().getBytes(UTF_8), "C-2");
    assertEquals(
        ReasonCode.SCHEMA,
        assertInstanceOf(WithdrawalIntake.Result.Refused.class, result).refusal().code());
  }

  private static String reason() {
    return " { \"reason\" : \"took another position\" }";
  }

  private static Withdrawal read(String id, String body) {
    return assertInstanceOf(
            WithdrawalIntake.Result.Withdrawn.class,
            WithdrawalIntake.of(id, body.getBytes(UTF_8), null))
        .withdrawal();
  }

  private static void refused(ReasonCode code, String id, String body) {
    IntakeResult.Refused refusal =
        assertInstanceOf(
                WithdrawalIntake.Result.Refused.class,
                WithdrawalIntake.of(id, body.getBytes(UTF_8), null))
            .refusal();
    assertEquals(code, refusal.code(), body);
    assertFalse(refusal.reason().contains("secret"), refusal.reason());
  }
}
