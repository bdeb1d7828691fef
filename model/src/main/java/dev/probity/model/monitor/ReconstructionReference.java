// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The principal components of a reference, and how well its own windows fitted them. */
public final class ReconstructionReference {
  private final Reconstruction reconstruction;
  private final int[] order;
  private final List<Double> windows;

  /**
   * Components for the rows of a release.
   *
   * @param features in the model's order
   * @param reconstruction the components, whose rows hold the numbers first
   * @param windows the mean error of each reference window
   * @throws IllegalArgumentException when the components are of other features
   */
  ReconstructionReference(
      List<MonitoredFeature> features, Reconstruction reconstruction, List<Double> windows) {
    int[] numbers =
        IntStream.range(0, features.size())
            .filter(i -> features.get(i) instanceof MonitoredFeature.Numeric)
            .toArray();
    int[] codes =
        IntStream.range(0, features.size())
            .filter(i -> features.get(i) instanceof MonitoredFeature.Categorical)
            .toArray();
    boolean fits =
        numbers.length == reconstruction.numbers()
            && codes.length == reconstruction.shares().length;
    for (int i = 0; fits && i < codes.length; i++) {
      fits =
          features.get(codes[i]) instanceof MonitoredFeature.Categorical categorical
              && categorical.categories().size() == reconstruction.shares()[i].length;
    }
    if (!fits) {
      throw new IllegalArgumentException("the components are of other features than the reference");
    }
    this.reconstruction = reconstruction;
    this.order = IntStream.concat(IntStream.of(numbers), IntStream.of(codes)).toArray();
    this.windows = List.copyOf(windows);
  }

  /** Components, and the windows of so many rows that they were fitted on. */
  static ReconstructionReference of(
      List<MonitoredFeature> features,
      Reconstruction reconstruction,
      List<double[]> rows,
      int windowRows) {
    ReconstructionReference bare = new ReconstructionReference(features, reconstruction, List.of());
    List<Double> windows = new ArrayList<>();
    for (int from = 0; from + windowRows <= rows.size(); from += windowRows) {
      ErrorSums sums = new ErrorSums();
      rows.subList(from, from + windowRows).forEach(row -> sums.add(bare.error(row)));
      windows.add(sums.mean());
    }
    return new ReconstructionReference(features, reconstruction, windows);
  }

  Reconstruction reconstruction() {
    return reconstruction;
  }

  /** The mean error of each reference window. */
  public List<Double> windows() {
    return windows;
  }

  /**
   * The error of a row of features in the model's order, as a window's fold takes them.
   *
   * @return at least 0
   */
  double error(double[] features) {
    double[] row = new double[order.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = features[order[i]];
    }
    return reconstruction.error(row);
  }
}
