// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import java.util.Arrays;

/** One tree's arrays as an XGBoost document holds them, and their way into a {@link Tree}. */
final class XgboostTree {
  static final int NO_PARENT = Integer.MAX_VALUE;

  private static final int LEAF = -1;

  private final int index;
  private final Caps caps;
  private final int[] left;
  private final int[] right;
  private final int[] parents;
  private final int[] features;
  private final float[] conditions;
  private final int[] missingLeft;
  private final int[] types;
  private final float[] covers;
  private final int[][] sets;

  private XgboostTree(int index, Caps caps, TreeArrays arrays) {
    this.index = index;
    this.caps = caps;
    this.left = arrays.ints("left_children");
    this.right = arrays.ints("right_children");
    this.parents = arrays.ints("parents");
    this.features = arrays.ints("split_indices");
    this.conditions = arrays.floats("split_conditions");
    this.missingLeft = arrays.ints("default_left");
    this.types = arrays.ints("split_type");
    this.covers = arrays.floats("sum_hessian");
    this.sets = new int[left.length][];
    fillSets(arrays);
  }

  /** The tree the arrays describe, re-numbered in pre-order without unreachable nodes. */
  static Tree build(int index, Caps caps, TreeArrays arrays) {
    return new XgboostTree(index, caps, arrays).build();
  }

  private void fillSets(TreeArrays arrays) {
    int[] categories = arrays.ints("categories");
    int[] nodes = arrays.ints("categories_nodes");
    int[] segments = arrays.ints("categories_segments");
    int[] sizes = arrays.ints("categories_sizes");
    if (nodes.length != segments.length || nodes.length != sizes.length) {
      throw invalid("category arrays differ in length");
    }
    for (int k = 0; k < nodes.length; k++) {
      long end = (long) segments[k] + sizes[k];
      if (segments[k] < 0 || sizes[k] < 1 || end > categories.length) {
        throw invalid("category segment " + k + " lies outside the categories or is empty");
      }
      if (nodes[k] < 0 || nodes[k] >= sets.length || sets[nodes[k]] != null) {
        throw invalid("category segment " + k + " names no node or one named before");
      }
      sets[nodes[k]] = Arrays.copyOfRange(categories, segments[k], (int) end);
    }
  }

  private Tree build() {
    int size = left.length;
    if (size == 0) {
      throw invalid("has no nodes");
    }
    if (parents[0] != NO_PARENT) {
      throw invalid("the root has a parent");
    }
    TreeBuilder builder = new TreeBuilder();
    int[] stack = new int[caps.depth() + 1];
    int[] depths = new int[caps.depth() + 1];
    boolean[] reached = new boolean[size];
    int open = 1;
    reached[0] = true;
    while (open > 0) {
      int node = stack[--open];
      int depth = depths[open];
      if (left[node] == LEAF && right[node] == LEAF) {
        builder.leaf(conditions[node], covers[node]);
        continue;
      }
      if (depth == caps.depth()) {
        throw new ModelRefusedException(
            RefusalCode.CAP_EXCEEDED, "tree " + index + " is deeper than " + caps.depth());
      }
      emit(node, builder);
      stack[open] = reach(right[node], node, reached);
      depths[open++] = depth + 1;
      stack[open] = reach(left[node], node, reached);
      depths[open++] = depth + 1;
    }
    return builder.build();
  }

  private void emit(int node, TreeBuilder builder) {
    boolean byDefault = bit(missingLeft[node], node);
    if (bit(types[node], node)) {
      if (sets[node] == null) {
        throw invalid("categorical node " + node + " has no category set");
      }
      builder.categories(features[node], sets[node], byDefault, covers[node]);
    } else {
      builder.split(features[node], conditions[node], byDefault, covers[node]);
    }
  }

  private int reach(int child, int parent, boolean[] reached) {
    if (child < 0 || child >= reached.length) {
      throw invalid("node " + parent + " has a child outside the tree");
    }
    if (reached[child]) {
      throw invalid("node " + child + " is reached twice");
    }
    if (parents[child] != parent) {
      throw invalid("node " + child + " names another parent than the one that reaches it");
    }
    reached[child] = true;
    return child;
  }

  private boolean bit(int value, int node) {
    if (value != 0 && value != 1) {
      throw invalid("node " + node + " has a flag that is neither 0 nor 1");
    }
    return value == 1;
  }

  private ModelRefusedException invalid(String detail) {
    return new ModelRefusedException(RefusalCode.INVALID_TREES, "tree " + index + ": " + detail);
  }
}
