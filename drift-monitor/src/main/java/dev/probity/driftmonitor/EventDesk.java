// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.SourcePosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Event time over all releases, so that the windows of one that falls silent still end, and the
 * releases whose windows it moves.
 */
final class EventDesk {
  private static final int FORM = 1;

  private final EventTimeSettings settings;
  private final CaseStore store;
  private final EventClock clock;
  private final TreeSet<String> releases = new TreeSet<>();
  private int ticked = Integer.MIN_VALUE;

  EventDesk(EventTimeSettings settings, CaseStore store) {
    this.settings = settings;
    this.store = store;
    this.clock = new EventClock(settings.idle());
    byte[] kept = settings.on() ? store.clock() : null;
    if (kept != null) {
      StateInput in = new StateInput(kept);
      in.form("the clock of event time", FORM);
      clock.read(in);
      for (int left = in.count(); left > 0; left--) {
        releases.add(in.text());
      }
      if (in.hasMore()) {
        clock.told().read(in);
      }
    }
  }

  /** An observation moves event time. */
  void see(Observation observation) {
    if (settings.on()) {
      clock.see(observation.source().partition(), observation.time());
      releases.add(observation.modelDigest());
      save();
    }
  }

  /** A record that says more about an observation was read. */
  void read(@Nullable SourcePosition position) {
    if (settings.on() && position != null) {
      clock.read(position);
      save();
    }
  }

  private void save() {
    StateOutput out = new StateOutput();
    out.code(FORM);
    clock.write(out);
    out.count(releases.size());
    releases.forEach(out::text);
    clock.told().write(out);
    store.saveClock(out.toBytes());
  }

  /** How far event time has come. */
  Instant now() {
    return clock.now();
  }

  /** What the windows of all releases say, when event time passed a full hour. */
  List<Emission> tick(Function<String, @Nullable ModelMonitor> monitors) {
    if (!settings.on()) {
      return List.of();
    }
    int hour = EventWindow.hour(clock.now().minus(settings.grace()));
    if (hour == ticked) {
      return List.of();
    }
    ticked = hour;
    List<Emission> out = new ArrayList<>();
    for (String digest : List.copyOf(releases)) {
      ModelMonitor monitor = monitors.apply(digest);
      if (monitor != null) {
        out.addAll(monitor.tick(clock));
        if (monitor.isOver()) {
          releases.remove(digest);
          save();
        }
      }
    }
    return out;
  }
}
