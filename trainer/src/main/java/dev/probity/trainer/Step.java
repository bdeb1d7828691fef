// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

/** The steps of a training, in their order; a listener is told when each is done. */
public enum Step {
  /** Candidates and outcomes are read from their topics and joined. */
  REPLAY("replay", "records"),
  /** The rows pass their checks. */
  CHECK("check", "checks"),
  /** Rows become tables, and vectors by the encoder that serves. */
  TRANSFORM("transform", "rows"),
  /** The tables are in the repository, under the commit training reads. */
  COMMIT("commit", "bytes"),
  /** Rows become vectors. */
  ENCODE("encode", "rows"),
  /** Trees are grown until the validation rows see no gain. */
  FIT("fit", "trees"),
  /** The trees that count are grown on fit and validation rows. */
  REFIT("refit", "trees"),
  /** The calibrator is chosen and fitted. */
  CALIBRATE("calibrate", "rows"),
  /** Figures are taken from rows nothing was fitted on. */
  EVALUATE("evaluate", "rows"),
  /** The monitoring reference is frozen. */
  REFERENCE("reference", "rows"),
  /** Self-test, card and manifest are written and signed. */
  BUNDLE("bundle", "bytes"),
  /** The bundle is in the model store. */
  STORE("store", "files"),
  /** The run is written down for MLflow's users. */
  RECORD("record", "files"),
  /** The release stands on the models topic. */
  ANNOUNCE("announce", "records");

  private final String label;
  private final String unit;

  Step(String label, String unit) {
    this.label = label;
    this.unit = unit;
  }

  /** The word for it. */
  public String label() {
    return label;
  }

  /** What is counted. */
  public String unit() {
    return unit;
  }
}
