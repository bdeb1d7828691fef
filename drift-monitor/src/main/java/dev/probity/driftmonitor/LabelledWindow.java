// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.ScoreBins;
import dev.probity.model.monitor.ScoreHistogram;
import org.jspecify.annotations.Nullable;

/** A closed window to which outcomes still come. */
final class LabelledWindow {
  private final long index;
  private final WindowRows rows;
  private final WindowLabels labels;
  private final ScoreHistogram scores;

  private LabelledWindow(long index, WindowRows rows, WindowLabels labels, ScoreHistogram scores) {
    this.index = index;
    this.rows = rows;
    this.labels = labels;
    this.scores = scores;
  }

  /** A window rebuilt from its rows and labels. */
  static LabelledWindow of(long index, ScoreBins bins, WindowRows rows, WindowLabels labels) {
    ScoreHistogram scores = new ScoreHistogram(bins);
    for (int row = 0; row < rows.size(); row++) {
      scores.add(rows.probability(row), rows.positive(row));
      if (labels.at(row) != WindowLabels.UNKNOWN) {
        scores.label(
            rows.probability(row), rows.positive(row), labels.at(row) == WindowLabels.POSITIVE);
      }
    }
    return new LabelledWindow(index, rows, labels, scores);
  }

  /** The window as stored, or null when it is kept no longer. */
  static @Nullable LabelledWindow load(long index, ScoreBins bins, MonitorStore store) {
    byte[] rows = store.rows(index);
    if (rows == null) {
      return null;
    }
    WindowRows parsed = WindowRows.parse(rows);
    byte[] labels = store.labels(index);
    return of(
        index,
        bins,
        parsed,
        labels == null ? new WindowLabels(parsed.size()) : WindowLabels.parse(labels));
  }

  long index() {
    return index;
  }

  WindowRows rows() {
    return rows;
  }

  WindowLabels labels() {
    return labels;
  }

  ScoreHistogram scores() {
    return scores;
  }

  /** Whether the truth of every row is known. */
  boolean complete() {
    return scores.totalLabelled() == scores.total();
  }

  /** Takes the truth of a row; whether it is the first one. */
  boolean label(int row, boolean label) {
    byte known = labels.at(row);
    if (known == WindowLabels.UNKNOWN) {
      scores.label(rows.probability(row), rows.positive(row), label);
    } else if ((known == WindowLabels.POSITIVE) != label) {
      scores.relabel(rows.probability(row), rows.positive(row), label);
    }
    labels.set(row, label);
    return known == WindowLabels.UNKNOWN;
  }
}
