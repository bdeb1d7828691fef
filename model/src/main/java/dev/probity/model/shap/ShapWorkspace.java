// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Binning;

/** Memory that explaining works in; made by the explainer it is for, used by one thread. */
public final class ShapWorkspace {
  final ShapEngine owner;
  final int[][] bins;
  final int[] row;
  final int[] index = new int[Binning.BLOCK];
  final double[][] sums;
  final int[] bits;
  final double[] work;

  ShapWorkspace(ShapEngine owner, int features, int columns, int nodes, int room) {
    this.owner = owner;
    this.bins = new int[features][Binning.BLOCK];
    this.row = new int[features];
    this.sums = new double[columns][Binning.BLOCK];
    this.bits = new int[nodes];
    this.work = new double[room];
  }
}
