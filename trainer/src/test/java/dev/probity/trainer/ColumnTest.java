// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ColumnTest {

  @Test
  void keepsNumbersTextsAndGapsInTheirRows() {
    // Given
    Column.Builder builder = new Column.Builder();
    builder.set(0, 1.5, null);
    builder.set(1, Double.NaN, "clerk");
    builder.set(2, Double.NaN, null);
    builder.set(3, 4, null);
    // When
    Column column = builder.gather(new int[] {3, 2, 1, 0});
    // Then
    assertEquals(4, column.rows());
    assertEquals("4", column.code(0));
    assertNull(column.code(1));
    assertEquals("clerk", column.code(2));
    assertEquals("1.5", column.code(3));
    assertTrue(Double.isNaN(column.number(2)));
    assertNull(column.text(3));
  }

  @Test
  void growsBeyondItsFirstSizeAndSharesEqualTexts() {
    // Given
    Column.Builder builder = new Column.Builder();
    for (int row = 0; row < 5_000; row++) {
      builder.set(row, row % 2 == 0 ? row : Double.NaN, row % 2 == 0 ? null : "t" + row % 3);
    }
    // When
    Column column = builder.gather(new int[] {4_998, 4_999, 1});
    // Then
    assertEquals(4_998, column.number(0));
    assertEquals("t1", column.text(1));
    assertSame(column.text(1), column.text(2));
  }

  @Test
  void laterValueReplacesAnEarlierText() {
    // Given
    Column.Builder builder = new Column.Builder();
    builder.set(0, Double.NaN, "old");
    builder.set(0, 7, null);
    // When
    Column column = builder.gather(new int[] {0});
    // Then
    assertEquals("7", column.code(0));
  }
}
