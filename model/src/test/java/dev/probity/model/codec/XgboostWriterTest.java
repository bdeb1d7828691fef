// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Golden;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** XGBoost's predictor takes the node after a left child to be the right child. */
  @Test
  void rightChildStandsBesideItsSibling() {
    // Given
    Golden golden = Golden.trimmed();
    Ensemble original = golden.model("xgb_cat").fitting(golden.categoricalSpec()).first(3);
    // When
    String written = utf8(XgboostWriter.write(original, golden.categoricalSpec()));
    // Then
    List<int[]> left = arrays(written, "left_children");
    List<int[]> right = arrays(written, "right_children");
    assertEquals(3, left.size());
    for (int tree = 0; tree < 3; tree++) {
      for (int node = 0; node < left.get(tree).length; node++) {
        int child = left.get(tree)[node];
        assertEquals(child < 0 ? -1 : child + 1, right.get(tree)[node]);
      }
    }
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static List<int[]> arrays(String document, String name) {
    Matcher matcher = Pattern.compile('"' + name + "\":\\[([^]]*)]").matcher(document);
    return matcher.results().map(result -> numbers(result.group(1))).toList();
  }

  private static int[] numbers(String list) {
    return Pattern.compile(",").splitAsStream(list).mapToInt(Integer::parseInt).toArray();
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
