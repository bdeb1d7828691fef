// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the outcomes of a group's tests become a table index. Tests that hold on a run of bins from 0
 * on come first, then those on any run, most significant bit first; the remaining ones are looked
 * up and take the bits above. A test whose complement is the run keeps its outcome inverted in the
 * index, and the table is laid out accordingly.
 */
final class IndexPlan {
  private final Group group;
  private final BinSet[] sets;
  private final BinSet.@Nullable Run[] runs;
  private final List<Integer> below = new ArrayList<>();
  private final List<Integer> between = new ArrayList<>();
  private final List<Integer> looked = new ArrayList<>();
  private final int[] places;

  /**
   * A plan.
   *
   * @param group the group
   * @param sets per test the bins with which it holds
   */
  IndexPlan(Group group, BinSet[] sets) {
    this.group = group;
    this.sets = sets;
    this.runs = new BinSet.Run[sets.length];
    this.places = new int[sets.length];
    for (int test = 0; test < sets.length; test++) {
      runs[test] = sets[test].run();
    }
    for (int test = 0; test < sets.length; test++) {
      BinSet.Run run = runs[test];
      if (run == null || isLookedUp(group.feature(test))) {
        looked.add(test);
      } else {
        (run.low() == 0 ? below : between).add(test);
      }
    }
    int place = 0;
    for (int test : between.reversed()) {
      places[test] = place++;
    }
    for (int test : below.reversed()) {
      places[test] = place++;
    }
    for (int test : looked) {
      places[test] = place++;
    }
  }

  /** One test without a run takes all tests of its feature with it: they share a look-up. */
  private boolean isLookedUp(int feature) {
    for (int test = 0; test < runs.length; test++) {
      if (group.feature(test) == feature && runs[test] == null) {
        return true;
      }
    }
    return false;
  }

  /** Tests compared with an upper bound only, in index order. */
  List<Integer> below() {
    return below;
  }

  /** Tests compared with two bounds, in index order. */
  List<Integer> between() {
    return between;
  }

  /** Features looked up. */
  List<Integer> lookedUp() {
    return looked.stream().map(group::feature).distinct().toList();
  }

  /** Lower bound of a compared test. */
  int low(int test) {
    return run(test).low();
  }

  /** Bin behind the last of a compared test's run. */
  int high(int test) {
    return run(test).high();
  }

  private BinSet.Run run(int test) {
    return java.util.Objects.requireNonNull(runs[test]);
  }

  /** Per bin of a looked-up feature the index bits that its tests set. */
  char[] lookup(int feature) {
    int bins = 0;
    for (int test : looked) {
      bins = group.feature(test) == feature ? sets[test].size() : bins;
    }
    char[] bits = new char[bins];
    for (int test : looked) {
      if (group.feature(test) == feature) {
        for (int bin = 0; bin < bins; bin++) {
          bits[bin] |= (char) (sets[test].contains(bin) ? 1 << places[test] : 0);
        }
      }
    }
    return bits;
  }

  /** The outcomes, one bit per test of the group, that an index stands for. */
  int outcomes(int index) {
    int outcomes = 0;
    for (int test = 0; test < places.length; test++) {
      BinSet.Run run = runs[test];
      boolean turned = run != null && run.inverted() && !looked.contains(test);
      outcomes |= ((index >>> places[test] & 1) ^ (turned ? 1 : 0)) << test;
    }
    return outcomes;
  }
}
