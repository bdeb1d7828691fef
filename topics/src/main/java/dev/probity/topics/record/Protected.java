// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The protected attributes of a candidate (sex, race, …). Not a record: the values have no accessor
 * but {@link #values}, which wants a {@link FairnessAccess}; texts show names only.
 */
public final class Protected {

  /** No protected attributes were sent. */
  public static final Protected NONE = new Protected(Map.of());

  private final Map<String, AttributeValue> values;

  private Protected(Map<String, AttributeValue> values) {
    this.values = values;
  }

  /** Copies the values, in the given order. */
  public static Protected of(Map<String, AttributeValue> values) {
    Check.that(values.size() <= Candidate.MAX_ATTRIBUTES, "protected", "at most 512 values");
    return values.isEmpty() ? NONE : new Protected(Check.copy(values, "protected"));
  }

  /** The values, for whoever may see them. */
  public Map<String, AttributeValue> values(FairnessAccess access) {
    Check.present(access, "access");
    return values;
  }

  /** The names of the attributes sent. */
  public Set<String> names() {
    return values.keySet();
  }

  /**
   * Checks the values against their domains without opening them: the name of the first attribute
   * (in the order of the domains) that is absent or outside its domain, or null when all are
   * inside. An attribute no domain speaks about is not looked at.
   */
  public @Nullable String firstOutside(Map<String, AttributeDomain> domains) {
    for (Map.Entry<String, AttributeDomain> entry : domains.entrySet()) {
      AttributeValue value = values.getOrDefault(entry.getKey(), AttributeValue.MISSING);
      if (!entry.getValue().contains(value)) {
        return entry.getKey();
      }
    }
    return null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Protected that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "Protected" + values.keySet();
  }
}
