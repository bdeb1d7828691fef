// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of rows in, files of figures out, or a reason and nothing at all. */
class MonitorEvaluateCommandTest {
  private static final String CONFIG =
      """
      {"probability": "p", "prediction": "h", "target": "y", "timestamp": "t",
       "continuous": ["hours"], "categorical": ["job"], "chunk": {"size": 40},
       "mode": "compat", "protected": {"sex": "1"}}
      """;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  private static String rows(int from, int count, boolean truth) {
    StringBuilder text = new StringBuilder("t,hours,job,sex,p,h" + (truth ? ",y" : "") + "\n");
    for (int i = from; i < from + count; i++) {
      text.append("2026-01-01 %02d:%02d:00,".formatted(i / 60 % 24, i % 60))
          .append(i % 7 * 10)
          .append(i % 3 == 0 ? ",\"cook, chef\"," : ",smith,")
          .append(i % 2 + 1)
          .append(",0." + i % 10)
          .append(i % 10 > 4 ? ",1" : ",0")
          .append(truth ? "," + (i % 10 > i % 9 ? 1 : 0) : "")
          .append('\n');
    }
    return text.toString();
  }

  @Test
  void writesEveryFileAndCountsTheAlerts() throws IOException {
    // Given: the truth of the analysis is not known
    Path reference = write("reference.csv", rows(0, 400, true));
    Path analysis = write("analysis.csv", rows(400, 100, false));

    // When
    int exit = run(reference, analysis, write("config.json", CONFIG), "--json");

    // Then
    assertEquals(Exit.DONE, exit, err());
    assertEquals(
        List.of(
            "cbpe.csv",
            "fairness.csv",
            "fairness_aggregate.csv",
            "pca.csv",
            "quality.csv",
            "rank_alert_count.csv",
            "realized.csv",
            "statistics.csv",
            "tests.csv",
            "univariate.csv"),
        names());
    assertTrue(out().contains("\"schema\":\"probity.monitor.evaluate.v1\""), out());
    assertTrue(out().contains("\"reference\":400,\"analysis\":100,\"chunks\":3"), out());
    Map<String, String> row = row("cbpe.csv", "[40:79]", "analysis", "accuracy");
    assertEquals("", row.get("realized"));
    assertEquals("nannyml-0.13.1", row.get("mode"));
    assertEquals("2026-01-01 07:20:00", row.get("start_date"));
    assertEquals(
        "1", row("realized.csv", "[40:79]", "analysis", "accuracy").get("targets_missing_rate"));
    assertEquals("40", row("statistics.csv", "[40:79]", "analysis", "rows_count").get("value"));
    assertEquals("", row("fairness.csv", "", "", "sex").get("tp"), "no truth, no count");
  }

  @Test
  void bothFormsOfAFileGiveTheSameFigures() throws IOException {
    // Given
    Path reference = write("reference.csv", rows(0, 400, true));
    Path plain = write("analysis.csv", rows(400, 100, true));
    Path config = write("config.json", CONFIG);
    Path shuffled = folder.resolve("shuffled.csv");
    List<String> lines = Files.readAllLines(plain);
    Files.write(
        shuffled,
        Stream.concat(lines.stream().limit(1), lines.stream().skip(1).sorted().sorted((a, b) -> -1))
            .toList());

    // When
    assertEquals(Exit.DONE, run(reference, plain, config), err());
    List<String> first = Files.readAllLines(folder.resolve("out/univariate.csv"));
    assertEquals(Exit.DONE, run(reference, shuffled, config), err());

    // Then: rows are put in order of time
    assertEquals(first, Files.readAllLines(folder.resolve("out/univariate.csv")));
  }

  @Test
  void whatCannotBeWorkedWithIsNamedAndNothingIsWritten() throws IOException {
    Path good = write("good.csv", rows(0, 400, true));
    Path config = write("config.json", CONFIG);
    String bad = rows(0, 400, true);
    refused(
        "lacks columns that the configuration names: hours",
        good,
        "x.csv",
        bad.replace("hours", "weeks"),
        config);
    refused(
        "row 1, column hours: the cell is not a number",
        good,
        "x.csv",
        bad.replaceFirst(",0,", ",many,"),
        config);
    refused(
        "line 2 has 6 cells, the header 7", good, "x.csv", bad.replaceFirst(",0\n", "\n"), config);
    refused("is empty", good, "x.csv", "", config);
    refused("there are no rows", good, "x.csv", bad.substring(0, bad.indexOf('\n') + 1), config);
    refused(
        "column t: the cell not a time",
        good,
        "x.csv",
        bad.replaceFirst("2026-01-01 00", "yesterday"),
        config);
    refused(
        "column t: the cell has no time",
        good,
        "x.csv",
        bad.replaceFirst("2026-01-01 00:00:00", ""),
        config);
    refused(
        "column p: the cell is not between 0 and 1",
        good,
        "x.csv",
        bad.replaceFirst(",0\\.0,", ",7,"),
        config);
    refused(
        "column h: the cell is neither 0 nor 1",
        good,
        "x.csv",
        bad.replaceFirst(",0\\.0,0", ",0.0,yes"),
        config);
    String analysis = rows(400, 100, true);
    refused(
        "unknown keys [colour]",
        good,
        "x.csv",
        analysis,
        write("c.json", CONFIG.replace("\"mode\"", "\"colour\": 1, \"mode\"")));
    refused(
        "member target is absent",
        good,
        "x.csv",
        analysis,
        write("c.json", CONFIG.replace("\"target\": \"y\",", "")));
    refused("There is no file", good, "x.csv", analysis, folder.resolve("absent.json"));
    refused(
        "no row of the privileged group",
        good,
        "x.csv",
        analysis,
        write("c.json", CONFIG.replace("\"sex\": \"1\"", "\"sex\": \"9\"")));
    refused(
        "column hours has no value in the reference",
        write("none.csv", rows(0, 400, true).replaceAll(":00,[0-9]+,", ":00,,")),
        "x.csv",
        analysis,
        config);
    refused(
        "lacks columns that the configuration names: y",
        write("none.csv", rows(0, 400, false)),
        "x.csv",
        analysis,
        config);
  }

