// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AttributionFoldTest {
  private static final List<String> TWO = List.of("A", "B");

  private static List<double[]> rows(long seed, int count, double shift) {
    Random random = new Random(seed);
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new double[] {random.nextGaussian() + shift, 2 * random.nextGaussian()});
    }
    return rows;
  }

  private static AttributionFold fold(AttributionReference reference, List<double[]> rows) {
    AttributionFold fold = new AttributionFold(reference);
    rows.forEach(fold::add);
    return fold;
  }

  @Test
  void followsTheWorkedExamples() {
    // Given
    AttributionReference even =
        AttributionReference.of(TWO, List.of(new double[] {2, -2}, new double[] {-1, 1}));
    AttributionReference first = AttributionReference.of(TWO, List.of(new double[] {3, -1}));

    // When
    AttributionFold one = fold(even, List.of(new double[] {1, -3}));
    AttributionFold two = fold(even, List.of(new double[] {1, 0}, new double[] {-3, 0}));
    AttributionFold reversed = fold(first, List.of(new double[] {-1, 3}));

    // Then
    assertEquals(.25, one.share(0));
    assertEquals(.75, one.share(1));
    assertEquals(.25, one.totalVariation());
    assertEquals(-1, two.mean(0));
    assertEquals(.796708, reversed.rankAgreement(), 1e-6);
    assertEquals(1, fold(first, List.of(new double[] {3, 1})).rankAgreement());
  }

  @Test
  void theReferenceItselfIsAtNoDistanceAndAShiftedFeatureAlone() {
    // Given
    List<double[]> rows = rows(1, 3_200, 0);
    AttributionReference reference = AttributionReference.of(TWO, rows);

    // When
    AttributionFold same = fold(reference, rows);
    AttributionFold shifted = fold(reference, rows(2, 3_200, 1));

    // Then
    assertEquals(0, same.distance(0));
    assertEquals(0, same.totalVariation());
    assertTrue(shifted.distance(0) > .25, "distance " + shifted.distance(0));
    assertTrue(shifted.distance(1) < .08, "distance " + shifted.distance(1));
    assertEquals(1, shifted.mean(0), .06);
  }

  @Test
  void mergingInAnyOrderGivesTheSameBits() {
    // Given
    List<double[]> rows = rows(3, 1_000, 0);
    AttributionReference reference = AttributionReference.of(TWO, rows);
    AttributionFold whole = fold(reference, rows);
    List<double[]> shuffled = new ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(4));

    // When
    AttributionFold merged = fold(reference, shuffled.subList(0, 300));
    AttributionFold rest = fold(reference, shuffled.subList(300, 1_000));
    merged.merge(rest);

    // Then
    assertArrayEquals(figures(whole), figures(merged));
  }

  private static double[] figures(AttributionFold fold) {
    return new double[] {
      fold.n(),
      fold.mean(0),
      fold.share(1),
      fold.distance(0),
      fold.distance(1),
      fold.totalVariation(),
      fold.rankAgreement()
    };
  }

  @Test
  void whatDoesNotFitIsRefused() {
    // Given
    AttributionReference two = AttributionReference.of(TWO, rows(5, 64, 0));
    AttributionReference other = AttributionReference.of(TWO, rows(6, 64, 0));
    AttributionFold fold = new AttributionFold(two);

    assertThrows(IllegalArgumentException.class, () -> fold.add(new double[] {1}));
    assertThrows(IllegalArgumentException.class, () -> fold.add(new double[] {1, Double.NaN}));
    assertThrows(IllegalArgumentException.class, () -> fold.merge(new AttributionFold(other)));
    assertThrows(IllegalArgumentException.class, () -> AttributionReference.of(TWO, List.of()));
    assertEquals(0, fold.n());
    assertEquals(Double.NaN, fold.distance(0));
    assertEquals(Double.NaN, fold.rankAgreement());
  }

  @Test
  void bytesHoldAllAndMergeLikeTheWindow() {
    // Given
    AttributionReference reference = AttributionReference.of(TWO, rows(7, 640, 0), 64);
    AttributionFold whole = fold(reference, rows(8, 200, .5));

    // When
    AttributionFold stored = new AttributionFold(reference);
    stored.merge(fold(reference, rows(8, 200, .5)).toBytes());
    byte[] bytes = stored.toBytes();

    // Then
    assertArrayEquals(whole.toBytes(), bytes);
    assertArrayEquals(figures(whole), figures(stored));
    assertEquals(10, reference.windows("A").size());
    assertEquals(10, reference.windows(AttributionReference.ALL).size());
    assertTrue(reference.windows("A").stream().allMatch(distance -> distance < .5));
    for (int cut = 0; cut < bytes.length; cut += 5) {
      byte[] broken = java.util.Arrays.copyOf(bytes, cut);
      assertThrows(IllegalStateException.class, () -> new AttributionFold(reference).merge(broken));
    }
  }

  @Test
  void countsHowManyOfTheMostImportantStayedSo() {
    // Given
    List<String> three = List.of("A", "B", "C");
    AttributionReference reference =
        AttributionReference.of(three, List.of(new double[] {3, 2, 1}));

    // When
    AttributionFold moved = fold(reference, List.of(new double[] {-3, .5, 1}));

    // Then
    assertEquals(.5, moved.topOverlap(2));
    assertEquals(1, moved.topOverlap(5));
    assertTrue(Double.isNaN(new AttributionFold(reference).topOverlap(2)));
  }
}
