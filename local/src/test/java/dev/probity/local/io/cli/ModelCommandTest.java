// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Objective;
import dev.probity.model.TreeBuilder;
import dev.probity.model.codec.XgboostWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verbs that put a file of rows through a model, on models small enough to work by hand. */
class ModelCommandTest {
  private static final Path PARQUET =
      Path.of(System.getProperty("probity.root", ".."), "ingest/src/test/resources/parquet");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  /** Hours below 40 add −1, from 40 on 1; covers 1 : 3, so the base value is 0.5. */
  @Test
  void writesMarginProbabilityBaseAndContributionsWorkedByHand() throws IOException {
    // Given: another column, a column row, a missing value
    Path rows = write("rows.csv", "note,hours,row\nx,30,a\n\"y,z\",50,\"b,c\"\n,,d\n");
    // When
    assertEquals(Exit.DONE, run("score", stump(), rows, "scores.csv"), err());
    assertEquals(Exit.DONE, run("explain", stump(), rows, "why.csv"), err());
    // Then
    double low = 1 / (1 + StrictMath.exp(1));
    double high = 1 / (1 + StrictMath.exp(-1));
    assertEquals(
        List.of("row,margin,probability", "a,-1.0," + low, "\"b,c\",1.0," + high, "d,-1.0," + low),
        Files.readAllLines(folder.resolve("scores.csv")));
    assertEquals(
        List.of(
            "row,margin,probability,base,hours",
            "a,-1.0," + low + ",0.5,-1.5",
            "\"b,c\",1.0," + high + ",0.5,0.5",
            "d,-1.0," + low + ",0.5,-1.5"),
        Files.readAllLines(folder.resolve("why.csv")));
    assertTrue(out().contains("written   3"), out());
  }

  @Test
  void rowsWithoutAColumnOfNamesAreCountedFromZero() throws IOException {
    Path rows = write("rows.csv", "\uFEFFhours\n50\n30\n");
    assertEquals(Exit.DONE, run("score", stump(), rows, "scores.csv"), err());
    assertEquals(
        List.of("row,margin", "0,1.0", "1,-1.0"),
        Files.readAllLines(folder.resolve("scores.csv")).stream()
            .map(line -> line.substring(0, line.lastIndexOf(',')))
            .toList());
  }

  @Test
  void rowsThatAreNoRowsAreLeftOutListedAndTellByTheExitCode() throws IOException {
    // Given
    Path rows = write("rows.csv", "hours,row\n50,a\nmany,b\n30,c,d\n30,e\n1e999,f\n");
    // When
    int exit = run("score", stump(), rows, "scores.csv");
    // Then
    assertEquals(Exit.REJECTED, exit);
    assertTrue(err().contains("row b: type: hours has a value of another type"), err());
    assertTrue(err().contains("row 2: schema: line 4 has 3 cells, the header 2"), err());
    assertTrue(err().contains("row f: type: hours has a value of another type"), err());
    assertFalse(err().contains("many"), "no values of people on a console");
    assertEquals(3, Files.readAllLines(folder.resolve("scores.csv")).size());
    assertTrue(out().contains("rejected  3"), out());
  }

  @Test
  void categorySplitsWithoutTheListOfCodesAreRefused() throws IOException {
    // Given
    Path rows = write("rows.csv", "job,hours\n30,20\n20,20\n10,20\n15,20\n,20\n");
    // When
    int exit = run("score", jobs(), rows, "scores.csv");
    // Then
    assertEquals(Exit.USAGE, exit);
    assertTrue(err().contains("The model splits job by category"), err());
    assertTrue(err().contains("Maybe name the file that lists them with --categories FILE"), err());
    assertFalse(Files.exists(folder.resolve("scores.csv")));
    // When: with it, unknown and absent codes go the way of missing ones
    Path categories = write("categories.json", "{\"job\": [10, 20, 30]}");
    assertEquals(
        Exit.DONE,
        run("score", jobs(), rows, "scores.csv", "--categories", categories.toString()),
        err());
    // Then
    assertEquals(
        List.of("0.25", "0.5", "0.25", "0.5", "0.5"),
        Files.readAllLines(folder.resolve("scores.csv")).stream()
            .skip(1)
            .map(line -> line.split(",")[1])
            .toList());
  }

