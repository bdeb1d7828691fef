// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Truths by the hour they were observed in, until event time has passed that hour by the grace. So
 * a window holds exactly the truths observed before its end, in whatever order they arrived.
 */
final class LabelQueue {
  private static final int BLOCK = 32;

  private final MonitorStore store;
  private final TreeMap<Integer, Integer> sizes = new TreeMap<>();

  LabelQueue(MonitorStore store) {
    this.store = store;
  }

  private static String name(int hour, int block) {
    return "labels/" + hour + "/" + block;
  }

  void add(int hour, PendingLabel label) {
    int size = sizes.merge(hour, 1, Integer::sum) - 1;
    String name = name(hour, size / BLOCK);
    StateOutput out = new StateOutput();
    byte[] before = size % BLOCK == 0 ? null : store.event(name);
    if (before != null) {
      out.append(before);
    }
    label.write(out);
    store.saveEvent(name, out.toBytes());
  }

  /** Hands out and forgets the truths observed before an hour, in the order of their hours. */
  void takeBefore(int hour, Consumer<PendingLabel> take) {
    while (!sizes.isEmpty() && sizes.firstKey() < hour) {
      Map.Entry<Integer, Integer> first = sizes.pollFirstEntry();
      for (int at = 0; at < first.getValue(); at += BLOCK) {
        String name = name(first.getKey(), at / BLOCK);
        byte[] stored = store.event(name);
        if (stored == null) {
          throw new IllegalStateException("the store lost truths of an hour");
        }
        StateInput in = new StateInput(stored);
        for (int i = at; i < Math.min(at + BLOCK, first.getValue()); i++) {
          take.accept(PendingLabel.read(in));
        }
        store.dropEvent(name);
      }
    }
  }

  void write(StateOutput out) {
    out.count(sizes.size());
    sizes.forEach((hour, size) -> out.count(hour).count(size));
  }

  void read(StateInput in) {
    for (int left = in.count(); left > 0; left--) {
      sizes.put(in.count(), in.count());
    }
  }
}
