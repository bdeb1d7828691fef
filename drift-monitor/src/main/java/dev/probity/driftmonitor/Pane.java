// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.WindowFold;

/**
 * What one hour of event time holds, or several merged: never subtracted, so that nothing depends
 * on the order records came in.
 */
final class Pane {
  private final WindowFold fold;
  private final Offsets offsets = new Offsets();

  Pane(MonitoringReference reference) {
    this.fold = new WindowFold(reference);
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
