// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/** The six performance figures of a binary decision, each within [0, 1]. */
public enum PerformanceMetric {
  /** Chance that a positive is ranked above a negative, ties one half. */
  ROC_AUC("roc_auc"),
  /** Harmonic mean of precision and recall. */
  F1("f1"),
  /** Share of true ones among the decided positives. */
  PRECISION("precision"),
  /** Share of decided ones among the true positives. */
  RECALL("recall"),
  /** Share of decided negatives among the true negatives. */
  SPECIFICITY("specificity"),
  /** Share of right decisions. */
  ACCURACY("accuracy");

  private final String wireName;

  PerformanceMetric(String wireName) {
    this.wireName = wireName;
  }

  /** The name used on topics, in files and in the reference. */
  public String wireName() {
    return wireName;
  }
}
