// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.trainer.TrainingMatrix;
import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BenchRowsTest {
  private static final int ROWS = 512;

  private static BenchRows rows;

  @BeforeAll
  static void load() throws IOException {
    rows = BenchRows.load();
  }

  @Test
  void numericColumnsHoldCodesAndNothingIsMissing() {
    BenchRows.Encoded encoded = rows.encoded(BenchRows.Kind.NUMERIC, ROWS);
    assertEquals(ROWS, encoded.test().rows());
    assertEquals(11, encoded.train().columns());
    assertTrue(encoded.train().rows() > 10_000, encoded.train().rows() + " rows");
    assertEquals(0, missing(encoded.train()));
    assertFalse(encoded.test().categorical(4));
    double positive = 0;
    for (float label : encoded.train().labels()) {
      positive += label;
    }
    assertEquals(0.46, positive / encoded.train().rows(), 0.1);
  }

  @Test
  void fiveColumnsHoldIndexesOfTheirTrainingCodes() {
    BenchRows.Encoded encoded = rows.encoded(BenchRows.Kind.CATEGORICAL, ROWS);
    int categorical = 0;
    for (int column = 0; column < 11; column++) {
      categorical += encoded.train().categorical(column) ? 1 : 0;
    }
    assertEquals(5, categorical);
    assertEquals(0, missing(encoded.train()), "every training code is listed");
    float[] vector = new float[11];
    for (int row = 0; row < ROWS; row++) {
      encoded.test().copyRow(row, vector);
      assertTrue(Float.isNaN(vector[4]) || vector[4] < 400, "an index, not a code: " + vector[4]);
    }
  }

  @Test
  void oneValueInTwentyIsMissingAlwaysTheSame() {
    TrainingMatrix one = rows.encoded(BenchRows.Kind.MISSING, ROWS).test();
    TrainingMatrix two = rows.encoded(BenchRows.Kind.MISSING, ROWS).test();
    assertEquals(0.05, missing(one) / (double) one.values().length, 0.01);
    for (int i = 0; i < one.values().length; i++) {
      assertEquals(one.values()[i], two.values()[i]);
    }
  }

  private static int missing(TrainingMatrix matrix) {
    int missing = 0;
    for (float value : matrix.values()) {
      missing += Float.isNaN(value) ? 1 : 0;
    }
    return missing;
  }
}
