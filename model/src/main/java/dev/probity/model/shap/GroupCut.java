// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a tree into bottom groups: maximal subtrees of height at most two, from the left. A perfect
 * tree of depth 4 has 4 groups, one of depth 6 has 16. A single leaf has no group: it only adds to
 * the base value.
 */
final class GroupCut {
  private static final int HEIGHT = 2;

  private final PathTree paths;
  private final Tree tree;
  private final int[] heights;
  private final List<Group> groups = new ArrayList<>();

  private GroupCut(PathTree paths) {
    this.paths = paths;
    this.tree = paths.tree();
    this.heights = new int[tree.nodes()];
    for (int node = heights.length - 1; node >= 0; node--) {
      if (!tree.isLeaf(node)) {
        heights[node] = 1 + Math.max(heights[tree.left(node)], heights[tree.right(node)]);
      }
    }
  }

  static List<Group> of(PathTree paths) {
    GroupCut cut = new GroupCut(paths);
    if (cut.heights[0] > 0) {
      cut.descend(0, new int[0]);
    }
    return cut.groups;
  }

  private void descend(int node, int[] path) {
    if (heights[node] <= HEIGHT) {
      groups.add(group(node, path));
      return;
    }
    int[] below = path;
    if (Group.place(path, path.length, tree.feature(node)) == path.length) {
      below = Arrays.copyOf(path, path.length + 1);
      below[path.length] = tree.feature(node);
    }
    descend(tree.left(node), below);
    descend(tree.right(node), below);
  }

  private Group group(int root, int[] path) {
    int[] splits = new int[(1 << HEIGHT) - 1];
    int[] leaves = new int[1 << HEIGHT];
    int found = 0;
    int ends = 0;
    for (int node = root; ends <= found; node++) {
      if (tree.isLeaf(node)) {
        leaves[ends++] = node;
      } else {
        splits[found++] = node;
      }
    }
    return new Group(paths, root, path, Arrays.copyOf(splits, found), Arrays.copyOf(leaves, ends));
  }
}
