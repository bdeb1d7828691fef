// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.value.Check;

/**
 * An attribute by which people must not be treated worse; fairness is measured over its groups.
 *
 * @param name the name, as in the candidate's protected sub-record
 * @param label the name for people
 * @param codes the groups
 * @param privileged the group the others are compared with
 * @param missing whether a candidate may leave it out and is then counted as unknown
 */
public record ProtectedAttribute(
    String name, String label, CodeBook codes, AttributeValue privileged, MissingPolicy missing) {
  /** Checks the components. */
  public ProtectedAttribute {
    Check.text(name, "name");
    Check.text(label, "label");
    Check.present(codes, "codes");
    Check.present(missing, "missing");
    Check.that(
        codes.contains(Check.present(privileged, "privileged")),
        "privileged",
        "one of the codes of " + name);
  }
}
