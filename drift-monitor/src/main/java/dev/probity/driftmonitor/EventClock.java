// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.SourcePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far event time has come: the least of what the partitions have reached, so that one that lags
 * is waited for. A partition that sent nothing while the others moved on by the idle timeout is
 * waited for no longer, until it sends again. The time never goes back. Beside it, how far the
 * topics that say more about the events were read: what stands behind came later.
 */
final class EventClock {
  private final Duration timeout;
  private final Map<Integer, Reached> partitions = new TreeMap<>();
  private final Offsets told = new Offsets();
  private Instant now = Instant.MIN;

  /**
   * Where a partition stands.
   *
   * @param latest the latest event it sent
   * @param others the latest event of any partition when it last sent
   */
  private record Reached(Instant latest, Instant others) {}

  EventClock(Duration timeout) {
    this.timeout = timeout;
  }

  private Instant farthest() {
    Instant farthest = Instant.MIN;
    for (Reached reached : partitions.values()) {
      farthest = later(farthest, reached.latest());
    }
    return farthest;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** A partition sent an event. */
  void see(int partition, Instant at) {
    Instant farthest = later(farthest(), at);
    Reached before = partitions.get(partition);
    Instant latest = before == null ? at : later(before.latest(), at);
    partitions.put(partition, new Reached(latest, farthest));
    Instant least = Instant.MAX;
    for (Reached reached : partitions.values()) {
      if (!isIdle(reached, farthest) && reached.latest().isBefore(least)) {
        least = reached.latest();
      }
    }
    now = later(now, least);
  }

  /** A record that says more about an event was read: an outcome, an explanation. */
  void read(SourcePosition position) {
    told.add(position);
  }

  /** How far such records were read, by topic and partition. */
  Offsets told() {
    return told;
  }

  private boolean isIdle(Reached reached, Instant farthest) {
    return reached.others().plus(timeout).isBefore(farthest);
  }

  /** Whether event time has begun. */
  boolean begun() {
    return !partitions.isEmpty();
  }

  /** The time all partitions that are waited for have reached. */
  Instant now() {
    return now;
  }

  /** Whether a partition is waited for no longer. */
  boolean anyIdle() {
    Instant farthest = farthest();
    return partitions.values().stream().anyMatch(reached -> isIdle(reached, farthest));
  }

  void write(StateOutput out) {
    out.time(begun() ? now : Instant.EPOCH).count(partitions.size());
    partitions.forEach(
        (partition, reached) -> out.count(partition).time(reached.latest()).time(reached.others()));
  }

  void read(StateInput in) {
    now = in.time();
    for (int left = in.count(); left > 0; left--) {
      partitions.put(in.count(), new Reached(in.time(), in.time()));
    }
  }
}
