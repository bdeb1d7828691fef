// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupContributionsTest {
  private static final List<ProtectedAttribute> TWO =
      List.of(
          new ProtectedAttribute("SEX", "1", List.of("1", "2")),
          new ProtectedAttribute("RAC1P", "1", List.of("1", "2", "3")));

  @Test
  void workedByHand() {
    // Given
    GroupContributions fold = new GroupContributions(TWO, 2);
    fold.add(new double[] {1, -3}, new int[] {1, 0});
    fold.add(new double[] {3, -3}, new int[] {1, 3});

    // When
    fold.add(new double[] {1, 0}, new int[] {0, 2});

    // Then
    assertEquals(2, fold.n(0, 1));
    assertEquals(.25, fold.share(1, 0, 0));
    assertEquals(.75, fold.share(1, 0, 1));
    assertEquals(1, fold.gap(0, 1, 0));
    assertEquals(-3, fold.gap(0, 1, 1));
    assertEquals(0, fold.n(1, 1));
    assertTrue(Double.isNaN(fold.gap(1, 1, 0)));
    assertTrue(Double.isNaN(fold.share(1, 1, 0)));
  }

  /** The gaps of the features are the gap of the margins. */
  @Test
  void gapsAddUpAndMergingMovesNoBit() {
    Random random = new Random(3);
    GroupContributions whole = new GroupContributions(TWO, 5);
    GroupContributions one = new GroupContributions(TWO, 5);
    GroupContributions other = new GroupContributions(TWO, 5);
    double[] margins = new double[2];
    long[] rows = new long[2];
    for (int i = 0; i < 500; i++) {
      double[] phi = random.doubles(5, -2, 2).toArray();
      int[] groups = {random.nextInt(2), random.nextInt(4)};
      whole.add(phi, groups);
      (random.nextBoolean() ? one : other).add(phi, groups);
      for (double value : phi) {
        margins[groups[0]] += value;
      }
      rows[groups[0]]++;
    }
    double gaps = 0;
    for (int feature = 0; feature < 5; feature++) {
      gaps += whole.gap(0, 1, feature);
    }
    assertEquals(margins[1] / rows[1] - margins[0] / rows[0], gaps, 1e-9);
    other.merge(one.toBytes());
    assertArrayEquals(whole.toBytes(), other.toBytes());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    GroupContributions fold = new GroupContributions(TWO, 2);
    GroupContributions wider = new GroupContributions(TWO, 3);
    assertThrows(
        IllegalArgumentException.class, () -> fold.add(new double[] {1}, new int[] {0, 0}));
    assertThrows(IllegalStateException.class, () -> fold.merge(wider.toBytes()));
  }
}
