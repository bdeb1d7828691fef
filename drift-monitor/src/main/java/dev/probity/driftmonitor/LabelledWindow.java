// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.ScoreHistogram;
import dev.probity.model.monitor.SegmentFold;
import org.jspecify.annotations.Nullable;

/** A closed window to which outcomes still come. */
final class LabelledWindow {
  private final long index;
  private final WindowRows rows;
  private final WindowLabels labels;
  private final ScoreHistogram scores;
  private final SegmentFold segments;

  private LabelledWindow(
      long index, WindowRows rows, WindowLabels labels, MonitoringReference reference) {
    this.index = index;
    this.rows = rows;
    this.labels = labels;
    this.scores = new ScoreHistogram(reference.scoreBins());
    this.segments = new SegmentFold(reference);
  }

  /** A window rebuilt from its rows and labels. */
  static LabelledWindow of(
      long index, MonitoringReference reference, WindowRows rows, WindowLabels labels) {
    LabelledWindow window = new LabelledWindow(index, rows, labels, reference);
    for (int row = 0; row < rows.size(); row++) {
      window.scores.add(rows.probability(row), rows.positive(row));
      window.segments.add(rows.probability(row), rows.positive(row), rows.groups(row));
      if (labels.at(row) != WindowLabels.UNKNOWN) {
        window.count(row, labels.at(row) == WindowLabels.POSITIVE);
      }
    }
    return window;
  }

  private void count(int row, boolean label) {
    scores.label(rows.probability(row), rows.positive(row), label);
    segments.label(rows.probability(row), rows.positive(row), label, rows.groups(row));
  }

  /** The window as stored, or null when it is kept no longer. */
  static @Nullable LabelledWindow load(
      long index, MonitoringReference reference, MonitorStore store) {
    byte[] rows = store.rows(index);
    if (rows == null) {
      return null;
    }
    WindowRows parsed = WindowRows.parse(rows);
    byte[] labels = store.labels(index);
    return of(
        index,
        reference,
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

  /** The rows by group and intersection. */
  SegmentFold segments() {
    return segments;
  }

  /** Whether the truth of every row is known. */
  boolean complete() {
    return scores.totalLabelled() == scores.total();
  }

  /** Takes the truth of a row; whether it is the first one. */
  boolean label(int row, boolean label) {
    byte known = labels.at(row);
    if (known == WindowLabels.UNKNOWN) {
      count(row, label);
    } else if ((known == WindowLabels.POSITIVE) != label) {
      scores.relabel(rows.probability(row), rows.positive(row), label);
      segments.relabel(rows.probability(row), rows.positive(row), label, rows.groups(row));
    }
    labels.set(row, label);
    return known == WindowLabels.UNKNOWN;
  }
}
