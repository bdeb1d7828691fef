// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.codec.Json;
import dev.probity.model.eval.Confusion;
import dev.probity.model.eval.RocAuc;
import dev.probity.model.eval.ScoredRows;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * RT-01, RT-02, RT-04 and the 12,000 reference scores, on the 21,596 test rows of the census file.
 */
class GoldenCensusTest {
  private static final int COLUMNS = Golden.FEATURES.size();
  private static final List<double[]> ROWS = new ArrayList<>();
  private static final List<Double> WAGES = new ArrayList<>();

  private final Golden golden = Golden.trimmed();

  @BeforeEach
  void readTestRowsOnce() throws IOException {
    var file = Golden.outside("data/acs2024.csv.gz");
    if (!ROWS.isEmpty()) {
      return;
    }
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16),
                StandardCharsets.US_ASCII))) {
      List<String> header = Arrays.asList(lines.readLine().split(","));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.endsWith(",test")) {
          String[] cells = line.split(",");
          ROWS.add(
              Golden.FEATURES.stream()
                  .mapToDouble(name -> Double.parseDouble(cells[header.indexOf(name)]))
                  .toArray());
          WAGES.add(Double.parseDouble(cells[header.indexOf("WAGP")]));
        }
      }
    }
    assertEquals(21_596, ROWS.size());
  }

  @Test
  void encoderOfTheArtefactKeepsTheQualityOfTheModel() {
    // Given
    FeatureSpec spec = golden.categoricalSpec();
    float[] flat = new float[ROWS.size() * COLUMNS];
    // When
    for (int r = 0; r < ROWS.size(); r++) {
      float[] vector = new float[COLUMNS];
      assertEquals(Encoding.Encoded.CLEAN, spec.encode(raw(ROWS.get(r)), vector));
      System.arraycopy(vector, 0, flat, r * COLUMNS, COLUMNS);
    }
    ScoredRows scored = score(flat);
    // Then
    System.out.printf(
        "golden: RT-01 %d rows, AUC %.6f, %.0f positives%n",
        ROWS.size(), RocAuc.of(scored), Confusion.at(scored, 0.5).selected());
    assertEquals(0.929032, RocAuc.of(scored), 1e-5);
    assertEquals(10_275, Confusion.at(scored, 0.5).selected());
  }

  @Test
  void rawCodesTakenAsIndexesRuinTheModelAndTheControlSeesIt() {
    // Given: what a server without the encoder would do
    FeatureSpec spec = golden.categoricalSpec();
    float[] encoded = new float[ROWS.size() * COLUMNS];
    float[] skewed = new float[ROWS.size() * COLUMNS];
    for (int r = 0; r < ROWS.size(); r++) {
      float[] vector = new float[COLUMNS];
      spec.encode(raw(ROWS.get(r)), vector);
      for (int f = 0; f < COLUMNS; f++) {
        encoded[r * COLUMNS + f] = vector[f];
        skewed[r * COLUMNS + f] = (float) ROWS.get(r)[f];
      }
    }
    Ensemble ensemble = golden.model("xgb_cat").ensemble();
    double[] right = new double[ROWS.size()];
    double[] wrong = new double[ROWS.size()];
    // When
    ensemble.margins(encoded, ROWS.size(), right);
    ensemble.margins(skewed, ROWS.size(), wrong);
    ScoredRows scored = score(skewed);
    // Then
    int flips = 0;
    for (int r = 0; r < right.length; r++) {
      flips += right[r] > 0 != wrong[r] > 0 ? 1 : 0;
    }
    System.out.printf(
        "golden: RT-02 raw codes as indexes: AUC %.6f, %.0f positives, %d flips%n",
        RocAuc.of(scored), Confusion.at(scored, 0.5).selected(), flips);
    assertEquals(0.565217, RocAuc.of(scored), 1e-5);
    assertEquals(21_549, Confusion.at(scored, 0.5).selected());
    assertEquals(11_340, flips);
  }

  @Test
  void vectorsAreTheSameFromNumbersAndFromCandidateJson() {
    // Given
    FeatureSpec spec = golden.categoricalSpec();
    int different = 0;
    for (int r = 0; r < 10_000; r++) {
      StringBuilder json = new StringBuilder("{");
      for (int f = 0; f < COLUMNS; f++) {
        json.append(f == 0 ? "\"" : ",\"").append(Golden.FEATURES.get(f)).append("\":");
        json.append((long) ROWS.get(r)[f]);
      }
      byte[] bytes = json.append('}').toString().getBytes(StandardCharsets.US_ASCII);
      float[] fromNumbers = new float[COLUMNS];
      float[] fromJson = new float[COLUMNS];
      // When
      spec.encode(raw(ROWS.get(r)), fromNumbers);
      spec.encode(Fixtures.raw(Json.parseObject(bytes)), fromJson);
      different += Arrays.equals(fromNumbers, fromJson) ? 0 : 1;
    }
    // Then
    assertEquals(0, different);
  }

  @Test
  void firstTwelveThousandScoresEqualReference() {
    // Given
    Golden.Table vectors = golden.table("vectors.csv.gz");
    Ensemble ensemble = golden.model("xgb_100x6").ensemble();
    int different = 0;
    double worst = 0;
    for (int r = 0; r < vectors.rows(); r++) {
      float[] row = new float[COLUMNS];
      for (int f = 0; f < COLUMNS; f++) {
        row[f] = (float) ROWS.get(r)[f];
      }
      // When
      float margin = ensemble.conformanceMargin(row);
      float score = 1f / ((float) StrictMath.exp(-margin) + 1f);
      different += score == vectors.single(r, "SCORE") ? 0 : 1;
      worst = Math.max(worst, Math.abs(score - vectors.single(r, "SCORE")));
      // Then
      assertEquals(vectors.text(r, "YHAT").equals("1"), ensemble.margin(row) > 0, "row " + r);
    }
    System.out.printf(
        "golden: 12,000 float32 scores, %d differ, by at most %.2e%n", different, worst);
    assertTrue(worst <= 6e-8, "worst " + worst);
  }

  private ScoredRows score(float[] flat) {
    double[] margins = new double[ROWS.size()];
    golden.model("xgb_cat").ensemble().margins(flat, ROWS.size(), margins);
    double[] scores = Arrays.stream(margins).map(GoldenCensusTest::float32).toArray();
    boolean[] labels = new boolean[ROWS.size()];
    for (int r = 0; r < labels.length; r++) {
      labels[r] = WAGES.get(r) <= 45_000;
    }
    return ScoredRows.of(scores, labels);
  }

  /** The reference ranks float32 probabilities, which tie where margins are large. */
  private static double float32(double margin) {
    return 1f / ((float) StrictMath.exp(-(float) margin) + 1f);
  }

  private static RawRow raw(double[] row) {
    Map<String, Double> values = new HashMap<>();
    for (int f = 0; f < COLUMNS; f++) {
      values.put(Golden.FEATURES.get(f), row[f]);
    }
    return Fixtures.raw(values);
  }
}
