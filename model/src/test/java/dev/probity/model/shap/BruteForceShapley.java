// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import dev.probity.model.Ensemble;
import dev.probity.model.Tree;
import java.util.List;
import java.util.function.Predicate;

/** Shapley values by their definition: all subsets of features, nothing clever. */
final class BruteForceShapley {
  private BruteForceShapley() {}

  /** A tree as the definition sees it. */
  sealed interface Node {
    double cover();
  }

  record Leaf(double value, double cover) implements Node {}

  record Split(int feature, Predicate<float[]> goesLeft, Node left, Node right, double cover)
      implements Node {}

  /** Follows the row on features in the set, averages children by cover elsewhere. */
  static double value(Node node, float[] row, int set) {
    return switch (node) {
      case Leaf leaf -> leaf.value;
      case Split split -> {
        if ((set >>> split.feature & 1) != 0) {
          yield value(split.goesLeft.test(row) ? split.left : split.right, row, set);
        }
        double left = split.cover > 0 ? split.left.cover() / split.cover : 0.5;
        double right = split.cover > 0 ? split.right.cover() / split.cover : 0.5;
        yield left * value(split.left, row, set) + right * value(split.right, row, set);
      }
    };
  }

  /** v(S) of a sum of trees, for every S. */
  static double[] values(List<Node> trees, float[] row) {
    double[] values = new double[1 << row.length];
    double[] ofTree = new double[values.length];
    for (Node tree : trees) {
      int used = used(tree);
      for (int set = 0; set < values.length; set++) {
        ofTree[set] = set == (set & used) ? value(tree, row, set) : ofTree[set & used];
        values[set] += ofTree[set];
      }
    }
    return values;
  }

  private static int used(Node node) {
    return switch (node) {
      case Leaf leaf -> 0;
      case Split split -> 1 << split.feature | used(split.left) | used(split.right);
    };
  }

  /** φ_j = Σ_S |S|! (F−1−|S|)! / F! · (v(S ∪ j) − v(S)). */
  static double[] contributions(double[] values, int features) {
    double[] weights = new double[features];
    for (int size = 0; size < features; size++) {
      weights[size] = factorial(size) * factorial(features - 1 - size) / factorial(features);
    }
    double[] phi = new double[features];
    for (int j = 0; j < features; j++) {
      for (int set = 0; set < values.length; set++) {
        if ((set >>> j & 1) == 0) {
          phi[j] += weights[Integer.bitCount(set)] * (values[set | 1 << j] - values[set]);
        }
      }
    }
    return phi;
  }

  /**
   * φ_ij = Σ_S |S|! (F−2−|S|)! / (2 (F−1)!) · (v(S ∪ ij) − v(S ∪ i) − v(S ∪ j) + v(S)), as a full
   * matrix; the diagonal is what is left of the contribution.
   */
  static double[][] interactions(double[] values, int features) {
    double[] phi = contributions(values, features);
    double[][] pairs = new double[features][features];
    for (int i = 0; i < features; i++) {
      pairs[i][i] += phi[i];
      for (int j = 0; j < i; j++) {
        double sum = 0;
        int both = 1 << i | 1 << j;
        for (int set = 0; set < values.length; set++) {
          if ((set & both) == 0) {
            int size = Integer.bitCount(set);
            double weight = factorial(size) * factorial(features - 2 - size);
            double joint = values[set | both] - values[set | 1 << i];
            sum += weight * (joint - values[set | 1 << j] + values[set]);
          }
        }
        double half = sum / (2 * factorial(features - 1));
        pairs[i][j] = half;
        pairs[j][i] = half;
        pairs[i][i] -= half;
        pairs[j][j] -= half;
      }
    }
    return pairs;
  }

  /** v(S) = mean over the background of the margin with b's values outside S. */
  static double[] interventionalValues(Ensemble ensemble, float[] row, List<float[]> background) {
    double[] values = new double[1 << row.length];
    for (int set = 0; set < values.length; set++) {
      for (float[] other : background) {
        float[] mixed = other.clone();
        for (int f = 0; f < row.length; f++) {
          mixed[f] = (set >>> f & 1) != 0 ? row[f] : other[f];
        }
        values[set] += ensemble.margin(mixed) / background.size();
      }
    }
    return values;
  }

  static List<Node> nodes(Ensemble ensemble) {
    return ensemble.trees().stream().map(tree -> node(tree, 0)).toList();
  }

  private static Node node(Tree tree, int index) {
    if (tree.isLeaf(index)) {
      return new Leaf(tree.leafValue(index), tree.cover(index));
    }
    return new Split(
        tree.feature(index),
        row -> tree.goesLeft(index, row, 0),
        node(tree, tree.left(index)),
        node(tree, tree.right(index)),
        tree.cover(index));
  }

  private static double factorial(int n) {
    double product = 1;
    for (int k = 2; k <= n; k++) {
      product *= k;
    }
    return product;
  }
}
