// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the commands write against the independent references, in the trimmed and the full set;
 * RT-06 for the model with category splits.
 */
class GoldenModelCommandTest {
  private static final Path ROOT = Path.of(System.getProperty("probity.root", ".."));
  private static final List<String> FEATURES =
      List.of(
          "SEX", "RAC1P", "CIT", "COW", "INDP", "OCCP", "HICOV", "WKWN", "WKHP", "AGEP", "SCHL");

  @TempDir private Path folder;

  @Test
  void trimmedReferencesAreReached() throws IOException {
    check(ROOT.resolve("model/src/test/resources/golden"));
  }

  @Test
  void fullReferencesAreReached() throws IOException {
    Path shared = ROOT.resolve("../shared/golden/model");
    if (!Files.isDirectory(shared)) {
      System.out.println("SKIPPED: ../shared/golden/model is absent beside the project");
    }
    Assumptions.assumeTrue(Files.isDirectory(shared), "../shared/golden/model is absent");
    check(shared);
  }

  private void check(Path golden) throws IOException {
    for (String model : List.of("xgb_100x6", "xgb_300x4", "xgb_cat")) {
      contributions(golden, model);
    }
    for (String model : List.of("xgb_100x6", "xgb_300x4")) {
      interactions(golden, model);
    }
    interventional(golden);
    binary(golden);
  }

  private void binary(Path golden) throws IOException {
    // Given
    Path json = folder.resolve("json.csv");
    Path ubj = folder.resolve("ubj.csv");
    List<String> rows = List.of("--rows", golden.resolve("rows.csv.gz").toString(), "--out");
    // When
    for (Path out : List.of(json, ubj)) {
      String kind = out.equals(json) ? ".json" : ".ubj";
      List<String> files = new ArrayList<>(List.of("--model", model(golden, "xgb_100x6", kind)));
      files.addAll(rows);
      run("explain", files, out.toString());
    }
    // Then
    assertEquals(-1, Files.mismatch(json, ubj), "the same bytes from both forms of the model");
  }

  private void contributions(Path golden, String model) throws IOException {
    // Given
    Table wanted = Table.read(golden.resolve(model + "_pred_shap.csv.gz"));
    Path rows = golden.resolve("rows.csv.gz");
    Path scored = folder.resolve(model + "-scores.csv");
    Path explained = folder.resolve(model + "-explained.csv.gz");
    List<String> files = new ArrayList<>(List.of("--model", model(golden, model, ".json")));
    if (model.equals("xgb_cat")) {
      files.addAll(List.of("--categories", golden.resolve("xgb_cat_categories.json").toString()));
    }
    files.addAll(List.of("--rows", rows.toString(), "--out"));
    // When
    run("score", files, scored.toString());
    run("explain", files, explained.toString());
    // Then
    Table inputs = Table.read(rows);
    Table scores = Table.read(scored);
    Table found = Table.read(explained);
    assertEquals(List.of("row", "margin", "probability"), scores.header);
    assertEquals("base", found.header.get(3));
    assertEquals(FEATURES, found.header.subList(4, found.header.size()));
    assertEquals(wanted.rows.size(), found.rows.size());
    assertEquals(wanted.rows.size(), scores.rows.size());
    boolean doubles = wanted.header.contains("margin_f64");
    double[] worst = new double[4];
    for (int r = 0; r < wanted.rows.size(); r++) {
      assertEquals(inputs.text(r, "row"), found.text(r, "row"));
      assertEquals(scores.text(r, "margin"), found.text(r, "margin"), "same bits");
      String margin = doubles ? "margin_f64" : "margin_f32";
      worst[0] = Math.max(worst[0], Math.abs(wanted.at(r, margin) - scores.at(r, "margin")));
      String probability = doubles ? "prob_f64" : "prob_f32";
      worst[1] =
          Math.max(worst[1], Math.abs(wanted.at(r, probability) - scores.at(r, "probability")));
      double sum = found.at(r, "base");
      for (String feature : FEATURES) {
        String column = (doubles ? "shap64_" : "contrib32_") + feature;
        worst[2] = Math.max(worst[2], Math.abs(wanted.at(r, column) - found.at(r, feature)));
        sum += found.at(r, feature);
      }
      worst[3] = Math.max(worst[3], Math.abs(sum - found.at(r, "margin")));
    }
    System.out.printf(
        Locale.ROOT,
        "golden: model explain %s %d rows, margin <= %.2e, contributions <= %.2e, sum <= %.2e%n",
        model,
        wanted.rows.size(),
        worst[0],
        worst[2],
        worst[3]);
    assertTrue(worst[0] <= (doubles ? 1e-8 : 1e-5), model + " margin " + worst[0]);
    assertTrue(worst[1] <= (doubles ? 1e-9 : 1e-6), model + " probability " + worst[1]);
    assertTrue(worst[2] <= (doubles ? 1e-6 : 1e-5), model + " contributions " + worst[2]);
    assertTrue(worst[3] <= 1e-9, model + " additivity " + worst[3]);
  }

