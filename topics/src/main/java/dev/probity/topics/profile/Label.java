// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

/** The class an outcome belongs to, as far as it can be told. */
public sealed interface Label {

  /**
   * The class is known.
   *
   * @param positive whether it is the positive class
   * @param band the name of the class
   */
  record Known(boolean positive, String band) implements Label {}

  /**
   * The outcome does not tell.
   *
   * @param violation what is wrong with it
   */
  record Unknown(Violation violation) implements Label {}
}