  @Test
  void listsOfCodesThatDoNotFitAreRefusedByName() throws IOException {
    Path rows = write("rows.csv", "job,hours\n30,20\n");
    for (String[] wrong :
        new String[][] {
          {"{\"job\": [20, 10, 30]}", "at job"},
          {"{\"job\": [10, 20.5]}", "at job"},
          {"{\"job\": [10, \"20\"]}", "at job"},
          {"{\"job\": 10}", "at job"},
          {"{\"job\": []}", "at job"},
          {"{\"trade\": [10]}", "columns the model has not: [trade]"},
          {"{\"job\": [10], \"hours\": [1]}", "refused: SPEC_MISMATCH"},
          {"{\"job\": [10]}", "refused: SPEC_MISMATCH"},
          {"[]", "does not list categories"},
          {"{}", "The model splits job by category"},
        }) {
      err.reset();
      Path categories = write("categories.json", wrong[0]);
      assertEquals(
          Exit.USAGE,
          run("score", jobs(), rows, "scores.csv", "--categories", categories.toString()),
          wrong[0]);
      assertTrue(err().contains(wrong[1]), wrong[0] + ": " + err());
    }
  }

  @Test
  void filesThatAreAbsentOrOfAnotherKindAreNamed() throws IOException {
    Path rows = write("rows.csv", "weeks\n50\n");
    Path good = write("good.csv", "hours\n50\n");
    refused("lacks columns of the model: hours", stump(), rows);
    refused("There is no file", stump(), folder.resolve("absent.csv"));
    refused("is neither .csv nor .csv.gz nor .parquet", stump(), write("rows.txt", "hours\n1\n"));
    refused("is empty", stump(), write("empty.csv", ""));
    refused("two columns of one name", stump(), write("twice.csv", "hours,hours\n1,2\n"));
    refused("There is no model", folder.resolve("absent.json"), good);
    refused("is refused: MALFORMED", write("broken.json", "{\"learner\":"), good);
    refused("has no manifest.json", Files.createDirectories(folder.resolve("nothing")), good);
  }

  private void refused(String reason, Path model, Path rows) {
    err.reset();
    assertEquals(Exit.USAGE, run("explain", model, rows, "out.csv"), reason);
    assertTrue(err().contains(reason), reason + ": " + err());
    assertFalse(Files.exists(folder.resolve("out.csv")), reason);
    assertFalse(Files.exists(folder.resolve("out.csv.part")), reason);
  }

  @Test
  void interactionsAndBackgroundAreTwoQuestions() throws IOException {
    // Given
    Path rows = write("rows.csv", "hours\n50\n30\n");
    Path background = write("background.csv", "hours\n10\n20\n90\n");
    // When
    assertEquals(Exit.DONE, run("explain", stump(), rows, "pairs.csv", "--interactions"), err());
    assertEquals(
        Exit.DONE,
        run("explain", stump(), rows, "against.csv", "--background", background.toString()),
        err());
    // Then: base value = mean margin of the background, (−1 − 1 + 1) / 3
    assertEquals(
        List.of("row,hours*hours", "0,0.5", "1,-1.5"),
        Files.readAllLines(folder.resolve("pairs.csv")));
    String[] cells = Files.readAllLines(folder.resolve("against.csv")).get(1).split(",");
    assertEquals(-1 / 3.0, Double.parseDouble(cells[3]), 1e-15);
    assertEquals(4 / 3.0, Double.parseDouble(cells[4]), 1e-15);
    assertEquals(
        Exit.USAGE,
        run(
            "explain",
            stump(),
            rows,
            "both.csv",
            "--interactions",
            "--background",
            background.toString()));
    err.reset();
    assertEquals(
        Exit.USAGE,
        run(
            "explain",
            stump(),
            rows,
            "none.csv",
            "--background",
            write("b.csv", "hours\n").toString()));
    assertTrue(err().contains("has no rows"), err());
  }