  private void refused(String reason, Path reference, String name, String analysis, Path config)
      throws IOException {
    err.reset();
    assertEquals(Exit.USAGE, run(reference, write(name, analysis), config), reason + err());
    assertTrue(err().contains(reason), reason + ": " + err());
    assertFalse(Files.exists(folder.resolve("out")), reason);
  }

  @Test
  void theGoldenRowsGiveTheGoldenFiles() throws IOException {
    // Given
    Path golden =
        Path.of(System.getProperty("probity.root", "..")).resolve("../shared/golden/monitoring");
    if (!Files.isDirectory(golden)) {
      System.out.println("SKIPPED: ../shared/golden/monitoring is absent beside the project");
    }
    Assumptions.assumeTrue(Files.isDirectory(golden), "../shared/golden/monitoring is absent");
    Path config =
        write(
            "config.json",
            """
            {"probability": "y_pred_proba", "prediction": "y_pred", "target": "repaid",
             "timestamp": "timestamp", "chunk": {"period": "M"}, "mode": "compat",
             "continuous": ["car_value", "debt_to_income_ratio", "loan_length", "driver_tenure"],
             "categorical": ["salary_range", "repaid_loan_on_prev_car", "size_of_downpayment"]}
            """);

    // When
    int exit =
        run(
            golden.resolve("input/reference.csv.gz"),
            golden.resolve("input/analysis.csv.gz"),
            config);

    // Then
    assertEquals(Exit.DONE, exit, err());
    compare(golden.resolve("cbpe/period.csv"), "cbpe.csv", 147);
    compare(golden.resolve("univariate/period.csv"), "univariate.csv", 756);
    compare(golden.resolve("pca/period.csv"), "pca.csv", 21);
  }

  private void compare(Path golden, String file, int rows) throws IOException {
    List<String> theirs = Files.readAllLines(golden);
    List<String> ours = Files.readAllLines(folder.resolve("out").resolve(file));
    List<String> header = Arrays.asList(theirs.getFirst().split(",", -1));
    Map<List<String>, Map<String, String>> found = new HashMap<>();
    for (String line : ours) {
      Map<String, String> cells = cells(ours.getFirst(), line);
      found.put(key(cells), cells);
    }
    assertEquals(rows, theirs.size() - 1);
    for (String line : theirs.subList(1, theirs.size())) {
      Map<String, String> golds = cells(theirs.getFirst(), line);
      Map<String, String> cells = found.get(key(golds));
      for (String column : List.of("start_index", "end_index", "start_date", "end_date", "alert")) {
        assertEquals(golds.get(column), cells.get(column), line);
      }
      double value = Double.parseDouble(golds.get("value"));
      assertTrue(header.contains("value"));
      assertEquals(value, Double.parseDouble(cells.get("value")), 1e-6 * Math.abs(value), line);
    }
  }

  private static List<String> key(Map<String, String> cells) {
    return Stream.of("period", "key", "metric", "column", "method")
        .map(name -> cells.getOrDefault(name, ""))
        .toList();
  }

  private static Map<String, String> cells(String header, String line) {
    String[] names = header.split(",", -1);
    String[] cells = line.split(",", -1);
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < names.length; i++) {
      row.put(names[i], cells[i]);
    }
    return row;
  }

  private Map<String, String> row(String file, String key, String period, String series)
      throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("out").resolve(file));
    return lines.stream()
        .skip(1)
        .map(line -> cells(lines.getFirst(), line))
        .filter(row -> key.isEmpty() || row.get("key").equals(key))
        .filter(row -> period.isEmpty() || row.get("period").equals(period))
        .filter(row -> row.containsValue(series))
        .findFirst()
        .orElseThrow();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      return files.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }

  private int run(Path reference, Path analysis, Path config, String... more) {
    List<String> words =
        Stream.concat(
                Stream.of(
                    "monitor",
                    "evaluate",
                    "--reference",
                    reference.toString(),
                    "--analysis",
                    analysis.toString(),
                    "--config",
                    config.toString(),
                    "--out",
                    folder.resolve("out").toString()),
                Stream.of(more))
            .toList();
    return ProbityCommand.line(new PrintStream(out, true), new PrintStream(err, true))
        .execute(words.toArray(String[]::new));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
