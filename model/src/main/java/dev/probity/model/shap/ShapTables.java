// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Binning;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Explanations by table: every bottom group ({@link Group}) of every tree has a table with one row
 * per outcome of its tests, holding the sum of its leaves' contributions to the few columns the
 * group touches. Explaining a row is then, group by group, an index of at most 16 bits and a short
 * addition ({@link TableKernel}); no recursion, no branch, no division.
 *
 * <p>A perfect tree of depth 4 over distinct features has 4 groups of 2 path tests and 3 splits: 4
 * tables of 2⁵ rows and 5 columns, 5,120 bytes.
 *
 * <p>Tests that hold on a run of bins are compared, for a whole block of rows in loops that the
 * compiler turns into vector instructions; a missing value is the last bin and needs nothing of its
 * own. Other tests, such as most category sets, are looked up: one table per group and feature with
 * all bits of the feature, shared where equal.
 *
 * <p>Bits: per row the order of additions is tree, group; they do not depend on the block or on how
 * an index was found. Immutable, shared between threads.
 */
final class ShapTables {
  private static final int MAX_TESTS = 16;

  /** Comparisons of group g: tests[g] … tests[g + 1) − 1, the first below[g] with one bound. */
  final int[] tests;

  final int[] below;
  final int[] features;
  final int[] lows;
  final int[] highs;

  /** Look-ups of group g: lookups[g] … lookups[g + 1) − 1. */
  final int[] lookups;

  final int[] lookupFeatures;
  final char[][] lookupTables;

  /** Columns of group g: lanes[g] … lanes[g + 1) − 1, and its table from starts[g] on. */
  final int[] lanes;

  final int[] laneColumns;
  final int[] starts;
  final double[] table;

  /** Builds the tables of some trees. */
  ShapTables(List<PathTree> trees, Binning binning, LeafFormula formula) {
    Builder builder = new Builder(binning, formula, entries(trees, formula));
    trees.forEach(builder::add);
    tests = builder.tests.toArray();
    below = builder.below.toArray();
    features = builder.features.toArray();
    lows = builder.lows.toArray();
    highs = builder.highs.toArray();
    lookups = builder.lookups.toArray();
    lookupFeatures = builder.lookupFeatures.toArray();
    lookupTables = builder.lookupTables.toArray(char[][]::new);
    lanes = builder.lanes.toArray();
    laneColumns = builder.laneColumns.toArray();
    starts = builder.starts.toArray();
    table = builder.table;
  }

  int groups() {
    return starts.length;
  }

  private static int entries(List<PathTree> trees, LeafFormula formula) {
    long entries = 0;
    for (PathTree tree : trees) {
      for (Group group : GroupCut.of(tree)) {
        entries += (long) group.columns(formula).length << group.tests();
      }
    }
    return Math.toIntExact(entries);
  }

  /**
   * Bytes that a tree's tables take, look-ups of category sets counted as if none were shared;
   * {@link Long#MAX_VALUE} if a group has more than 16 tests.
   */
  static long bytes(PathTree tree, Binning binning, LeafFormula formula) {
    long bytes = 0;
    for (Group group : GroupCut.of(tree)) {
      if (group.tests() > MAX_TESTS) {
        return Long.MAX_VALUE;
      }
      bytes += ((long) Double.BYTES * group.columns(formula).length) << group.tests();
      for (int test = 0; test < group.tests(); test++) {
        int feature = group.feature(test);
        bytes +=
            binning.isCategorical(feature) ? (long) Character.BYTES * binning.bins(feature) : 0;
      }
    }
    return bytes;
  }

  private static final class Builder {
    private final Binning binning;
    private final LeafFormula formula;
    private final Ints tests = new Ints();
    private final Ints below = new Ints();
    private final Ints features = new Ints();
    private final Ints lows = new Ints();
    private final Ints highs = new Ints();
    private final Ints lookups = new Ints();
    private final Ints lookupFeatures = new Ints();
    private final List<char[]> lookupTables = new ArrayList<>();
    private final Map<CharBuffer, char[]> shared = new HashMap<>();
    private final Ints lanes = new Ints();
    private final Ints laneColumns = new Ints();
    private final Ints starts = new Ints();
    private final double[] table;
    private int next;

    Builder(Binning binning, LeafFormula formula, int entries) {
      this.binning = binning;
      this.formula = formula;
      this.table = new double[entries];
      tests.add(0);
      lookups.add(0);
      lanes.add(0);
    }

    void add(PathTree tree) {
      PathSets sets = new PathSets(tree, binning);
      for (Group group : GroupCut.of(tree)) {
        add(group, new IndexPlan(group, sets.of(group)));
      }
    }

    private void add(Group group, IndexPlan plan) {
      plan.below().forEach(test -> compare(group, plan, test));
      plan.between().forEach(test -> compare(group, plan, test));
      below.add(plan.below().size());
      tests.add(features.size());
      for (int feature : plan.lookedUp()) {
        char[] bits = plan.lookup(feature);
        lookupFeatures.add(feature);
        lookupTables.add(shared.computeIfAbsent(CharBuffer.wrap(bits), unseen -> bits));
      }
      lookups.add(lookupFeatures.size());
      GroupTable filled = new GroupTable(group, formula, plan);
      for (int column : filled.columns()) {
        laneColumns.add(column);
      }
      lanes.add(laneColumns.size());
      starts.add(next);
      filled.fill(table, next);
      next += filled.columns().length << group.tests();
    }

    private void compare(Group group, IndexPlan plan, int test) {
      features.add(group.feature(test));
      lows.add(plan.low(test));
      highs.add(plan.high(test));
    }
  }
}
