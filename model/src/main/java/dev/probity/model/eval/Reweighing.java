// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Training weights that make group and label independent: w(g, y) = P(g) · P(y) / P(g, y). Of four
 * rows a|1, a|1, a|0, b|0, the cell a|1 gets ¾ · ½ / ½ = .75. Source: Kamiran and Calders (2012),
 * Data preprocessing techniques for classification without discrimination.
 */
public final class Reweighing {
  /** Name of the group that takes groups with too small a cell. */
  public static final String OTHER = "other";

  private final Map<String, Double> cells;
  private final Set<String> kept;
  private final double effectiveRows;

  private Reweighing(Map<String, Double> cells, Set<String> kept, double effectiveRows) {
    this.cells = Collections.unmodifiableMap(cells);
    this.kept = kept;
    this.effectiveRows = effectiveRows;
  }

  /**
   * Fits the weights.
   *
   * @param groups group of each row
   * @param labels label of each row
   * @param weights sample weight of each row, at least 0; 1 without
   * @param minimum a group with a cell of fewer rows than this is merged into {@link #OTHER}
   */
  public static Reweighing fit(
      List<String> groups, boolean[] labels, double[] weights, int minimum) {
    if (groups.isEmpty() || groups.size() != labels.length || labels.length != weights.length) {
      throw new IllegalArgumentException(
          groups.size() + " groups, " + labels.length + " labels, " + weights.length + " weights");
    }
    Set<String> kept = large(groups, labels, minimum);
    Map<String, Double> byCell = new TreeMap<>();
    Map<String, Double> byGroup = new TreeMap<>();
    double[] byLabel = new double[2];
    double total = 0;
    for (int i = 0; i < labels.length; i++) {
      String group = kept.contains(groups.get(i)) ? groups.get(i) : OTHER;
      byCell.merge(cell(group, labels[i]), weights[i], Double::sum);
      byGroup.merge(group, weights[i], Double::sum);
      byLabel[labels[i] ? 1 : 0] += weights[i];
      total += weights[i];
    }
    Map<String, Double> cells = new TreeMap<>();
    double sum = 0;
    double squares = 0;
    for (Map.Entry<String, Double> group : byGroup.entrySet()) {
      for (boolean label : new boolean[] {false, true}) {
        double joint = byCell.getOrDefault(cell(group.getKey(), label), 0.0);
        if (joint > 0) {
          double weight = group.getValue() * byLabel[label ? 1 : 0] / (total * joint);
          cells.put(cell(group.getKey(), label), weight);
        }
      }
    }
    Reweighing fitted = new Reweighing(cells, kept, 0);
    for (int i = 0; i < labels.length; i++) {
      double weight = weights[i] > 0 ? weights[i] * fitted.weight(groups.get(i), labels[i]) : 0;
      sum += weight;
      squares += weight * weight;
    }
    return new Reweighing(cells, kept, sum * sum / squares);
  }

  private static Set<String> large(List<String> groups, boolean[] labels, int minimum) {
    Map<String, int[]> counts = new TreeMap<>();
    for (int i = 0; i < labels.length; i++) {
      counts.computeIfAbsent(groups.get(i), none -> new int[2])[labels[i] ? 1 : 0]++;
    }
    Set<String> kept = new HashSet<>();
    counts.forEach(
        (group, count) -> {
          if (count[0] >= minimum && count[1] >= minimum) {
            kept.add(group);
          }
        });
    return kept;
  }

  /** Weight of a row; a group unknown to the fit counts as {@link #OTHER}. */
  public double weight(String group, boolean label) {
    Double weight = cells.get(cell(kept.contains(group) ? group : OTHER, label));
    if (weight == null) {
      throw new IllegalArgumentException("the fit has seen no row of this group and label");
    }
    return weight;
  }

  /** Weight per cell, written {@code group|label}, in name order; absent cells have none. */
  public Map<String, Double> cells() {
    return cells;
  }

  /** (Σ w)² / Σ w² over the rows fitted on: how many equally weighted rows they are worth. */
  public double effectiveRows() {
    return effectiveRows;
  }

  private static String cell(String group, boolean label) {
    return group + "|" + (label ? 1 : 0);
  }
}
