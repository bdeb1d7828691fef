// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** Which way a contribution pushed the positive class. */
public enum Direction implements Coded {
  /** Made the positive class likelier. */
  RAISED("raised"),
  /** Made the positive class less likely. */
  LOWERED("lowered");

  private final String code;

  Direction(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
