// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

/** What became of a record on the outcomes topic; every record has exactly one fate. */
public enum OutcomeFate {
  /** The label of a row. */
  USED("used"),
  /** A later observation of the same candidate took its place. */
  REPLACED("replaced"),
  /** Nobody this data set has a row for. */
  NO_CANDIDATE("no-candidate"),
  /** Does not observe what the profile's target is derived from. */
  NO_LABEL("no-label"),
  /** The person was erased. */
  ERASED("erased"),
  /** No outcome record at all. */
  MALFORMED("malformed");

  private final String code;

  OutcomeFate(String code) {
    this.code = code;
  }

  /** The word for reports and labels. */
  public String code() {
    return code;
  }
}
