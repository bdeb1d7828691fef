// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {

  // Computed independently: python3 hashlib, first four bytes big-endian, % 20, // 20 % 5.
  @ParameterizedTest
  @CsvSource({
    "2024HU0000001, 3495203593, 13, 4, FIT",
    "2024GQ0000103, 3323036990, 10, 4, FIT",
    "a, 2816464087, 7, 4, FIT",
    "Zoë, 807714369, 9, 3, FIT",
    "h2, 629436978, 18, 3, TEST",
    "h26, 918062136, 16, 1, CALIBRATION",
    "h28, 1038377254, 14, 2, VALIDATION"
  })
  void hashesGroupsAsComputedElsewhere(String group, long hash, int fold, int inner, Split part) {
    // When
    int actual = Split.hash(group);
    // Then
    assertEquals(hash, Integer.toUnsignedLong(actual));
    assertEquals(fold, Split.fold(actual));
    assertEquals(inner, Split.inner(actual, 5));
    assertEquals(part, Split.of(actual));
  }

  @Test
  void everyFoldBelongsToExactlyOnePart() {
    // When
    List<Integer> sizes =
        List.of(Split.values()).stream().map(part -> part.last() - part.first() + 1).toList();
    // Then
    assertEquals(List.of(14, 2, 2, 2), sizes);
    assertEquals(Split.FOLDS, sizes.stream().mapToInt(Integer::intValue).sum());
  }

  @Test
  void partsAndInnerFoldsKeepTheirShares() {
    // Given
    int[] hashes = IntStream.range(0, 20_000).map(i -> Split.hash("household-" + i)).toArray();
    // When
    long fit = IntStream.of(hashes).filter(hash -> Split.of(hash) == Split.FIT).count();
    long innerTest =
        IntStream.of(hashes)
            .filter(hash -> Split.of(hash) == Split.TEST && Split.inner(hash, 5) == 0)
            .count();
    // Then: five standard deviations of a binomial count
    assertTrue(Math.abs(fit - 14_000) < 5 * Math.sqrt(20_000 * .7 * .3), "fit " + fit);
    assertTrue(Math.abs(innerTest - 400) < 5 * Math.sqrt(20_000 * .02), "inner " + innerTest);
  }

  @Test
  void groupsThatDifferInOneCharacterHashApart() {
    assertNotEquals(Split.hash("2024HU0000001"), Split.hash("2024HU0000002"));
  }
}
