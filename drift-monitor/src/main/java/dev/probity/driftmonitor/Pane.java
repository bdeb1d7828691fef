// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.AttributionFold;
import dev.probity.model.monitor.AttributionReference;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.WindowFold;
import org.jspecify.annotations.Nullable;

/**
 * What one hour of event time holds, or several merged: never subtracted, so that nothing depends
 * on the order records came in.
 */
final class Pane {
  private final WindowFold fold;
  private final Offsets offsets = new Offsets();
  private final @Nullable AttributionFold explained;

  Pane(MonitoringReference reference) {
    AttributionReference attribution = reference.attribution();
    this.fold = new WindowFold(reference);
    this.explained = attribution == null ? null : new AttributionFold(attribution);
  }

  /** What moved the scores; null when the reference tells of no explanations. */
  @Nullable AttributionFold explained() {
    return explained;
  }

  /** Adds explanations that are stored apart, because each is stored as it comes. */
  void mergeExplained(byte[] bytes) {
    if (explained != null) {
      explained.merge(bytes);
    }
  }

  WindowFold fold() {
    return fold;
  }

  Offsets offsets() {
    return offsets;
  }

  void add(OpenRows.Row row) {
    row.addTo(fold);
    offsets.add(row.position());
  }

  byte[] toBytes() {
    StateOutput out = new StateOutput(16 << 10);
    offsets.write(out);
    out.raw(fold.toBytes());
    return out.toBytes();
  }

  /** Adds another pane; that one stays as it is. */
  void merge(Pane other) {
    fold.merge(other.fold);
    offsets.merge(other.offsets);
  }

  /** Adds a pane as {@link #toBytes} wrote it. */
  void merge(byte[] bytes) {
    StateInput in = new StateInput(bytes);
    offsets.read(in);
    fold.merge(in.raw());
  }
}
