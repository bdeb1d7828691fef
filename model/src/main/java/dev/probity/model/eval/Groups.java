// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decisions sorted into groups, by one attribute or by several at once. */
public final class Groups {
  /** What stands between the attributes of an intersection. */
  public static final String AND = " & ";

  private Groups() {}

  /**
   * Counts the decisions of each group. Rows (a, decided, positive), (a, not decided, positive)
   * give group a one true positive and one false negative.
   *
   * @param groups group of each row
   * @param scores score of each row
   * @param threshold decided positive iff score &gt; threshold
   * @param labels label of each row
   * @param weights weight of each row, at least 0; 1 without
   * @return cells by group, in name order
   */
  public static Map<String, Confusion> count(
      List<String> groups, double[] scores, double threshold, boolean[] labels, double[] weights) {
    int rows = groups.size();
    if (scores.length != rows || labels.length != rows || weights.length != rows) {
      throw new IllegalArgumentException(
          "%d groups, %d scores, %d labels, %d weights"
              .formatted(rows, scores.length, labels.length, weights.length));
    }
    Map<String, Confusion> cells = new TreeMap<>();
    for (int i = 0; i < rows; i++) {
      Confusion before = cells.getOrDefault(groups.get(i), Confusion.EMPTY);
      cells.put(groups.get(i), before.plus(scores[i] > threshold, labels[i], weights[i]));
    }
    return Collections.unmodifiableMap(cells);
  }

  /**
   * The group of each row by several attributes at once: what looks fair by sex and by race may not
   * be for the women of one race. SEX 1, 2 and RAC1P 6, 1 give "SEX=1 &amp; RAC1P=6" and "SEX=2
   * &amp; RAC1P=1". Source: Crenshaw (1989), Demarginalizing the intersection of race and sex; NYC
   * LL144 rules § 5-301.
   *
   * @param attributes the value of each row by attribute, in the order the names shall have
   * @return one name per row
   */
  public static List<String> intersect(Map<String, List<String>> attributes) {
    int rows = attributes.values().stream().mapToInt(List::size).findFirst().orElse(0);
    List<StringBuilder> names = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      names.add(new StringBuilder());
    }
    attributes.forEach(
        (attribute, values) -> {
          if (values.size() != rows) {
            throw new IllegalArgumentException(
                attribute + " has " + values.size() + " rows, the first attribute " + rows);
          }
          for (int i = 0; i < rows; i++) {
            StringBuilder name = names.get(i);
            name.append(name.isEmpty() ? "" : AND).append(attribute).append('=');
            name.append(values.get(i));
          }
        });
    return names.stream().map(StringBuilder::toString).toList();
  }
}
