// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

/** What happens when a candidate does not give a value. */
public enum MissingPolicy {
  /** The value is taken as missing. */
  ALLOW,
  /** The candidate is refused. */
  REFUSE
}
