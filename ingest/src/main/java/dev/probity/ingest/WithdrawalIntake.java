// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.HttpStatus;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import dev.probity.topics.record.Withdrawal;
import org.jspecify.annotations.Nullable;

/** What is said about a candidate who takes part no longer, as the record it becomes. */
public final class WithdrawalIntake {
  /** The reason of a withdrawal whose sender gives none. */
  public static final String NO_REASON = "no reason was given";

  private WithdrawalIntake() {}

  /** What came of a request. */
  public sealed interface Result {
    /** It is a withdrawal. */
    record Withdrawn(Withdrawal withdrawal) implements Result {}

    /** It is none. */
    record Refused(IntakeResult.Refused refusal) implements Result {}
  }

  /**
   * Reads a withdrawal.
   *
   * @param id the candidate, 1 to 200 characters, as the path says; a body that says it too is
   *     refused
   * @param body the JSON object {@code {"reason": "…"}}, or nothing
   * @param subject the candidate it is about, as the headers say; null when they do not say
   */
  public static Result of(String id, byte[] body, @Nullable String subject) {
    if (subject != null && !subject.equals(id)) {
      return new Result.Refused(
          new IntakeResult.Refused(
              ReasonCode.SCHEMA, Stage.DECODE, "ce_subject differs from the id", 400));
    }
    return switch (Codecs.WITHDRAWAL.decode(whole(id, body))) {
      case Decoded.Valid<Withdrawal>(Withdrawal withdrawal) -> new Result.Withdrawn(withdrawal);
      case Decoded.Invalid<Withdrawal> invalid ->
          new Result.Refused(
              new IntakeResult.Refused(
                  invalid.code(), Stage.DECODE, invalid.describe(), HttpStatus.of(invalid)));
    };
  }

  private static byte[] whole(String id, byte[] body) {
    String named = "\"id\":" + JsonNodeFactory.instance.textNode(id);
    if (body.length == 0) {
      return ("{" + named + ",\"reason\":\"" + NO_REASON + "\"}").getBytes(UTF_8);
    }
    return JsonObjects.inFront(named, body);
  }
}
