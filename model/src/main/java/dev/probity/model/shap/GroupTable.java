// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

/**
 * The table of one group: per index the sum of its leaves' contributions, one number per column the
 * group touches. Indexes that no row can have get rows too.
 */
final class GroupTable {
  private final Group group;
  private final LeafFormula formula;
  private final IndexPlan plan;
  private final int[] columns;
  private final double[] work;

  GroupTable(Group group, LeafFormula formula, IndexPlan plan) {
    this.group = group;
    this.formula = formula;
    this.plan = plan;
    this.columns = group.columns(formula);
    this.work = new double[formula.room(group.tests())];
  }

  int[] columns() {
    return columns;
  }

  /** Writes the table row by row, by index, from {@code start} on. */
  void fill(double[] into, int start) {
    int indexes = 1 << group.tests();
    int[] outcomes = new int[indexes];
    for (int index = 0; index < indexes; index++) {
      outcomes[index] = plan.outcomes(index);
    }
    for (int leaf = 0; leaf < group.leaves(); leaf++) {
      add(leaf, outcomes, into, start);
    }
  }

  private void add(int number, int[] outcomes, double[] into, int start) {
    Leaf leaf = group.leaf(number);
    int size = leaf.size();
    int[] need = new int[size];
    int[] want = new int[size];
    group.needs(number, need, want);
    int width = formula.lanes(leaf);
    int[] lanes = new int[width];
    for (int lane = 0; lane < width; lane++) {
      lanes[lane] = Group.place(columns, columns.length, formula.column(leaf, lane));
    }
    double[] known = new double[width << size];
    boolean[] isKnown = new boolean[1 << size];
    for (int index = 0; index < outcomes.length; index++) {
      int bits = bits(outcomes[index], need, want);
      if (!isKnown[bits]) {
        formula.evaluate(leaf, bits, work);
        System.arraycopy(work, 0, known, bits * width, width);
        isKnown[bits] = true;
      }
      int row = start + index * columns.length;
      for (int lane = 0; lane < width; lane++) {
        into[row + lanes[lane]] += known[bits * width + lane];
      }
    }
  }

  private static int bits(int outcomes, int[] need, int[] want) {
    int bits = 0;
    for (int i = 0; i < need.length; i++) {
      bits |= ((outcomes & need[i]) == want[i] ? 1 : 0) << i;
    }
    return bits;
  }
}
