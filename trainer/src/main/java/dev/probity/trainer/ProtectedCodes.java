// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The protected groups of a person, as counts by group name them. */
public final class ProtectedCodes {
  private ProtectedCodes() {}

  /**
   * The groups of a candidate by attribute.
   *
   * @param access what they are opened for
   */
  public static Map<String, String> of(
      Profile profile, Candidate candidate, FairnessAccess access) {
    Map<String, AttributeValue> values = candidate.protectedAttributes().values(access);
    Map<String, String> codes = new LinkedHashMap<>();
    for (ProtectedAttribute attribute : profile.protectedAttributes()) {
      codes.put(attribute.name(), code(values.get(attribute.name())));
    }
    return codes;
  }

  /** The name of a group; {@link Evaluation#UNKNOWN_GROUP} where nobody said. */
  public static String code(@Nullable AttributeValue value) {
    return switch (value) {
      case AttributeValue.Number(double number) ->
          number == (long) number ? Long.toString((long) number) : Double.toString(number);
      case AttributeValue.Text(String text) -> text;
      case AttributeValue.Missing missing -> Evaluation.UNKNOWN_GROUP;
      case null -> Evaluation.UNKNOWN_GROUP;
    };
  }
}
