// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Calibrator;
import dev.probity.model.Ensemble;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import dev.probity.model.eval.ScoredRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the report of a run draws beside its card: the ROC and precision-recall curves, and for each
 * feature where its contributions lie. A feature's points are in the order of their contributions,
 * so that nobody's row can be put together from them.
 */
final class RunViews {
  /** The file in the run's folder. */
  static final String FILE = "report.json";

  private static final int CURVE = 200;
  private static final int POINTS = 300;

  private RunViews() {}

  static byte[] write(
      ScoredPart test, Ensemble ensemble, Calibrator calibrator, long seed, byte[] card) {
    JsonWriter json = new JsonWriter().beginObject().name("schema").value("probity/run-report/v1");
    curves(json, test.calibrated(calibrator));
    beeswarm(json, test, ensemble, seed);
    json.name("card").value((Json) Json.parseObject(card));
    return json.endObject().toLine();
  }

  /** Points of both curves, at most 200 each, from the highest score down; ties are one point. */
  private static void curves(JsonWriter json, ScoredRows rows) {
    double positives = 0;
    for (int i = 0; i < rows.size(); i++) {
      positives += rows.label(i) ? 1 : 0;
    }
    double negatives = rows.size() - positives;
    List<double[]> points = new ArrayList<>();
    double truePositives = 0;
    double falsePositives = 0;
    for (int i = rows.size() - 1; i >= 0; i--) {
      truePositives += rows.label(i) ? 1 : 0;
      falsePositives += rows.label(i) ? 0 : 1;
      if (i == 0 || rows.score(i - 1) < rows.score(i)) {
        points.add(new double[] {truePositives, falsePositives});
      }
    }
    json.name("n").value((long) rows.size()).name("positives").value((long) positives);
    json.name("roc").beginArray();
    pair(json, 0, 0);
    for (double[] point : thinned(points)) {
      pair(json, point[1] / negatives, point[0] / positives);
    }
    json.endArray().name("pr").beginArray();
    for (double[] point : thinned(points)) {
      pair(json, point[0] / positives, point[0] / (point[0] + point[1]));
    }
    json.endArray();
  }

  private static List<double[]> thinned(List<double[]> points) {
    int most = Math.min(CURVE, points.size());
    return IntStream.rangeClosed(1, most)
        .mapToObj(i -> points.get((int) ((long) i * points.size() / most) - 1))
        .toList();
  }

  private static void pair(JsonWriter json, double x, double y) {
    json.beginArray().value(rounded(x)).value(rounded(y)).endArray();
  }

  private static double rounded(double value) {
    return Math.rint(value * 1e5) / 1e5;
  }

  private static void beeswarm(JsonWriter json, ScoredPart test, Ensemble ensemble, long seed) {
    SampledContributions drawn = SampledContributions.of(test, ensemble, seed, POINTS);
    int width = drawn.width();
    float[] rows = drawn.rows();
    double[] contributions = drawn.contributions();
    json.name("baseValue").value(drawn.baseValue()).name("beeswarm").beginArray();
    for (int feature = 0; feature < width; feature++) {
      json.beginArray();
      for (double[] point : points(rows, contributions, feature, width)) {
        pair(json, point[0], point[1]);
      }
      json.endArray();
    }
    json.endArray();
  }

  /** Contribution and rank of the value, 0 to 1; a missing value ranks −1. */
  private static List<double[]> points(
      float[] rows, double[] contributions, int feature, int width) {
    int count = rows.length / width;
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = rows[i * width + feature];
    }
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int place = Arrays.binarySearch(sorted, values[i]);
      double rank = count > 1 ? Math.max(0, place) / (count - 1.0) : 0;
      points.add(
          new double[] {contributions[i * width + feature], Float.isNaN(values[i]) ? -1 : rank});
    }
    points.sort(
        Comparator.<double[]>comparingDouble(point -> point[0])
            .thenComparingDouble(point -> point[1]));
    return points;
  }
}