  private void interactions(Path golden, String model) throws IOException {
    // Given
    Table wanted = Table.read(golden.resolve(model + "_interactions100.csv.gz"));
    Path out = folder.resolve(model + "-pairs.csv");
    // When
    run(
        "explain",
        List.of(
            "--model",
            model(golden, model, ".json"),
            "--interactions",
            "--rows",
            golden.resolve("rows.csv.gz").toString(),
            "--out"),
        out.toString());
    // Then
    Table found = Table.read(out);
    assertEquals(1 + 66, found.header.size());
    double worst = 0;
    for (int r = 0; r < wanted.rows.size(); r++) {
      assertEquals(wanted.text(r, "row"), found.text(r, "row"));
      for (String pair : found.header.subList(1, found.header.size())) {
        worst = Math.max(worst, Math.abs(wanted.at(r, pair) - found.at(r, pair)));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "golden: model explain --interactions %s %d rows <= %.2e%n",
        model,
        wanted.rows.size(),
        worst);
    assertTrue(worst <= 1e-5, model + " interactions " + worst);
  }

  private void interventional(Path golden) throws IOException {
    // Given
    Table wanted = Table.read(golden.resolve("xgb_100x6_interventional200.csv.gz"));
    Path out = folder.resolve("interventional.csv");
    // When
    run(
        "explain",
        List.of(
            "--model",
            model(golden, "xgb_100x6", ".json"),
            "--background",
            golden.resolve("background100.csv.gz").toString(),
            "--rows",
            golden.resolve("rows.csv.gz").toString(),
            "--out"),
        out.toString());
    // Then
    Table found = Table.read(out);
    double worst = 0;
    for (int r = 0; r < wanted.rows.size(); r++) {
      assertEquals(wanted.at(r, "row"), found.at(r, "row"));
      assertEquals(.13002336428388092, found.at(r, "base"), 1e-8);
      for (String feature : FEATURES) {
        worst = Math.max(worst, Math.abs(wanted.at(r, "ishap_" + feature) - found.at(r, feature)));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "golden: model explain --background %d rows <= %.2e%n",
        wanted.rows.size(),
        worst);
    assertTrue(worst <= 1e-6, "interventional " + worst);
  }

  private void run(String verb, List<String> files, String out) {
    List<String> arguments = new ArrayList<>(List.of("model", verb, "-q"));
    arguments.addAll(files);
    arguments.add(out);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        ProbityCommand.line(
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .execute(arguments.toArray(String[]::new));
    assertEquals(Exit.DONE, exit, err.toString(StandardCharsets.UTF_8));
  }

  /** The model's file, unzipped where only a zipped copy is there. */
  private String model(Path golden, String name, String kind) throws IOException {
    Path plain = golden.resolve(name + kind);
    if (Files.exists(plain)) {
      return plain.toString();
    }
    Path unzipped = folder.resolve(name + kind);
    try (InputStream in =
        new GZIPInputStream(Files.newInputStream(golden.resolve(name + kind + ".gz")))) {
      Files.write(unzipped, in.readAllBytes());
    }
    return unzipped.toString();
  }

  /** A CSV file in memory. */
  private record Table(List<String> header, List<String[]> rows) {
    static Table read(Path path) throws IOException {
      InputStream in = Files.newInputStream(path);
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(
                  path.toString().endsWith(".gz") ? new GZIPInputStream(in) : in,
                  StandardCharsets.UTF_8))) {
        List<String> header = List.of(lines.readLine().split(","));
        return new Table(header, lines.lines().map(line -> line.split(",", -1)).toList());
      }
    }

    String text(int row, String column) {
      return rows.get(row)[header.indexOf(column)];
    }

    double at(int row, String column) {
      return Double.parseDouble(text(row, column));
    }
  }
}
