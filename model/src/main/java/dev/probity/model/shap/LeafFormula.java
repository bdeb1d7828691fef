// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

/**
 * What one leaf adds to an explanation, given the bits o of the row. Nothing else of the row
 * enters, so the sums over neighbouring leaves can be tabulated by their bits ({@link ShapTables})
 * or computed leaf by leaf ({@link ShapRecurrence}).
 */
sealed interface LeafFormula permits Polynomial, Quadrature, PairEffects, BackgroundMeans {
  /** How many columns a leaf adds to. */
  int lanes(Leaf leaf);

  /** The column of an explanation that a lane adds to. */
  int column(Leaf leaf, int lane);

  /** Length of the work array for leaves with at most so many unique path features. */
  int room(int size);

  /**
   * Computes what the leaf adds.
   *
   * @param bits bit i says whether the row satisfies every test of the path's i-th unique feature;
   *     higher bits are zero
   * @param work receives one number per lane from index 0 on; the rest is scratch
   */
  void evaluate(Leaf leaf, int bits, double[] work);
}
