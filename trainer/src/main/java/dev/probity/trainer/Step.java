// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.util.List;

/** The steps of a training, in their order; a listener is told when each is done. */
public enum Step {
  /** Candidates and outcomes are read from their topics and joined. */
  REPLAY("replay", "records", Pipeline.DATA, "offsets, profile, erased", "rows"),
  /** The rows pass their checks. */
  CHECK("check", "checks", Pipeline.DATA, "rows, profile", "quality"),
  /** Rows become tables, and vectors by the encoder that serves. */
  TRANSFORM("transform", "rows", Pipeline.DATA, "rows, profile", "tables"),
  /** The tables are in the repository, under the commit training reads. */
  COMMIT("commit", "bytes", Pipeline.DATA, "tables, quality", "commit"),
  /** Rows fall into their parts and become vectors. */
  ENCODE("encode", "rows", Pipeline.TRAIN, "rows, profile", "encoder"),
  /** It is found out how trees are grown, and how many: by a search, or by early stopping. */
  FIT("fit", "trees", Pipeline.TRAIN, "rows, encoder, spec", "choice"),
  /** The trees that count are grown on fit and validation rows. */
  REFIT("refit", "trees", Pipeline.TRAIN, "rows, encoder, spec, choice", "trees"),
  /** The calibrator is chosen and fitted. */
  CALIBRATE("calibrate", "rows", Pipeline.TRAIN, "rows, trees", "calibration"),
  /** Figures are taken from rows nothing was fitted on. */
  EVALUATE("evaluate", "rows", Pipeline.TRAIN, "rows, spec, trees, calibration", "figures"),
  /** It is said what the trees look at, and whom they treat how. */
  EXPLAIN("explain", "rows", Pipeline.TRAIN, "rows, spec, trees, calibration, figures", "card"),
  /** The monitoring reference is frozen. */
  REFERENCE("reference", "rows", Pipeline.SERVE, "rows, spec, trees, calibration", "reference"),
  /** Self-test, card and manifest are written and signed. */
  BUNDLE("bundle", "bytes", Pipeline.SERVE, "trees, card, reference", "release"),
  /** The fairness report lies in the run's folder. */
  FAIRNESS("fairness", "bytes", Pipeline.SERVE, "card", "fairness"),
  /** The bundle is in the model store. */
  STORE("store", "files", Pipeline.SERVE, "release", "location"),
  /** The run is written down for MLflow's users. */
  RECORD("record", "files", Pipeline.SERVE, "release, choice", "run"),
  /** The release stands on the models topic. */
  ANNOUNCE("announce", "records", Pipeline.SERVE, "release, run", "registration");

  private final String label;
  private final String unit;
  private final Pipeline pipeline;
  private final String inputs;
  private final String output;

  Step(String label, String unit, Pipeline pipeline, String inputs, String output) {
    this.label = label;
    this.unit = unit;
    this.pipeline = pipeline;
    this.inputs = inputs;
    this.output = output;
  }

  /** The word for it. */
  public String label() {
    return label;
  }

  /** What is counted. */
  public String unit() {
    return unit;
  }

  /** The pipeline it belongs to. */
  public Pipeline pipeline() {
    return pipeline;
  }

  /** What it reads, by name. */
  public List<String> inputs() {
    return List.of(inputs.split(", ", -1));
  }

  /** What it puts out, by name. */
  public String output() {
    return output;
  }
}
