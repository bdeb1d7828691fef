// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

/** What became of a record on the candidates topic; every record has exactly one fate. */
public enum CandidateFate {
  /** A row of the data set. */
  USED("used"),
  /** No outcome is known. */
  UNLABELLED("unlabelled"),
  /** A later record of the same candidate took its place. */
  REPLACED("replaced"),
  /** A decided candidate of whom nothing was known before the outcome was. */
  LATE("late"),
  /** The person was erased. */
  ERASED("erased"),
  /** The candidate withdrew, or this is the record that says so. */
  WITHDRAWN("withdrawn"),
  /** Of another profile. */
  OTHER_PROFILE("other-profile"),
  /** Breaks the profile's rules. */
  REFUSED("refused"),
  /** No candidate record at all. */
  MALFORMED("malformed");

  private final String code;

  CandidateFate(String code) {
    this.code = code;
  }

  /** The word for reports and labels. */
  public String code() {
    return code;
  }
}
