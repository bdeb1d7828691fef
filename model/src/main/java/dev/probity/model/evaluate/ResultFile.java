// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import java.util.List;

/**
 * A table of figures as CSV.
 *
 * @param name file name
 * @param lines header first; without line ends
 * @param alerts rows that are an alert, in both periods
 */
public record ResultFile(String name, List<String> lines, int alerts) {
  /** Copies. */
  public ResultFile {
    lines = List.copyOf(lines);
  }

  /**
   * A number as a cell: the shortest text that reads back the same, whole numbers without a point;
   * empty for what is not finite.
   */
  static String cell(double value) {
    if (!Double.isFinite(value)) {
      return "";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }

  static String cell(boolean flag) {
    return flag ? "True" : "False";
  }

  static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
