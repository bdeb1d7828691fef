// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.util.Map;

/**
 * A person to be scored, or a past case to train on, as the HR system sent it. The protected
 * attributes are kept apart from the features and open with a {@link FairnessAccess} only.
 *
 * @param id the pseudonym of the candidate, equal to the record key; never a name or an address
 * @param purpose whether a decision is wanted or this is history
 * @param profile the name of the use case's profile
 * @param attributes the features by name, in the order sent
 * @param protectedAttributes the protected attributes; {@code protected} in JSON
 * @param provenance where the record comes from
 */
public record Candidate(
    String id,
    Purpose purpose,
    String profile,
    Map<String, AttributeValue> attributes,
    Protected protectedAttributes,
    Provenance provenance)
    implements CandidateEvent {

  /** Checks and copies the components. */
  public Candidate {
    Check.text(id, "id");
    Check.present(purpose, "purpose");
    Check.text(profile, "profile");
    attributes = Check.copy(attributes, "attributes");
    Check.present(protectedAttributes, "protectedAttributes");
    Check.present(provenance, "provenance");
    Check.that(id.length() <= MAX_ID_CHARS, "id", "at most 200 characters long");
    Check.that(attributes.size() <= MAX_ATTRIBUTES, "attributes", "at most 512 values");
  }

  /** The longest candidate id, in characters. */
  public static final int MAX_ID_CHARS = 200;

  /** The most attributes one candidate may have. */
  public static final int MAX_ATTRIBUTES = 512;

  /** The record key: the id. */
  @Override
  public String key() {
    return id;
  }
}
