// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.Golden;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The golden set's rows as an evaluation takes them, and what it makes of them. */
final class CarLoanRows {
  static final String FEATURES =
      """
      "continuous": ["car_value", "debt_to_income_ratio", "loan_length", "driver_tenure"],
      "categorical": ["salary_range", "repaid_loan_on_prev_car", "size_of_downpayment"],
      """;
  static final String COLUMNS =
      """
      "probability": "y_pred_proba", "prediction": "y_pred", "target": "repaid",
      "timestamp": "timestamp"}
      """;
  private static final Map<String, Golden.Table> TABLES = new HashMap<>();

  private CarLoanRows() {}

  /** Compat rules and the golden set's column names, with what else is wanted. */
  static EvaluationConfig compat(String wanted) {
    return config("{\"mode\": \"compat\", " + wanted + COLUMNS);
  }

  static EvaluationConfig config(String json) {
    return EvaluationConfigReader.read(json.getBytes(StandardCharsets.UTF_8));
  }

  static synchronized Golden.Table table(Golden golden, String file) {
    return TABLES.computeIfAbsent(file, golden::table);
  }

  static List<EvaluationRow> rows(
      EvaluationConfig config, Golden.Table table, Golden.@Nullable Table targets) {
    List<EvaluationRow> rows = new ArrayList<>(table.rows());
    EvaluationConfig.Columns columns = config.columns();
    for (int i = 0; i < table.rows(); i++) {
      int row = i;
      Golden.Table truth = targets == null ? table : targets;
      String label = truth.has("repaid") ? truth.text(i, "repaid") : "";
      rows.add(
          new EvaluationRow(
              columns.continuous().stream().mapToDouble(name -> table.number(row, name)).toArray(),
              texts(columns.categorical(), table, row),
              texts(List.copyOf(columns.privileged().keySet()), table, row),
              table.number(i, "y_pred_proba"),
              table.text(i, "y_pred").equals("1"),
              label.isEmpty() ? null : label.equals("1")));
    }
    return rows;
  }

  private static List<@Nullable String> texts(List<String> names, Golden.Table table, int row) {
    List<@Nullable String> texts = new ArrayList<>();
    for (String name : names) {
      String text = table.text(row, name);
      texts.add(text.isEmpty() ? null : text);
    }
    return texts;
  }

  static ChunkPlan plan(EvaluationConfig config, Golden.Table table) {
    long[] times = new long[table.rows()];
    for (int i = 0; i < times.length; i++) {
      times[i] = ChunkPlan.nanos(LocalDateTime.parse(table.text(i, "timestamp").replace(' ', 'T')));
    }
    return ChunkPlan.of(config.chunks(), config.rest(), times.length, times);
  }

  /** A whole evaluation. */
  record Run(Evaluation evaluation, List<EvaluationRow> rows, ChunkPlan plan) {
    /** Files from rows folded one at a time. */
    Map<String, List<String>> files() {
      PeriodFold fold = evaluation.analysis(plan);
      rows.forEach(fold::add);
      return byName(evaluation.files(fold));
    }

    /** Files from rows dealt at random to eight parts per chunk, merged in random order. */
    Map<String, List<String>> filesInParts(Random random) {
      List<ChunkResult> results = new ArrayList<>();
      for (Chunk chunk : plan.chunks()) {
        List<ChunkFold> parts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          parts.add(new ChunkFold(evaluation.baseline()));
        }
        List<EvaluationRow> shuffled =
            new ArrayList<>(rows.subList(chunk.start(), chunk.end() + 1));
        Collections.shuffle(shuffled, random);
        shuffled.forEach(row -> parts.get(random.nextInt(8)).add(row));
        Collections.shuffle(parts, random);
        ChunkFold whole = new ChunkFold(evaluation.baseline());
        parts.forEach(whole::merge);
        results.add(PeriodFold.result(evaluation.baseline(), chunk, whole, evaluation.series()));
      }
      return byName(evaluation.files(results));
    }

    private static Map<String, List<String>> byName(List<ResultFile> files) {
      Map<String, List<String>> byName = new HashMap<>();
      files.forEach(file -> byName.put(file.name(), file.lines()));
      return byName;
    }
  }

  static Run run(Golden golden, EvaluationConfig config) {
    return run(golden, config, "", null);
  }

  static Run run(
      Golden golden, EvaluationConfig config, String prefix, Golden.@Nullable Table targets) {
    Golden.Table reference = table(golden, "input/" + prefix + "reference.csv.gz");
    Golden.Table analysis = table(golden, "input/" + prefix + "analysis.csv.gz");
    ReferenceRows rows = new ReferenceRows(config);
    rows(config, reference, null).forEach(rows::add);
    return new Run(
        Evaluation.of(rows, plan(config, reference)),
        rows(config, analysis, targets),
        plan(config, analysis));
  }

  static Golden.Table parsed(List<String> lines) {
    return Golden.Table.parse(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  /** The names of a CSV line. */
  static List<String> header(List<String> lines) {
    return Arrays.asList(lines.getFirst().split(",", -1));
  }
}