  @Test
  void parquetGivesTheBytesThatCsvGives() throws IOException {
    // Given: the golden model and its rows 0–19 and 980–999 in both forms
    Path golden =
        Path.of(System.getProperty("probity.root", ".."), "model/src/test/resources/golden");
    Path model = folder.resolve("xgb.json");
    try (java.util.zip.GZIPInputStream in =
        new java.util.zip.GZIPInputStream(
            Files.newInputStream(golden.resolve("xgb_300x4.json.gz")))) {
      Files.write(model, in.readAllBytes());
    }
    assertEquals(Exit.DONE, run("explain", model, golden.resolve("rows.csv.gz"), "all.csv"), err());
    List<String> wanted =
        Files.readAllLines(folder.resolve("all.csv")).stream()
            .filter(line -> line.startsWith("row") || number(line) < 20 || number(line) >= 980)
            .toList();
    for (String codec : List.of("zstd", "snappy", "gzip", "uncompressed")) {
      // When
      Path rows = PARQUET.resolve("census." + codec + ".parquet");
      assertEquals(Exit.DONE, run("explain", model, rows, codec + ".csv"), err());
      // Then
      assertEquals(wanted, Files.readAllLines(folder.resolve(codec + ".csv")), codec);
    }
  }

  private static int number(String line) {
    return Integer.parseInt(line.substring(0, line.indexOf(',')));
  }

  @Test
  void moreRowsThanABlockGiveTheSameBitsAsAlone() throws IOException {
    StringBuilder text = new StringBuilder("hours\n");
    for (int i = 0; i < 3_000; i++) {
      text.append(i % 90).append('\n');
    }
    Path rows = write("rows.csv", text.toString());
    assertEquals(Exit.DONE, run("explain", stump(), rows, "why.csv.gz", "--json"), err());
    assertTrue(out().startsWith("{\"schema\":\"probity.model.rows.v1\",\"read\":3000"), out());
    List<String> lines;
    try (Stream<String> all =
        new java.io.BufferedReader(
                new java.io.InputStreamReader(
                    new java.util.zip.GZIPInputStream(
                        Files.newInputStream(folder.resolve("why.csv.gz"))),
                    StandardCharsets.UTF_8))
            .lines()) {
      lines = all.toList();
    }
    assertEquals(3_001, lines.size());
    for (int i = 90; i < 3_000; i++) {
      String cells = lines.get(i + 1).substring(lines.get(i + 1).indexOf(','));
      assertTrue(lines.get(i % 90 + 1).endsWith(cells), "row " + i);
    }
  }

  private Path stump() throws IOException {
    FeatureSpec spec = new FeatureSpec(List.of(Feature.Numeric.whole("hours", 0, 99)));
    Ensemble ensemble =
        new Ensemble(
            1,
            Objective.BINARY_LOGISTIC,
            .5f,
            List.of(new TreeBuilder().split(0, 40f, true, 4).leaf(-1, 1).leaf(1, 3).build()));
    return Files.write(folder.resolve("stump.json"), XgboostWriter.write(ensemble, spec));
  }

  /** Jobs 10 and 30 add 0.25, others and unknown ones 0.5. */
  private Path jobs() throws IOException {
    FeatureSpec spec =
        new FeatureSpec(
            List.of(
                Feature.Categorical.codes("job", List.of(10, 20, 30)),
                Feature.Numeric.whole("hours", 0, 99)));
    Ensemble ensemble =
        new Ensemble(
            2,
            Objective.BINARY_LOGISTIC,
            .5f,
            List.of(
                new TreeBuilder()
                    .categories(0, new int[] {0, 2}, true, 2)
                    .leaf(.5f, 1)
                    .leaf(.25f, 1)
                    .build()));
    return Files.write(folder.resolve("jobs.json"), XgboostWriter.write(ensemble, spec));
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private int run(String verb, Path model, Path rows, String result, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "model",
                verb,
                "--model",
                model.toString(),
                "--rows",
                rows.toString(),
                "--out",
                folder.resolve(result).toString()));
    arguments.addAll(List.of(more));
    return ProbityCommand.line(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8))
        .execute(arguments.toArray(String[]::new));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
