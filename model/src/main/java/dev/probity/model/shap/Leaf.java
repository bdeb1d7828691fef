// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

/**
 * One leaf as an explanation sees it. The unique features D on its path stand in order of first
 * appearance; z_f is the product of the cover shares of the path's edges that test f. A row enters
 * only through the bits o: bit i is set iff the row satisfies every test of the i-th feature.
 *
 * @see LeafFormula
 */
final class Leaf {
  private final int tree;
  private final int node;
  private final double value;
  private final int[] features;
  private final double[] shares;

  Leaf(int tree, int node, double value, int[] features, double[] shares) {
    this.tree = tree;
    this.node = node;
    this.value = value;
    this.features = features;
    this.shares = shares;
  }

  /** Index of the leaf's tree. */
  int tree() {
    return tree;
  }

  /** The leaf's node in its tree. */
  int node() {
    return node;
  }

  double value() {
    return value;
  }

  /** Number of unique features on the path, |D|. */
  int size() {
    return features.length;
  }

  /** Column of the path's i-th unique feature. */
  int feature(int i) {
    return features[i];
  }

  /** Cover share z of the path's i-th unique feature. */
  double share(int i) {
    return shares[i];
  }

  /** Value times the probability, in cover, of ending here. */
  double expected() {
    double product = value;
    for (double share : shares) {
      product *= share;
    }
    return product;
  }
}
