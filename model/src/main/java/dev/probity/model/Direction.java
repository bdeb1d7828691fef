// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

/** In which direction a person could change a feature; used by what-if answers only. */
public enum Direction {
  /** Either way. */
  ANY,
  /** Only upwards, such as completed education. */
  INCREASE,
  /** Only downwards. */
  DECREASE
}
