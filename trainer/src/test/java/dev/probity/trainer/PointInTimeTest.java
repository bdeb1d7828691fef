// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.probity.trainer.data.Table;
import dev.probity.trainer.data.TableColumn;
import java.util.List;
import org.junit.jupiter.api.Test;

class PointInTimeTest {
  private static final Table VECTORS =
      new Table(
          3,
          List.of(
              new TableColumn.Texts(DatasetTables.ID, new String[] {"a", "b", "c"}),
              new TableColumn.Longs(DatasetTables.POSITIVE, new long[] {1, 0, 1}),
              new TableColumn.Longs(DatasetTables.KNOWN_AT, new long[] {10, 20, 30}),
              new TableColumn.Longs(DatasetTables.OBSERVED_AT, new long[] {15, 25, 35}),
              new TableColumn.Floats("AGE", new float[] {1, 2, Float.NaN})));

  @Test
  void nothingLaterThanTheTimeIsSeen() {
    // At 20: a is known with its label, b without, c not at all.
    Table seen = PointInTime.of(VECTORS, 20, id -> false);
    assertEquals(2, seen.rows());
    assertEquals(1.0, value(seen, DatasetTables.POSITIVE, 0));
    assertNull(value(seen, DatasetTables.POSITIVE, 1));
    assertEquals(2f, value(seen, "AGE", 1));
    assertEquals(0, PointInTime.of(VECTORS, 9, id -> false).rows());
  }

  @Test
  void everythingIsSeenWithoutATimeButTheErased() {
    Table seen = PointInTime.of(VECTORS, Long.MAX_VALUE, "b"::equals);
    assertEquals(2, seen.rows());
    assertEquals("c", value(seen, DatasetTables.ID, 1));
    assertEquals(1.0, value(seen, DatasetTables.POSITIVE, 1));
    assertNull(value(seen, "AGE", 1));
  }

  private static Object value(Table table, String column, int row) {
    return table.find(column).value(row);
  }
}
