// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Categories;
import dev.probity.model.Direction;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EncoderTest {
  private static final List<Apprentices.Apprentice> CARPENTERS =
      Apprentices.drawn(40, 1, List.of("carpenter", "electrician"));

  @Test
  void profileIsBoundToTheCategoriesTheRowsShow() {
    // Given
    Dataset dataset = Apprentices.dataset(CARPENTERS);
    // When
    FeatureSpec spec = Encoder.spec(Apprentices.PROFILE, dataset, all(dataset));
    // Then
    assertEquals(
        List.of(
            new Feature.Categorical(
                "trade",
                new Categories.Labels(List.of("carpenter", "electrician")),
                Feature.Policy.REFUSE,
                Feature.Policy.REFUSE,
                true,
                Direction.ANY),
            new Feature.Numeric("grade", false, 1, 6, Feature.Policy.MISSING, false, Direction.ANY),
            new Feature.Numeric(
                "interview", true, 1, 3, Feature.Policy.REFUSE, true, Direction.INCREASE)),
        spec.features());
  }

  @Test
  void featureNoRowHasStillHasItsCodeBook() {
    // Given
    Dataset dataset = Apprentices.dataset(CARPENTERS);
    // When
    FeatureSpec spec = Encoder.spec(Apprentices.PROFILE, dataset, new int[0]);
    // Then
    Feature.Categorical trade = (Feature.Categorical) spec.features().getFirst();
    assertEquals(
        new Categories.Labels(List.of("carpenter", "electrician", "plumber")), trade.categories());
  }

  @Test
  void vectorsAndLabelsStandInTheOrderOfTheRowsAskedFor() {
    // Given
    Dataset dataset = Apprentices.dataset(CARPENTERS);
    FeatureSpec spec = Encoder.spec(Apprentices.PROFILE, dataset, all(dataset));
    int[] rows = {7, 3};
    // When
    TrainingMatrix matrix = Encoder.matrix(spec, dataset, rows, null);
    // Then
    assertEquals(2, matrix.rows());
    float[] vector = new float[3];
    for (int i = 0; i < rows.length; i++) {
      spec.encode(dataset.raw(rows[i]), vector);
      float[] copied = new float[3];
      matrix.copyRow(i, copied);
      assertArrayEquals(vector, copied);
      assertEquals(dataset.positive(rows[i]) ? 1f : 0f, matrix.labels()[i]);
    }
    assertTrue(matrix.categorical(0) && !matrix.categorical(1) && !matrix.categorical(2));
  }

  @Test
  void rowsTheEncoderRefusesAreNotTakenAndNeverEncodedSilently() {
    // Given
    Dataset some = Apprentices.dataset(CARPENTERS);
    FeatureSpec spec = Encoder.spec(Apprentices.PROFILE, some, all(some));
    Dataset others = Apprentices.dataset(Apprentices.drawn(40, 2));
    // When
    int[] taken = Encoder.taken(spec, others, all(others));
    // Then
    for (int row : all(others)) {
      boolean plumber = "plumber".equals(others.feature("trade").text(row));
      assertEquals(!plumber, IntStream.of(taken).anyMatch(kept -> kept == row));
    }
    String message =
        assertThrows(IllegalStateException.class, () -> Encoder.values(spec, others, all(others)))
            .getMessage();
    assertEquals("feature trade of a row that must encode: UNSEEN", message);
  }

  @Test
  void matrixRefusesArraysThatAreNoRows() {
    // Given
    FeatureSpec spec = new FeatureSpec(List.of(Feature.Numeric.whole("A", 0, 9)));
    // Then
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrainingMatrix(spec, new float[3], new float[2], null));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrainingMatrix(spec, new float[2], new float[2], new float[1]));
  }

  private static int[] all(Dataset dataset) {
    return IntStream.range(0, dataset.rows()).toArray();
  }
}
