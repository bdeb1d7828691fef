// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

/** What the monitor met and left out, or found odd; every one is counted, none is silent. */
public enum Note {
  /** A prediction at or below the highest source position folded: a re-delivery. */
  REDELIVERED("redelivered"),
  /** A prediction whose candidate's protected attributes are not known here. */
  GROUPS_UNKNOWN("groups-unknown"),
  /** A candidate of purpose history, or one who withdrew. */
  CANDIDATE_SKIPPED("candidate-skipped"),
  /** A candidate record that is not readable; scorer and ledger have it. */
  CANDIDATE_UNREADABLE("candidate-unreadable"),
  /** An outcome of a past case. */
  OUTCOME_SKIPPED("outcome-skipped"),
  /** An outcome that was known already. */
  OUTCOME_REPEATED("outcome-repeated"),
  /** An outcome observed before the one that is known. */
  OUTCOME_STALE("outcome-stale"),
  /** An outcome whose prediction never came, or is kept no longer. */
  OUTCOME_UNMATCHED("outcome-unmatched"),
  /** A prediction under a profile that another monitor watches. */
  OTHER_PROFILE("other-profile"),
  /** An outcome without the quantity that the profile predicts. */
  OUTCOME_OTHER("outcome-other"),
  /** A review of a prediction that never came, or is kept no longer. */
  REVIEW_UNMATCHED("review-unmatched"),
  /** What a person did about an alert that is not open, or never was. */
  ALERT_NOT_OPEN("alert-not-open"),
  /** An explanation at or below the highest source position folded: a re-delivery. */
  EXPLANATION_REPEATED("explanation-repeated"),
  /** An explanation under a release that is not known, or whose reference tells of none. */
  EXPLANATION_UNCOMPARED("explanation-uncompared"),
  /** An explanation that is in no group's rows: its candidate's groups are not known here. */
  EXPLANATION_GROUPS_UNKNOWN("explanation-groups-unknown"),
  /** A dead letter of something that is no candidate. */
  REJECT_OTHER("reject-other"),
  /** A candidate that was refused before: a re-delivery. */
  REJECT_REPEATED("reject-repeated"),
  /** A record that came after a window of its time was final; it amends the window. */
  LATE("late"),
  /** A record whose event lies too far from its own time, which is taken instead. */
  CLOCK_SKEW("clock-skew"),
  /** A record of an hour that is kept no longer; windows by count hold it. */
  BEYOND_RETENTION("beyond-retention"),
  /** A prediction or outcome that was rejected. */
  REJECTED("rejected");

  private final String code;

  Note(String code) {
    this.code = code;
  }

  /** The label value of the counter. */
  public String code() {
    return code;
  }

  /** Whether the record was left out; else it was folded, and is only remarkable. */
  public boolean leftOut() {
    return this != LATE && this != CLOCK_SKEW;
  }
}
