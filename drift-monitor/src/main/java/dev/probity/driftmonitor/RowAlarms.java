// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.ColumnReference;
import dev.probity.model.monitor.MonitoringReference;
import java.time.Instant;
import java.util.List;

/**
 * The alarms that move with whole rows: data quality, features and impact ratios. They are stored
 * when they told something and at the end of a window, with the number of the next row; a restart
 * moves them again by the open window's rows from that one on, in which nothing was told.
 */
final class RowAlarms {
  /** The form of what is stored. */
  private static final int STATE_VERSION = 1;

  private static final String COMMON = "common";

  private final QualityAlarms quality;
  private final FeatureAlarms features;
  private final ImpactAlarms impact;

  RowAlarms(MonitoredRelease release, MonitorSettings settings, AlarmSignals signals) {
    MonitoringReference reference = release.reference();
    List<ColumnReference> columns = reference.columns();
    int count = reference.spec().features().size();
    this.quality =
        new QualityAlarms(
            columns.subList(0, count), settings.tolerances(), settings.chunkRows(), signals);
    this.features =
        new FeatureAlarms(columns.subList(0, count + 1), settings.tolerances().feature(), signals);
    this.impact = new ImpactAlarms(reference, signals);
  }

  /** Takes a row; whether there was something to tell. */
  boolean add(OpenRows.Row row, long window, Instant at, List<Emission> out) {
    boolean told = quality.add(row, at, out);
    told |= features.add(row, window, at, out);
    return impact.add(row, window, at, out) || told;
  }

  /** The window is complete. */
  void close(long window, Instant at, List<Emission> out) {
    features.close(window, at, out);
    impact.close(window, at, out);
  }

  /** Ends what is open, because the release is used no longer. */
  void retire(Instant at, List<Emission> out) {
    quality.retire(at, out);
    features.retire(at, out);
    impact.retire(at, out);
  }

  /** Keeps everything as it stands before a row. */
  void save(MonitorStore store, long next) {
    StateOutput common = new StateOutput(8 << 10).code(STATE_VERSION).whole(next);
    quality.write(common);
    impact.write(common);
    store.saveRowAlarms(COMMON, common.toBytes());
    for (int i = 0; i < features.alarms().size(); i++) {
      StateOutput column = new StateOutput(4 << 10);
      features.alarms().get(i).write(column);
      store.saveRowAlarms(Integer.toString(i), column.toBytes());
    }
  }

  /** Takes up what was kept; the row it was kept before, 0 when nothing was. */
  long restore(MonitorStore store) {
    byte[] kept = store.rowAlarms(COMMON);
    if (kept == null) {
      return 0;
    }
    StateInput common = new StateInput(kept);
    common.form("the state of the row alarms", STATE_VERSION);
    long next = common.whole();
    quality.read(common);
    impact.read(common);
    for (int i = 0; i < features.alarms().size(); i++) {
      byte[] column = store.rowAlarms(Integer.toString(i));
      if (column == null) {
        throw new IllegalStateException("the alarm of column %d lost its state".formatted(i));
      }
      features.alarms().get(i).read(new StateInput(column));
    }
    return next;
  }
}
