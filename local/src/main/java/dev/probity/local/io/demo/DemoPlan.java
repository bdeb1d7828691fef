// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Which row comes when: rows are drawn without replacement over the whole run, every hundredth
 * record is a bad one, and a used-up pool starts again. The same seed gives the same plan.
 */
final class DemoPlan {
  /** The pool of rows that break the profile. */
  static final String BAD = "bad";

  /** Every how many records a bad one comes. */
  static final int BAD_EVERY = 100;

  private final List<Phase> phases;
  private final Map<String, Pool> pools = new LinkedHashMap<>();
  private final SplittableRandom random;

  /**
   * A plan that has not drawn anything yet.
   *
   * @param sizes the number of rows by pool
   */
  DemoPlan(List<Phase> phases, Map<String, Integer> sizes, long seed) {
    this.phases = List.copyOf(phases);
    this.random = new SplittableRandom(seed);
    new TreeMap<>(sizes)
        .forEach((name, size) -> pools.put(name, new Pool(name, size, random.split())));
  }

  /** The draws of a phase; phases are drawn in their order, each once. */
  List<Draw> draw(int phase) {
    Phase wanted = phases.get(phase);
    List<Draw> draws = new ArrayList<>(wanted.records());
    for (int i = 1; i <= wanted.records(); i++) {
      boolean bad = i % BAD_EVERY == 0;
      Pool pool = bad ? pool(BAD) : any(wanted.pools());
      draws.add(new Draw(phase, bad, pool.name, pool.next(), pool.round));
    }
    return draws;
  }

  /** One of the pools, each as likely as it has rows left. */
  private Pool any(List<String> names) {
    int left = 0;
    for (String name : names) {
      left += pool(name).left();
    }
    if (left == 0) {
      names.forEach(name -> pool(name).refill());
      return any(names);
    }
    int pick = random.nextInt(left);
    for (String name : names) {
      pick -= pool(name).left();
      if (pick < 0) {
        return pool(name);
      }
    }
    throw new IllegalStateException("no pool of " + names + " has a row left");
  }

  private Pool pool(String name) {
    Pool pool = pools.get(name);
    if (pool == null) {
      throw new IllegalArgumentException("no pool " + name + " among " + pools.keySet());
    }
    return pool;
  }

  /** Row numbers in a seeded order. */
  private static final class Pool {
    private final String name;
    private final int[] order;
    private final SplittableRandom random;
    private int used;
    private int round;

    Pool(String name, int size, SplittableRandom random) {
      if (size < 1) {
        throw new IllegalArgumentException("pool " + name + " is empty");
      }
      this.name = name;
      this.random = random;
      this.order = new int[size];
      for (int i = 0; i < size; i++) {
        order[i] = i;
      }
      shuffle();
    }

    int left() {
      return order.length - used;
    }

    int next() {
      if (left() == 0) {
        refill();
      }
      return order[used++];
    }

    void refill() {
      used = 0;
      round++;
      shuffle();
    }

    private void shuffle() {
      for (int i = order.length - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
      }
    }
  }
}
