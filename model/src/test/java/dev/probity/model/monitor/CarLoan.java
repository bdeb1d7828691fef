// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.Golden;
import dev.probity.model.codec.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** The golden set's rows as this package takes them. */
final class CarLoan {
  static final List<String> CONTINUOUS =
      List.of("car_value", "debt_to_income_ratio", "loan_length", "driver_tenure");
  static final Map<String, List<String>> CATEGORICAL =
      Map.of(
          "salary_range", List.of("0 - 20K €", "20K - 40K €", "40K - 60K €", "60K+ €"),
          "repaid_loan_on_prev_car", List.of("False", "True"),
          "size_of_downpayment", List.of("0%", "10%", "20%", "30%", "40%"));
  static final List<String> FEATURES =
      List.of(
          "car_value",
          "salary_range",
          "debt_to_income_ratio",
          "loan_length",
          "repaid_loan_on_prev_car",
          "size_of_downpayment",
          "driver_tenure");

  /** One decided row. */
  record Row(double[] vector, double score, boolean positive, boolean label) {}

  private CarLoan() {}

  static List<Row> rows(Golden golden, String file) {
    Golden.Table table = golden.table(file);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < table.rows(); i++) {
      rows.add(row(table, i));
    }
    return rows;
  }

  private static Row row(Golden.Table table, int i) {
    double[] vector = new double[FEATURES.size()];
    for (int f = 0; f < vector.length; f++) {
      String feature = FEATURES.get(f);
      vector[f] =
          CATEGORICAL.containsKey(feature)
              ? CATEGORICAL.get(feature).indexOf(table.text(i, feature))
              : table.number(i, feature);
    }
    return new Row(
        vector,
        table.number(i, "y_pred_proba"),
        table.text(i, "y_pred").equals("1"),
        table.text(i, "repaid").equals("1"));
  }

  static MonitorSpec spec() {
    return new MonitorSpec(
        "car-loan",
        "0".repeat(64),
        "0".repeat(64),
        FEATURES.stream().map(CarLoan::feature).toList(),
        List.of(),
        FairnessPolicy.fourFifths(),
        5_000,
        Map.of("origin", "NannyML 0.13.1 synthetic car loan"));
  }

  private static MonitoredFeature feature(String name) {
    return CATEGORICAL.containsKey(name)
        ? new MonitoredFeature.Categorical(name, CATEGORICAL.get(name))
        : new MonitoredFeature.Numeric(name);
  }

  static MonitoringReference reference(List<Row> rows) {
    MonitoringReferenceBuilder builder = new MonitoringReferenceBuilder(spec());
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      builder.add("" + i, row.vector(), row.score(), row.positive(), row.label(), List.of());
    }
    return builder.build();
  }

  static CalibrationCurve calibrator(Golden golden) {
    Json.ObjectValue json = golden.json("cbpe/calibrator.json");
    return CalibrationCurve.ofKnots(
        boxed(json.numbers("X_thresholds")), boxed(json.numbers("y_thresholds")));
  }

  private static List<Double> boxed(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /** Reference and analysis rows, read once. */
  record Data(List<Row> referenceRows, List<Row> analysisRows, MonitoringReference reference) {

    /** Ten reference and ten analysis chunks, folded one record at a time. */
    List<WindowFold> folds(CalibrationCurve curve) {
      return chunks().stream().map(rows -> fold(empty(curve), rows)).toList();
    }

    /** The same chunks, each dealt at random to eight folds that are merged in random order. */
    List<WindowFold> foldsInParts(CalibrationCurve curve, Random random) {
      return chunks().stream().map(rows -> foldInParts(() -> empty(curve), rows, random)).toList();
    }

    private WindowFold empty(CalibrationCurve curve) {
      return new WindowFold(
          reference.columns(),
          ScoreBins.refinedBy(curve),
          List.of(),
          new SegmentFold(new SegmentPlan(List.of()), curve),
          null);
    }

    private List<List<Row>> chunks() {
      List<List<Row>> chunks = new ArrayList<>();
      for (List<Row> rows : List.of(referenceRows, analysisRows)) {
        for (int from = 0; from < rows.size(); from += 5_000) {
          chunks.add(rows.subList(from, from + 5_000));
        }
      }
      return chunks;
    }
  }

  private static Data loaded;

  static synchronized Data load(Golden golden) {
    if (loaded == null) {
      List<Row> reference = rows(golden, "input/reference.csv.gz");
      loaded = new Data(reference, rows(golden, "input/analysis.csv.gz"), reference(reference));
    }
    return loaded;
  }

  static WindowFold fold(WindowFold fold, List<Row> rows) {
    for (Row row : rows) {
      fold.add(row.vector(), row.score(), row.positive(), new int[0]);
      fold.label(row.score(), row.positive(), row.label());
    }
    return fold;
  }

  static WindowFold foldInParts(Supplier<WindowFold> empty, List<Row> rows, Random random) {
    List<WindowFold> parts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      parts.add(empty.get());
    }
    List<Row> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, random);
    for (Row row : shuffled) {
      fold(parts.get(random.nextInt(8)), List.of(row));
    }
    Collections.shuffle(parts, random);
    WindowFold whole = empty.get();
    parts.forEach(whole::merge);
    return whole;
  }
}
