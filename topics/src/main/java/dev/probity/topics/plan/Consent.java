// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.plan;

/** What a change may cost, and what a person must therefore say yes to. */
public enum Consent {
  /** Nothing is lost. */
  NONE,
  /** Records that exist will be dropped earlier than promised. */
  SHRINK,
  /** A topic and all of its records will be gone. */
  DELETE,
  /** New records of a key go to another partition than its old ones. */
  REPARTITION
}
