// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.local.io.rows.RowFile;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.trainer.TrainingMatrix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * Census rows of 2018 and of 2024, whether an income is above 50,000: wages rose between, inputs
 * hardly moved. A sample lies beside the tests; the whole file is read where it lies beside the
 * project.
 */
final class IncomeRows {
  static final List<String> FEATURES =
      List.of("AGEP", "COW", "SCHL", "MAR", "OCCP", "WKHP", "SEX", "RAC1P");

  static final FeatureSpec SPEC =
      new FeatureSpec(
          FEATURES.stream().<Feature>map(name -> Feature.Numeric.whole(name, 0, 10_000)).toList());

  private static final String SAMPLE = "/acs/income-2018-2024.csv.gz";
  private static final String WHOLE = "../shared/data/acsincome_2018_2024.parquet";
  private static final String LABEL = "INC50K";

  private final List<int[]> of2018 = new ArrayList<>();
  private final List<int[]> of2024 = new ArrayList<>();

  private IncomeRows() {}

  /** Every fifth row of 2018 and every twentieth of 2024. */
  static IncomeRows sample() throws IOException {
    IncomeRows rows = new IncomeRows();
    InputStream file = Objects.requireNonNull(IncomeRows.class.getResourceAsStream(SAMPLE));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(new GZIPInputStream(file), UTF_8))) {
      List<String> header = List.of(lines.readLine().split(","));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split(",");
        rows.add(name -> Integer.parseInt(cells[header.indexOf(name)]));
      }
    }
    return rows;
  }

  /** The whole file's rows, or null, saying so, where it is absent. */
  static IncomeRows whole() throws IOException {
    Path path = Path.of(System.getProperty("probity.root", "..")).resolve(WHOLE).normalize();
    if (!Files.exists(path)) {
      System.out.println("SKIPPED: " + WHOLE + " is absent beside the project; the sample is run");
      return null;
    }
    IncomeRows rows = new IncomeRows();
    List<String> columns = new ArrayList<>(FEATURES);
    columns.addAll(List.of("YEAR", LABEL));
    try (RowFile file = RowFile.open(path)) {
      file.begin(columns);
      while (file.next()) {
        rows.add(name -> (int) Double.parseDouble(String.valueOf(file.cell(name))));
      }
    }
    return rows;
  }

  /** A cell by the name of its column. */
  private interface Cells {
    int of(String name);
  }

  private void add(Cells cells) {
    int[] row = new int[FEATURES.size() + 1];
    for (int i = 0; i < FEATURES.size(); i++) {
      row[i] = cells.of(FEATURES.get(i));
    }
    row[FEATURES.size()] = cells.of(LABEL);
    (cells.of("YEAR") == 2018 ? of2018 : of2024).add(row);
  }

  /** Rows of 2018, or of 2024; the caller shuffles them. */
  List<int[]> of(int year) {
    return new ArrayList<>(year == 2018 ? of2018 : of2024);
  }

  static boolean label(int[] row) {
    return row[FEATURES.size()] == 1;
  }

  static float[] vector(int[] row) {
    float[] vector = new float[FEATURES.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = row[i];
    }
    return vector;
  }

  static TrainingMatrix matrix(List<int[]> rows) {
    int width = FEATURES.size();
    float[] values = new float[rows.size() * width];
    float[] labels = new float[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(vector(rows.get(i)), 0, values, i * width, width);
      labels[i] = rows.get(i)[width];
    }
    return new TrainingMatrix(SPEC, values, labels, null);
  }
}
