// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.PerformanceMetric;
import dev.probity.model.monitor.StudentT;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which columns drift most, by number of alerts or by how their drift goes with performance. */
final class Ranking {
  static final String PERFORMANCE = PerformanceMetric.ROC_AUC.wireName();

  private Ranking() {}

  /**
   * A column's drift over the chunks.
   *
   * @param column its name
   * @param alerts chunks that are an alert
   * @param values the distance in each chunk
   */
  record Drift(String column, int alerts, List<Double> values) {
    Drift {
      values = List.copyOf(values);
    }
  }

  /**
   * A column's place.
   *
   * @param column its name
   * @param alerts chunks that are an alert
   * @param correlation of drift and loss of performance, NaN where one never moves
   * @param pValue of the correlation, by Student's t with n − 2 degrees of freedom
   */
  record Place(String column, int alerts, double correlation, double pValue) {}

  /** Most alerts first; ties by name, descending, as NannyML has it. */
  static List<Drift> byAlerts(List<Drift> drifts) {
    return drifts.stream()
        .sorted(Comparator.comparingInt(Drift::alerts).thenComparing(Drift::column).reversed())
        .toList();
  }

  /**
   * Highest correlation first.
   *
   * @param drifts the columns
   * @param performance the figure in each chunk
   * @param usual its mean over the reference chunks
   */
  static List<Place> byCorrelation(List<Drift> drifts, List<Double> performance, double usual) {
    List<Double> moves = performance.stream().map(value -> Math.abs(value - usual)).toList();
    List<Place> places = new ArrayList<>();
    for (Drift drift : drifts) {
      double r = correlation(drift.values(), moves);
      int degrees = moves.size() - 2;
      double t = r * Math.sqrt(degrees / ((1 - r) * (1 + r)));
      double p = degrees < 1 ? Double.NaN : StudentT.beyond(t, degrees);
      places.add(new Place(drift.column(), drift.alerts(), r, p));
    }
    Comparator<Place> ascending =
        Comparator.comparingDouble(
            place -> Double.isNaN(place.correlation()) ? -2 : place.correlation());
    return places.stream().sorted(ascending.reversed()).toList();
  }

  /**
   * Pearson's correlation (Pearson 1895). 1, 2, 3 against 2, 4, 7: 5 / √(2 · 12.667) = .9934.
   *
   * @return in [-1, 1]; NaN for fewer than two pairs, or where one side never moves
   */
  static double correlation(List<Double> first, List<Double> second) {
    double meanFirst = first.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double meanSecond = second.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double together = 0;
    double squaresFirst = 0;
    double squaresSecond = 0;
    for (int i = 0; i < first.size(); i++) {
      double a = first.get(i) - meanFirst;
      double b = second.get(i) - meanSecond;
      together += a * b;
      squaresFirst += a * a;
      squaresSecond += b * b;
    }
    double r = together / (Math.sqrt(squaresFirst) * Math.sqrt(squaresSecond));
    return Math.max(-1, Math.min(1, r));
  }

  static ResultFile alertFile(List<Drift> drifts) {
    List<String> lines = new ArrayList<>(List.of("number_of_alerts,column_name,rank"));
    for (Drift drift : byAlerts(drifts)) {
      lines.add(drift.alerts() + "," + ResultFile.cell(drift.column()) + "," + lines.size());
    }
    return new ResultFile("rank_alert_count.csv", lines, 0);
  }

  static ResultFile correlationFile(List<Drift> drifts, List<Double> performance, double usual) {
    List<String> lines =
        new ArrayList<>(
            List.of("column_name,pearsonr_correlation,pearsonr_pvalue,has_drifted,rank"));
    for (Place place : byCorrelation(drifts, performance, usual)) {
      lines.add(
          String.join(
              ",",
              ResultFile.cell(place.column()),
              ResultFile.cell(place.correlation()),
              ResultFile.cell(place.pValue()),
              ResultFile.cell(place.alerts() > 0),
              Integer.toString(lines.size())));
    }
    return new ResultFile("rank_correlation.csv", lines, 0);
  }
}
