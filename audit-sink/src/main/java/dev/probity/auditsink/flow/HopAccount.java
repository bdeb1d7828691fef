// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.flow;

import java.util.Map;
import java.util.TreeMap;

/**
 * One hop: positions that entered it and have no end yet. A position enters in the order of its
 * partition; its end may be seen first, and both may be seen again.
 */
final class HopAccount {
  private final Map<Integer, Lane> lanes = new TreeMap<>();

  private static final class Lane {
    private final PositionSet open = new PositionSet();
    private final PositionSet early = new PositionSet();
    private long next;
  }

  private Lane lane(int partition) {
    return lanes.computeIfAbsent(partition, p -> new Lane());
  }

  /** A record that must find an end. */
  void entered(int partition, long offset) {
    Lane lane = lane(partition);
    if (offset >= lane.next) {
      lane.next = offset + 1;
      if (!lane.early.remove(offset)) {
        lane.open.add(offset);
      }
    }
  }

  /** A record of the same partition that is in no term of the sum. */
  void passed(int partition, long offset) {
    Lane lane = lane(partition);
    lane.next = Math.max(lane.next, offset + 1);
    lane.early.remove(offset);
  }

  /** A successor of the record at this position, or its refusal. */
  void ended(int partition, long offset) {
    Lane lane = lane(partition);
    if (offset >= lane.next) {
      lane.early.add(offset);
    } else {
      lane.open.remove(offset);
    }
  }

  /** How far the partition had come when the account is taken up again. */
  void resume(int partition, long next) {
    lane(partition).next = next;
  }

  /** A record that had no end when the account is taken up again. */
  void resumeOpen(int partition, long offset) {
    lane(partition).open.add(offset);
  }

  /** First offset of the partition that has not been seen. */
  long next(int partition) {
    return lane(partition).next;
  }

  /** What stands open, split by how far whoever has to end it says to be, by partition. */
  Balance balance(Map<Integer, Long> done) {
    long unaccounted = 0;
    long open = 0;
    for (Map.Entry<Integer, Lane> each : lanes.entrySet()) {
      PositionSet positions = each.getValue().open;
      unaccounted += positions.below(done.getOrDefault(each.getKey(), 0L));
      open += positions.size();
    }
    return new Balance(unaccounted, open - unaccounted);
  }
}
