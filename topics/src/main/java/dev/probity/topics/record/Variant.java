// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** The role of the release that made a prediction. */
public enum Variant implements Coded {
  /** The release people see. */
  CHAMPION("champion"),
  /** A release that is compared, in the shadow or on a share of the records. */
  CHALLENGER("challenger");

  private final String code;

  Variant(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
