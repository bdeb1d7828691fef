// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;

class XgboostWriterTest {
  @Test
  void writtenNumericModelScoresTheSameBits() {
    Golden golden = Golden.trimmed();
    roundTrip(golden, "xgb_300x4", golden.numericSpec(), golden.numericRows());
  }

  @Test
  void writtenCategoricalModelScoresTheSameBits() {
    Golden golden = Golden.trimmed();
    roundTrip(golden, "xgb_cat", golden.categoricalSpec(), golden.encodedRows());
  }

  private static void roundTrip(Golden golden, String model, FeatureSpec spec, List<float[]> rows) {
    // Given
    Ensemble original = golden.model(model).fitting(spec).first(40);
    // When
    byte[] written = XgboostWriter.write(original, spec);
    Ensemble copy = XgboostReader.read(written).fitting(spec);
    // Then
    assertEquals(40, copy.trees().size());
    for (float[] row : rows) {
      assertEquals(original.margin(row), copy.margin(row), 0.0);
    }
    assertArrayEquals(written, XgboostWriter.write(copy, spec));
  }
}
