// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Writes a tree down in pre-order: a split, then its whole left side, then its whole right side.
 * Whatever sequence ends in {@link #build} is a proper tree, so cycles cannot be expressed.
 */
public final class TreeBuilder {
  private static final int START = 16;
  private static final long[] NUMERIC = {};

  private int[] feature = new int[START];
  private int[] right = new int[START];
  private float[] value = new float[START];
  private float[] cover = new float[START];
  private boolean[] missingLeft = new boolean[START];
  private long[][] sets = new long[START][];
  private final Deque<Integer> open = new ArrayDeque<>();
  private int size;
  private int depth;
  private boolean complete;

  /** An empty builder. */
  public TreeBuilder() {}

  /**
   * Adds a numeric split: left iff x &lt; threshold.
   *
   * @param feature index of the feature, from 0
   * @param threshold finite threshold; −0 becomes +0
   * @param missingLeft whether a missing value goes left
   * @param cover weight of the training rows that reached the node, finite, at least 0
   * @return this
   */
  public TreeBuilder split(int feature, float threshold, boolean missingLeft, float cover) {
    if (!Float.isFinite(threshold)) {
      throw invalid("threshold of node " + size + " is not finite");
    }
    add(requireFeature(feature), threshold + 0.0f, missingLeft, cover, NUMERIC);
    return this;
  }

  /**
   * Adds a categorical split: right iff the category index is in the set.
   *
   * @param feature index of the feature, from 0
   * @param rightSet category indexes that go right, at least one, each in [0, 2^24)
   * @param missingLeft whether a missing value goes left
   * @param cover weight of the training rows that reached the node, finite, at least 0
   * @return this
   */
  public TreeBuilder categories(int feature, int[] rightSet, boolean missingLeft, float cover) {
    if (rightSet.length == 0) {
      throw invalid("category set of node " + size + " is empty");
    }
    int max = 0;
    for (int category : rightSet) {
      if (category < 0 || category >= Tree.CATEGORY_LIMIT) {
        throw invalid("category of node " + size + " is outside [0, 2^24): " + category);
      }
      max = Math.max(max, category);
    }
    long[] set = new long[(max >>> 6) + 1];
    for (int category : rightSet) {
      set[category >>> 6] |= 1L << category;
    }
    add(requireFeature(feature), 0f, missingLeft, cover, set);
    return this;
  }

  /**
   * Adds a leaf.
   *
   * @param value what the leaf adds to the margin, finite
   * @param cover weight of the training rows that reached the leaf, finite, at least 0
   * @return this
   */
  public TreeBuilder leaf(float value, float cover) {
    if (!Float.isFinite(value)) {
      throw invalid("value of leaf " + size + " is not finite");
    }
    add(Tree.LEAF, value, false, cover, NUMERIC);
    return this;
  }

  /**
   * The tree.
   *
   * @throws ModelRefusedException if a split still lacks a side
   */
  public Tree build() {
    if (!complete) {
      throw invalid("a split lacks a side after " + size + " nodes");
    }
    return new Tree(
        Arrays.copyOf(feature, size),
        Arrays.copyOf(right, size),
        Arrays.copyOf(value, size),
        Arrays.copyOf(missingLeft, size),
        Arrays.copyOf(sets, size),
        Arrays.copyOf(cover, size),
        depth);
  }

  private void add(int split, float nodeValue, boolean left, float nodeCover, long[] set) {
    if (complete) {
      throw invalid("a node follows a complete tree of " + size + " nodes");
    }
    if (!Float.isFinite(nodeCover) || nodeCover < 0) {
      throw invalid("cover of node " + size + " is negative or not finite");
    }
    grow();
    feature[size] = split;
    value[size] = nodeValue;
    missingLeft[size] = left;
    cover[size] = nodeCover;
    sets[size] = set;
    size++;
    if (split == Tree.LEAF) {
      closeSides();
    } else {
      open.push(size - 1);
      depth = Math.max(depth, open.size());
    }
  }

  private void closeSides() {
    while (!open.isEmpty() && right[open.peek()] != 0) {
      open.pop();
    }
    if (open.isEmpty()) {
      complete = true;
    } else {
      right[open.peek()] = size;
    }
  }

  private void grow() {
    if (size < feature.length) {
      return;
    }
    int room = size * 2;
    feature = Arrays.copyOf(feature, room);
    right = Arrays.copyOf(right, room);
    value = Arrays.copyOf(value, room);
    cover = Arrays.copyOf(cover, room);
    missingLeft = Arrays.copyOf(missingLeft, room);
    sets = Arrays.copyOf(sets, room);
  }

  private int requireFeature(int index) {
    if (index < 0 || index == Integer.MAX_VALUE) {
      throw invalid("feature index of node " + size + " is none of a row: " + index);
    }
    return index;
  }

  private static ModelRefusedException invalid(String detail) {
    return new ModelRefusedException(RefusalCode.INVALID_TREES, detail);
  }
}
