// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;
import org.jspecify.annotations.Nullable;

/**
 * Where a candidate record comes from, as far as its sender says.
 *
 * @param group what records belong together and must not be split between training and test, for
 *     example a household; null when unknown
 * @param requisition the vacancy; null when unknown
 * @param tenant the employer; null when there is one only
 */
public record Provenance(
    @Nullable String group, @Nullable String requisition, @Nullable String tenant) {

  /** Checks and copies the components. */
  public Provenance {
    Check.optionalText(group, "group");
    Check.optionalText(requisition, "requisition");
    Check.optionalText(tenant, "tenant");
  }

  /** Nothing is known. */
  public static final Provenance UNKNOWN = new Provenance(null, null, null);
}
