// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.simulate;

/** How a record is broken. */
enum Breakage {
  /** Half a document. */
  CUT_OFF("cut-off"),
  /** A number no rule allows. */
  OUT_OF_RANGE("out-of-range"),
  /** A text where a number belongs. */
  WRONG_TYPE("wrong-type");

  private final String code;

  Breakage(String code) {
    this.code = code;
  }

  String code() {
    return code;
  }
}
