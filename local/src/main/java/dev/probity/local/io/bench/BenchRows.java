// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.ingest.CsvRow;
import dev.probity.ingest.CsvRows;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.SplitMix64;
import dev.probity.trainer.TrainingMatrix;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * Census rows of New York as a benchmark takes them: 11 columns, the protected ones among them,
 * because the models are test objects and decide about nobody.
 */
final class BenchRows {
  private static final List<String> NAMES =
      List.of(
          "SEX", "RAC1P", "CIT", "COW", "INDP", "OCCP", "HICOV", "WKWN", "WKHP", "AGEP", "SCHL");
  private static final Set<String> CATEGORICAL = Set.of("CIT", "COW", "INDP", "OCCP", "HICOV");
  private static final double MISSING = 0.05;
  private static final int WAGES = 45_000;

  private final List<int[]> train = new ArrayList<>();
  private final List<int[]> test = new ArrayList<>();
  private final List<Float> labels = new ArrayList<>();

  /** What the columns are made of. */
  enum Kind {
    /** Codes as numbers, nothing missing. */
    NUMERIC("numeric"),
    /** Five columns split by category sets. */
    CATEGORICAL("5 categorical"),
    /** Codes as numbers, one value in twenty missing. */
    MISSING("5 % missing");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * What one kind of rows gives.
   *
   * @param train rows to grow trees on
   * @param test rows to score and explain, never trained on
   */
  record Encoded(TrainingMatrix train, TrainingMatrix test) {
    /** The encoder of both. */
    FeatureSpec spec() {
      return train.spec();
    }
  }

  private BenchRows() {}

  /** Reads the sample that ships with the product. */
  static BenchRows load() throws IOException {
    BenchRows rows = new BenchRows();
    InputStream file =
        Objects.requireNonNull(BenchRows.class.getResourceAsStream("/acs/acs-sample.csv.gz"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(new GZIPInputStream(file), UTF_8))) {
      CsvRows csv = new CsvRows(lines.lines().iterator());
      List<String> header = csv.next().cells();
      int[] columns = NAMES.stream().mapToInt(header::indexOf).toArray();
      int role = header.indexOf("ROLE");
      int wages = header.indexOf("WAGP");
      while (csv.hasNext()) {
        rows.add(csv.next(), columns, role, wages);
      }
    }
    return rows;
  }

  private void add(CsvRow row, int[] columns, int role, int wages) {
    int[] codes =
        IntStream.of(columns).map(column -> Integer.parseInt(row.cells().get(column))).toArray();
    switch (row.cells().get(role)) {
      case "train" -> {
        train.add(codes);
        labels.add(Integer.parseInt(row.cells().get(wages)) <= WAGES ? 1f : 0f);
      }
      case "test" -> test.add(codes);
      default -> {}
    }
  }

  /** Trains on the rows of one kind and keeps some others to measure with. */
  Encoded encoded(Kind kind, int testRows) {
    List<List<Integer>> lists = new ArrayList<>();
    for (int column = 0; column < NAMES.size(); column++) {
      lists.add(codes(kind, column));
    }
    FeatureSpec spec =
        new FeatureSpec(
            IntStream.range(0, NAMES.size())
                .mapToObj(column -> feature(NAMES.get(column), lists.get(column)))
                .toList());
    SplitMix64 random = new SplitMix64(5);
    float[] known = new float[labels.size()];
    for (int i = 0; i < known.length; i++) {
      known[i] = labels.get(i);
    }
    float[] values = values(kind, lists, train, random);
    float[] held = values(kind, lists, test.subList(0, testRows), random);
    return new Encoded(
        new TrainingMatrix(spec, values, known, null),
        new TrainingMatrix(spec, held, new float[testRows], null));
  }

  /** The codes that occur in training, ascending; none for a number. */
  private List<Integer> codes(Kind kind, int column) {
    boolean listed = kind == Kind.CATEGORICAL && CATEGORICAL.contains(NAMES.get(column));
    return listed
        ? train.stream().map(codes -> codes[column]).sorted().distinct().toList()
        : List.of();
  }

  private static Feature feature(String name, List<Integer> codes) {
    return codes.isEmpty()
        ? Feature.Numeric.whole(name, 0, 10_000)
        : Feature.Categorical.codes(name, codes);
  }

  private static float[] values(
      Kind kind, List<List<Integer>> lists, List<int[]> rows, SplitMix64 random) {
    int width = lists.size();
    float[] values = new float[rows.size() * width];
    for (int i = 0; i < values.length; i++) {
      int code = rows.get(i / width)[i % width];
      values[i] = encode(lists.get(i % width), code);
      if (kind == Kind.MISSING && random.unit() < MISSING) {
        values[i] = Float.NaN;
      }
    }
    return values;
  }

  private static float encode(List<Integer> codes, int code) {
    if (codes.isEmpty()) {
      return code;
    }
    int index = Collections.binarySearch(codes, code);
    return index < 0 ? Float.NaN : index;
  }
}
