// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

/** What confusion counts are divided by. */
public enum CellNorm {
  /** Nothing: counts. */
  NONE,
  /** All rows. */
  ALL,
  /** Rows of the same truth. */
  TRUE,
  /** Rows of the same decision. */
  PRED
}
