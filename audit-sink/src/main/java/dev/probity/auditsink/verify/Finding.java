// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

/**
 * One thing that is wrong, as narrow as it can be proven.
 *
 * @param code what kind of fault
 * @param firstIdx first entry it can concern, -1 when it concerns none in particular
 * @param lastIdx last entry it can concern, -1 likewise
 * @param where the thing looked at, in words
 * @param expected what should be there
 * @param found what is there
 */
public record Finding(
    FindingCode code, long firstIdx, long lastIdx, String where, String expected, String found) {

  static Finding at(FindingCode code, long idx, String where, Object expected, Object found) {
    return new Finding(code, idx, idx, where, expected.toString(), found.toString());
  }

  static Finding between(
      FindingCode code, long first, long last, String where, Object expected, Object found) {
    return new Finding(code, first, last, where, expected.toString(), found.toString());
  }

  static Finding general(FindingCode code, String where, Object expected, Object found) {
    return new Finding(code, -1, -1, where, expected.toString(), found.toString());
  }

  /** One line for people. */
  @Override
  public String toString() {
    String place =
        firstIdx < 0 ? "" : firstIdx == lastIdx ? " idx " + firstIdx : range(firstIdx, lastIdx);
    return code + place + ": " + where + ": expected " + expected + ", found " + found;
  }

  private static String range(long first, long last) {
    return " idx " + first + " to " + last;
  }
}
