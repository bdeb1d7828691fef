// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Arrays;

/**
 * How well a row fits the principal components of a reference. A row holds numbers, then category
 * indexes; missing values are imputed, categories replaced by their share in the reference, and
 * columns standardised.
 */
public final class Reconstruction {
  private final int numbers;
  private final double[] imputed;
  private final double[][] shares;
  private final double[] means;
  private final double[] scales;
  private final double[][] components;

  /**
   * The components of a reference.
   *
   * @param numbers how many columns are numbers; the others are categories
   * @param imputed per column what stands for a missing value
   * @param shares per category column the share of each category
   * @param means per column the mean
   * @param scales per column the deviation, not 0
   * @param components the kept components, of length 1 each
   * @throws IllegalArgumentException when the lengths do not agree
   */
  public Reconstruction(
      int numbers,
      double[] imputed,
      double[][] shares,
      double[] means,
      double[] scales,
      double[][] components) {
    int width = imputed.length;
    boolean possible =
        numbers >= 0
            && numbers + shares.length == width
            && means.length == width
            && scales.length == width
            && Arrays.stream(scales).allMatch(scale -> scale > 0)
            && components.length <= width
            && Arrays.stream(components).allMatch(component -> component.length == width);
    if (!possible) {
      throw new IllegalArgumentException(
          "components need a mean and a scale per column, and %d weights each".formatted(width));
    }
    this.numbers = numbers;
    this.imputed = imputed.clone();
    this.shares = Arrays.stream(shares).map(double[]::clone).toArray(double[][]::new);
    this.means = means.clone();
    this.scales = scales.clone();
    this.components = Arrays.stream(components).map(double[]::clone).toArray(double[][]::new);
  }

  /** How many columns are numbers. */
  int numbers() {
    return numbers;
  }

  /** Numbers of every column, as {@link ReconstructionDocument} writes them. */
  double[][] columns() {
    return new double[][] {imputed, means, scales};
  }

  double[][] shares() {
    return shares;
  }

  /** How many components are kept. */
  public int kept() {
    return components.length;
  }

  /** The weights of a kept component. */
  public double[] component(int index) {
    return components[index].clone();
  }

  /**
   * The distance of a row from its projection: ‖z − z VᵀV‖ of the standardised row z.
   *
   * <p>Worked by hand: one column of mean 5 and scale 1 and no component: 7 is 2 away.
   *
   * @param row numbers, then category indexes; NaN = missing, negative = unseen category
   * @return at least 0 and finite
   */
  public double error(double[] row) {
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
