// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/** What the truth about a group's rows is taken from. */
public enum GroupBasis {
  /** Expected from calibrated probabilities, without labels. */
  ESTIMATED,
  /** Counted on the labelled rows. */
  REALIZED
}
