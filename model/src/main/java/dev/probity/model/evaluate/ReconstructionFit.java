// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.ColumnFold;
import dev.probity.model.monitor.MonitoredFeature;
import dev.probity.model.monitor.Reconstruction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fits the principal components of a reference: missing values imputed (mean or most frequent),
 * categories replaced by their share (unseen ones by 0), columns standardised, and as few
 * components kept as explain more than 65 % of the variance (NannyML).
 */
public final class ReconstructionFit {
  private static final double EXPLAINED = .65;

  private ReconstructionFit() {}

  /**
   * Fits a release's reference.
   *
   * @param features the features in the model's order
   * @param rows encoded as a window's fold takes them
   * @return the components, whose rows hold the numbers first, then the categories
   */
  public static Reconstruction of(List<MonitoredFeature> features, List<double[]> rows) {
    List<double[]> numbers = new ArrayList<>();
    List<double[]> codes = new ArrayList<>();
    List<Integer> categories = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      int column = i;
      switch (features.get(i)) {
        case MonitoredFeature.Numeric numeric ->
            numbers.add(rows.stream().mapToDouble(row -> row[column]).toArray());
        case MonitoredFeature.Categorical categorical -> {
          codes.add(rows.stream().mapToDouble(row -> known(row[column])).toArray());
          categories.add(categorical.categories().size());
        }
      }
    }
    return fit(numbers, codes, categories.stream().mapToInt(Integer::intValue).toArray());
  }

  private static double known(double code) {
    return code == ColumnFold.UNSEEN ? Double.NaN : code;
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
}
