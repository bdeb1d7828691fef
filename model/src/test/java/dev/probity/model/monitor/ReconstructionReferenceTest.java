// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Principal components inside a reference and its windows. */
class ReconstructionReferenceTest {
  /** A category, then two numbers: the components have the numbers first. */
  private static final List<MonitoredFeature> FEATURES =
      List.of(
          new MonitoredFeature.Categorical("job", List.of("a", "b")),
          new MonitoredFeature.Numeric("hours"),
          new MonitoredFeature.Numeric("age"));

  /** Kept is the sum of the numbers; their difference and the category are lost. */
  private static Reconstruction fitted() {
    double half = Math.sqrt(.5);
    return new Reconstruction(
        2,
        new double[] {40, 30, 0},
        new double[][] {{.75, .25}},
        new double[] {40, 30, .5},
        new double[] {10, 10, .25},
        new double[][] {{half, half, 0}});
  }

  @Test
  void measuresRowsInTheModelsOrder() {
    // Given
    ReconstructionReference reference =
        ReconstructionReference.of(FEATURES, fitted(), List.of(), 10);

    // Then
    assertEquals(1, reference.error(new double[] {0, 50, 40}), 1e-12, "both up: only the job");
    assertEquals(
        Math.sqrt(2 + 1),
        reference.error(new double[] {1, 50, 20}),
        1e-12,
        "apart from each other");
    assertEquals(
        Math.sqrt(4), reference.error(new double[] {ColumnFold.UNSEEN, 40, 30}), 1e-12, "unseen");
    assertEquals(1, reference.error(new double[] {Double.NaN, Double.NaN, 30}), 1e-12, "missing");
  }

  @Test
  void sumsAreExactInAnyOrder() {
    // Given
    ErrorSums one = new ErrorSums();
    ErrorSums other = new ErrorSums();
    ErrorSums merged = new ErrorSums();

    // When
    one.add(1);
    other.add(3);
    merged.merge(other);
    merged.merge(one);
    FoldOutput out = new FoldOutput();
    merged.write(out);
    ErrorSums read = new ErrorSums();
    read.add(new FoldInput(out.toBytes()));

    // Then
    assertEquals(2, read.mean());
    assertEquals(1, read.error());
    assertEquals(2, read.n());
    assertTrue(Double.isNaN(one.error()));
    other.add(Double.MAX_VALUE);
    assertEquals((3 + 1_024) / 2.0, other.mean(), "a row beyond all bounds stops nothing");
  }

  @Test
  void refusesComponentsOfOtherFeatures() {
    // Then
    assertThrows(
        IllegalArgumentException.class,
        () -> ReconstructionReference.of(FEATURES.subList(0, 2), fitted(), List.of(), 10));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Reconstruction(
                1,
                new double[] {0},
                new double[0][],
                new double[] {0},
                new double[] {0},
                new double[0][]));
  }

  @Test
  void aReferenceHoldsThemByTheByte() {
    // Given
    MonitoringReference reference = ReferenceRows.reference(1_000, 100, 3);

    // Then
    assertTrue(reference.reconstruction() == null);
    assertArrayEquals(
        reference.toBytes(), MonitoringReference.parse(reference.toBytes()).toBytes());
  }
}
