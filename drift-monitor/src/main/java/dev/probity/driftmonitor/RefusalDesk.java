// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.Bet;
import dev.probity.model.monitor.LossReference;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether more candidates are refused than the profile bears, as one process over all candidates: a
 * refused one counts 1, one that was decided 0, once, however many releases decided on it. A
 * candidate that is refused is no release's; it is told under the first one that decided, until
 * that is used no longer. Before anything was decided there is nothing to tell under.
 */
final class RefusalDesk {
  private static final int FORM = 1;

  /** The alarm is written in full at the latest after so many candidates. */
  private static final int MOST = 50;

  private final MonitorSettings settings;
  private final Releases releases;
  private final CaseStore store;
  private final Map<Integer, Long> decided = new TreeMap<>();
  private String holder = "";
  private @Nullable SeriesAlarm alarm;

  /** What moved the alarm since it was written in full, the last one in the lowest bit. */
  private long bits;

  private int moved;

  RefusalDesk(MonitorSettings settings, Releases releases, CaseStore store) {
    this.settings = settings;
    this.releases = releases;
    this.store = store;
    byte[] kept = store.refusals();
    if (kept != null) {
      read(new StateInput(kept));
    }
  }

  private void read(StateInput in) {
    in.form("the state of refused candidates", FORM);
    holder = in.text();
    bits = in.whole();
    moved = in.count();
    for (int left = in.count(); left > 0; left--) {
      decided.put(in.count(), in.whole());
    }
    byte[] full = store.refusalAlarm();
    if (holder.isEmpty()) {
      return;
    }
    SeriesAlarm restored = alarm(holder);
    alarm = restored;
    if (restored != null) {
      if (full != null && full.length > 0) {
        restored.read(new StateInput(full));
      }
      for (int back = moved - 1; back >= 0; back--) {
        // Nothing was told since the alarm was written, so the time of a move matters no more.
        restored.add((bits >> back) & 1, Instant.EPOCH, new ArrayList<>());
      }
    }
  }

  private @Nullable SeriesAlarm alarm(String digest) {
    MonitoredRelease release = releases.find(digest);
    if (release == null) {
      return null;
    }
    Signals names = new Signals(release);
    AlarmSignals signals = new AlarmSignals(names);
    double tolerance = settings.tolerances().rejectRate();
    return new SeriesAlarm(
        signals.series(
            (of, type) ->
                of.series(
                    SignalFamily.DQ, "reject_rate", "", Signals.ALL, SignalKind.OBSERVED, type)),
        Severity.WARNING,
        Bet.onLoss(LossReference.ofCount(0, release.reference().n()), tolerance),
        settings.chunkRows(),
        signals);
  }

  /** A candidate was decided; releases that decide on it again say nothing new. */
  void decided(Observation observation, List<Emission> out) {
    int partition = observation.source().partition();
    long offset = observation.source().offset();
    if (offset <= decided.getOrDefault(partition, -1L)) {
      return;
    }
    decided.put(partition, offset);
    if (holder.isEmpty()) {
      holder = observation.modelDigest();
      alarm = alarm(holder);
      store.saveRefusalAlarm(new byte[0]);
    }
    move(0, observation.time(), out);
  }

  /** A candidate was refused. */
  void refused(Refused refused, List<Emission> out) {
    if (!holder.isEmpty()) {
      move(1, refused.time(), out);
    }
  }

  private void move(int x, Instant at, List<Emission> out) {
    SeriesAlarm moving = alarm;
    if (moving == null) {
      return;
    }
    boolean told = moving.add(x, at, out);
    bits = bits << 1 | x;
    moved++;
    if (told || moved == MOST) {
      saveAlarm(moving);
    }
    save();
  }

  private void saveAlarm(SeriesAlarm full) {
    StateOutput out = new StateOutput();
    full.write(out);
    store.saveRefusalAlarm(out.toBytes());
    bits = 0;
    moved = 0;
  }

  /** A release is used no longer: what is told under it ends, and the next one begins anew. */
  void retire(String digest, Instant at, List<Emission> out) {
    SeriesAlarm retired = alarm;
    if (holder.equals(digest) && retired != null) {
      retired.retire(at, out);
      holder = "";
      alarm = null;
      bits = 0;
      moved = 0;
      store.saveRefusalAlarm(new byte[0]);
      save();
    }
  }

  private void save() {
    StateOutput out = new StateOutput();
    out.code(FORM).text(holder).whole(bits).count(moved).count(decided.size());
    decided.forEach((partition, offset) -> out.count(partition).whole(offset));
    store.saveRefusals(out.toBytes());
  }
}
