// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import dev.probity.model.ObservedValues.Common;
import dev.probity.model.ObservedValues.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The other values one column of a row could take, one for each way in which the trees could tell
 * them apart: the nearest value inside each other interval between thresholds, or each common
 * category.
 */
final class Alternatives {
  private final Feature feature;
  private final int column;
  private final float[] thresholds;
  private final ObservedValues.Spread spread;

  /**
   * One value a column could take.
   *
   * @param column the column
   * @param value the encoded value
   * @param cost distance in units of the column
   * @param low least value the trees cannot tell from it
   * @param high least value above those
   */
  record Alternative(int column, float value, double cost, float low, float high) {}

  Alternatives(Feature feature, int column, Ensemble ensemble, ObservedValues.Spread spread) {
    this.feature = feature;
    this.column = column;
    this.spread = spread;
    this.thresholds = thresholds(ensemble, column);
  }

  private static float[] thresholds(Ensemble ensemble, int column) {
    TreeSet<Float> distinct = new TreeSet<>();
    for (Tree tree : ensemble.trees()) {
      for (int node = 0; node < tree.nodes(); node++) {
        if (!tree.isLeaf(node) && tree.feature(node) == column && !tree.isCategorical(node)) {
          distinct.add(tree.threshold(node) + 0.0f);
        }
      }
    }
    float[] sorted = new float[distinct.size()];
    int next = 0;
    for (float threshold : distinct) {
      sorted[next++] = threshold;
    }
    return sorted;
  }

  /** The column. */
  int column() {
    return column;
  }

  /** The alternatives to a value, in ascending order; none to a value that is not known. */
  List<Alternative> to(float current) {
    if (!feature.mutable() || Float.isNaN(current)) {
      return List.of();
    }
    return switch (feature) {
      case Feature.Numeric numeric ->
          spread instanceof Quantiles quantiles ? numbers(numeric, quantiles, current) : List.of();
      case Feature.Categorical categorical ->
          spread instanceof Common common ? categories(common, current) : List.of();
    };
  }

  private List<Alternative> categories(Common common, float current) {
    List<Alternative> found = new ArrayList<>();
    for (int index : common.indexes()) {
      if (index != current && allowed(current, index)) {
        found.add(new Alternative(column, index, 1, index, Math.nextUp((float) index)));
      }
    }
    return found;
  }

  private List<Alternative> numbers(Feature.Numeric numeric, Quantiles quantiles, float current) {
    double least = Math.max(numeric.low(), quantiles.low());
    double most = Math.min(numeric.high(), quantiles.high());
    List<Alternative> found = new ArrayList<>();
    for (int bin = 0; bin <= thresholds.length; bin++) {
      float low = bin == 0 ? Float.NEGATIVE_INFINITY : thresholds[bin - 1];
      float high = bin == thresholds.length ? Float.POSITIVE_INFINITY : thresholds[bin];
      float from = up(Math.max(low, least), numeric.integral());
      float to = down(Math.min(Math.nextDown(high), most), numeric.integral());
      boolean elsewhere = current < low || current >= high;
      if (elsewhere && from <= to) {
        float value = Math.min(Math.max(current, from), to);
        if (allowed(current, value)) {
          double cost = Math.abs((double) value - current) / quantiles.unit();
          found.add(new Alternative(column, value, cost, low, high));
        }
      }
    }
    return found;
  }

  private boolean allowed(float current, float value) {
    return switch (feature.direction()) {
      case ANY -> true;
      case INCREASE -> value > current;
      case DECREASE -> value < current;
    };
  }

  private static float up(double value, boolean whole) {
    double wanted = whole ? Math.ceil(value) : value;
    float cast = (float) wanted;
    return (cast < wanted ? Math.nextUp(cast) : cast) + 0.0f;
  }

  private static float down(double value, boolean whole) {
    double wanted = whole ? Math.floor(value) : value;
    float cast = (float) wanted;
    return (cast > wanted ? Math.nextDown(cast) : cast) + 0.0f;
  }
}
