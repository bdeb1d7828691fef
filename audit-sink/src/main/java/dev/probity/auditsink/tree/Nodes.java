// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tree;

/** Where proofs get the roots of complete subtrees from. */
@FunctionalInterface
public interface Nodes {
  /**
   * Root of the complete subtree over the leaves {@code [index << level, (index + 1) << level)}.
   *
   * @param level tree level, 0 for a leaf
   * @param index position among the nodes of that level, from 0
   */
  byte[] node(int level, long index);
}
