// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Eigenvalues and vectors of a small symmetric matrix by Jacobi's rotations (Jacobi 1846). */
final class Eigen {
  private static final int SWEEPS = 100;

  private final double[][] matrix;
  private final double[][] vectors;
  private final int[] order;

  /**
   * Decomposes.
   *
   * @param symmetric is overwritten
   */
  Eigen(double[][] symmetric) {
    matrix = symmetric;
    int size = symmetric.length;
    vectors = new double[size][size];
    for (int i = 0; i < size; i++) {
      vectors[i][i] = 1;
    }
    for (int sweep = 0; sweep < SWEEPS && outside() > 0; sweep++) {
      for (int p = 0; p < size; p++) {
        for (int q = p + 1; q < size; q++) {
          rotate(p, q);
        }
      }
    }
    Comparator<Integer> byValue = Comparator.comparingDouble(i -> matrix[i][i]);
    order =
        IntStream.range(0, size)
            .boxed()
            .sorted(byValue.reversed())
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /** What is left beside the diagonal and is not yet negligible. */
  private double outside() {
    double outside = 0;
    double diagonal = 0;
    for (int i = 0; i < matrix.length; i++) {
      diagonal += matrix[i][i] * matrix[i][i];
      for (int j = i + 1; j < matrix.length; j++) {
        outside += matrix[i][j] * matrix[i][j];
      }
    }
    return outside > diagonal * 1e-40 ? outside : 0;
  }

  private void rotate(int p, int q) {
    if (matrix[p][q] == 0) {
      return;
    }
    double theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
    double tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
    double cosine = 1 / Math.sqrt(tangent * tangent + 1);
    double sine = tangent * cosine;
    for (int k = 0; k < matrix.length; k++) {
      double kp = matrix[k][p];
      double kq = matrix[k][q];
      matrix[k][p] = cosine * kp - sine * kq;
      matrix[k][q] = sine * kp + cosine * kq;
    }
    for (int k = 0; k < matrix.length; k++) {
      double pk = matrix[p][k];
      double qk = matrix[q][k];
      matrix[p][k] = cosine * pk - sine * qk;
      matrix[q][k] = sine * pk + cosine * qk;
      double vp = vectors[k][p];
      double vq = vectors[k][q];
      vectors[k][p] = cosine * vp - sine * vq;
      vectors[k][q] = sine * vp + cosine * vq;
    }
  }

  /** The i-th largest eigenvalue. */
  double value(int i) {
    return matrix[order[i]][order[i]];
  }

  /** The unit vector of the i-th largest eigenvalue; its sign is arbitrary. */
  double[] vector(int i) {
    double[] vector = new double[matrix.length];
    for (int k = 0; k < vector.length; k++) {
      vector[k] = vectors[k][order[i]];
    }
    return vector;
  }
}
