// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import java.util.List;
import java.util.function.Function;

/** Runs a bundle's self-test rows through a serving path and compares to the bit. */
public final class SelfTest {
  /** How far a contribution may be from the stored one. */
  public static final double CONTRIBUTION_TOLERANCE = 1e-9;

  private SelfTest() {}

  /** Whether a model may go live. */
  public sealed interface Verdict {}

  /**
   * Every row came out as stored.
   *
   * @param rows how many rows ran
   * @param explained how many of them were explained and compared
   * @param largestDifference largest difference of a contribution
   */
  public record Passed(int rows, int explained, double largestDifference) implements Verdict {}

  /**
   * A row did not; the model must not serve.
   *
   * @param row its number, from 1
   * @param what what differed, without values
   */
  public record Failed(int row, String what) implements Verdict {}

  /**
   * Runs the rows.
   *
   * @param rows the bundle's rows
   * @param path from a candidate record's bytes, as they arrive, to what would be published
   * @return passed, or the first failure
   */
  public static Verdict run(List<SelfTestRow> rows, Function<byte[], Served> path) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("no self-test rows");
    }
    int explained = 0;
    double largest = 0;
    for (int i = 0; i < rows.size(); i++) {
      SelfTestRow row = rows.get(i);
      switch (path.apply(row.candidateBytes())) {
        case Served.NotScored refused -> {
          return new Failed(i + 1, "not scored: " + refused.reason());
        }
        case Served.Scored scored -> {
          String difference = difference(row, scored);
          if (!difference.isEmpty()) {
            return new Failed(i + 1, difference);
          }
          if (!row.contributions().isEmpty() && scored.contributions().length > 0) {
            explained++;
            largest = Math.max(largest, distance(row, scored.contributions()));
          }
        }
      }
      if (!(largest <= CONTRIBUTION_TOLERANCE)) {
        return new Failed(i + 1, "contributions differ");
      }
    }
    return new Passed(rows.size(), explained, largest);
  }

  private static String difference(SelfTestRow row, Served.Scored scored) {
    float[] vector = scored.vector();
    if (vector.length != row.vector().size()) {
      return "vector has another length";
    }
    for (int f = 0; f < vector.length; f++) {
      if (Float.floatToIntBits(vector[f]) != row.vector().get(f)) {
        return "vector differs at position " + f;
      }
    }
    if (Double.doubleToLongBits(scored.margin()) != row.margin()) {
      return "margin differs";
    }
    if (Double.doubleToLongBits(scored.probability()) != row.probability()) {
      return "probability differs";
    }
    return "";
  }

  private static double distance(SelfTestRow row, double[] contributions) {
    if (contributions.length != row.contributions().size()) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    for (int f = 0; f < contributions.length; f++) {
      double difference = Math.abs(contributions[f] - row.contributions().get(f));
      largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
    }
    return largest;
  }
}
