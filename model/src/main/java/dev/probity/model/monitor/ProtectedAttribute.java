// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.HashSet;
import java.util.List;

/**
 * An attribute by whose groups fairness is judged.
 *
 * @param name the attribute, as in the profile
 * @param privileged the group the others are compared with
 * @param groups all groups of the profile, the privileged one among them
 */
public record ProtectedAttribute(String name, String privileged, List<String> groups) {
  /** The privileged group must be one of distinct groups. */
  public ProtectedAttribute {
    groups = List.copyOf(groups);
    if (name.isBlank()
        || !groups.contains(privileged)
        || new HashSet<>(groups).size() != groups.size()) {
      throw new IllegalArgumentException(
          "attribute %s needs distinct groups with the privileged one among them".formatted(name));
    }
  }

  /**
   * Where a group stands.
   *
   * @param group a group, or a text the profile does not know
   * @return its index; {@code groups().size()} for one the profile does not know
   */
  public int indexOf(String group) {
    int index = groups.indexOf(group);
    return index < 0 ? groups.size() : index;
  }
}
