// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import org.jspecify.annotations.Nullable;

/** A candidate's raw values by feature name, as the encoder asks for them. */
public interface RawRow {
  /** The number under a name; NaN when there is none. */
  double number(String feature);

  /** The text under a name; null when there is none. */
  @Nullable String text(String feature);
}
