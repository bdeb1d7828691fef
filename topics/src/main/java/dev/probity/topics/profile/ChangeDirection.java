// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

/** Which way a person's feature can change. */
public enum ChangeDirection {
  /** Either way. */
  ANY,
  /** Upwards only, such as age. */
  INCREASE,
  /** Downwards only. */
  DECREASE
}
