// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.util.Arrays;
import java.util.List;

/**
 * How well a row fits the reference's principal components: missing values imputed (mean or most
 * frequent), categories replaced by their share in the reference (unseen ones by 0), columns
 * standardised, and as few components kept as explain more than 65 % of the variance (NannyML).
 */
final class Reconstruction {
  private static final double EXPLAINED = .65;

  private final int numbers;
  private final double[] imputed;
  private final double[][] shares;
  private final double[] means;
  private final double[] scales;
  private final double[][] components;

  private Reconstruction(
      int numbers,
      double[] imputed,
      double[][] shares,
      double[] means,
      double[] scales,
      double[][] components) {
    this.numbers = numbers;
    this.imputed = imputed;
    this.shares = shares;
    this.means = means;
    this.scales = scales;
    this.components = components;
  }

  /**
   * Fits.
   *
   * @param numbers columns of numbers, NaN = missing
   * @param codes columns of category indexes, NaN = missing
   * @param categories number of categories per column of codes
   */
  static Reconstruction fit(List<double[]> numbers, List<double[]> codes, int[] categories) {
    int width = numbers.size() + codes.size();
    double[] imputed = new double[width];
    double[][] shares = new double[codes.size()][];
    double[][] columns = new double[width][];
    for (int column = 0; column < numbers.size(); column++) {
      double[] known = Arrays.stream(numbers.get(column)).filter(v -> !Double.isNaN(v)).toArray();
      imputed[column] = mean(known);
      columns[column] = filled(numbers.get(column), imputed[column]);
    }
    for (int column = 0; column < codes.size(); column++) {
      int at = numbers.size() + column;
      double[] counts = counts(codes.get(column), categories[column]);
      imputed[at] = mostFrequent(counts);
      double[] indexes = filled(codes.get(column), imputed[at]);
      double[] full = counts(indexes, categories[column]);
      shares[column] = Arrays.stream(full).map(count -> count / indexes.length).toArray();
      double[] ofColumn = shares[column];
      columns[at] = Arrays.stream(indexes).map(index -> ofColumn[(int) index]).toArray();
    }
    double[] means = new double[width];
    double[] scales = new double[width];
    for (int column = 0; column < width; column++) {
      means[column] = mean(columns[column]);
      scales[column] = scale(columns[column], means[column]);
    }
    return new Reconstruction(
        numbers.size(), imputed, shares, means, scales, components(columns, means, scales));
  }

  private static double[] filled(double[] values, double missing) {
    return Arrays.stream(values).map(value -> Double.isNaN(value) ? missing : value).toArray();
  }

  private static double[] counts(double[] codes, int categories) {
    double[] counts = new double[categories];
    for (double code : codes) {
      if (!Double.isNaN(code)) {
        counts[(int) code]++;
      }
    }
    return counts;
  }

  private static int mostFrequent(double[] counts) {
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return best;
  }

  private static double mean(double[] values) {
    Moments moments = new Moments(0);
    for (double value : values) {
      moments.add(value);
    }
    return moments.mean();
  }

  /** Population deviation; 1 for a column that does not vary, as scikit-learn's scaler has it. */
  private static double scale(double[] values, double mean) {
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double deviation = Math.sqrt(squares / values.length);
    return deviation > 10 * Math.ulp(1.0) * Math.abs(mean) && Double.isFinite(deviation)
        ? deviation
        : 1;
  }

  private static double[][] components(double[][] columns, double[] means, double[] scales) {
    int width = columns.length;
    int rows = width == 0 ? 0 : columns[0].length;
    double[][] correlation = new double[width][width];
    for (int i = 0; i < width; i++) {
      for (int j = i; j < width; j++) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
          sum +=
              (columns[i][row] - means[i]) / scales[i] * ((columns[j][row] - means[j]) / scales[j]);
        }
        correlation[i][j] = sum / rows;
        correlation[j][i] = correlation[i][j];
      }
    }
    Eigen eigen = new Eigen(correlation);
    double total = 0;
    for (int i = 0; i < width; i++) {
      total += eigen.value(i);
    }
    int kept = 0;
    double explained = 0;
    while (kept < width && explained <= EXPLAINED * total && total > 0) {
      explained += eigen.value(kept++);
    }
    double[][] components = new double[kept][];
    for (int i = 0; i < kept; i++) {
      components[i] = eigen.vector(i);
    }
    return components;
  }

  /** How many components are kept. */
  int kept() {
    return components.length;
  }

  double[] component(int index) {
    return components[index].clone();
  }

  /**
   * The distance of a row from its projection: ‖z − z VᵀV‖ of the standardised row z.
   *
   * @param row numbers, then category indexes; NaN = missing, negative = unseen category
   */
  double error(double[] row) {
    double[] z = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      double value = Double.isNaN(row[i]) ? imputed[i] : row[i];
      if (i >= numbers) {
        value = value < 0 ? 0 : shares[i - numbers][(int) value];
      }
      z[i] = (value - means[i]) / scales[i];
    }
    double[] rest = z.clone();
    for (double[] component : components) {
      double along = 0;
      for (int i = 0; i < z.length; i++) {
        along += z[i] * component[i];
      }
      for (int i = 0; i < z.length; i++) {
        rest[i] -= along * component[i];
      }
    }
    double squares = 0;
    for (double part : rest) {
      squares += part * part;
    }
    return Math.min(Double.MAX_VALUE, Math.sqrt(squares));
  }
}
