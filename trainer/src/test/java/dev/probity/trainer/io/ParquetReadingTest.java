// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.model.ModelDigest;
import dev.probity.trainer.data.ParquetTable;
import dev.probity.trainer.data.Table;
import dev.probity.trainer.data.TableColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written here is read back by a reader of others, value for value. */
class ParquetReadingTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 1_000, 65_535, 65_536, 65_537, 140_000})
  void everyValueComesBackWhateverTheNumberOfRows(int rows) throws Exception {
    // Given
    Table table = table(rows, 5);
    // When
    Table read = ParquetReading.table(ParquetTable.write(table));
    // Then
    assertEquals(rows, read.rows());
    assertEquals(
        table.columns().stream().map(TableColumn::name).toList(),
        read.columns().stream().map(TableColumn::name).toList());
    for (int column = 0; column < table.columns().size(); column++) {
      for (int row = 0; row < rows; row++) {
        Object expected = table.columns().get(column).value(row);
        assertEquals(expected, read.columns().get(column).value(row), "row " + row);
      }
    }
  }

  @Test
  void bytesDependOnTheTableOnly() {
    byte[] bytes = ParquetTable.write(table(1_000, 5));
    assertArrayEquals(bytes, ParquetTable.write(table(1_000, 5)));
    assertEquals(false, Arrays.equals(bytes, ParquetTable.write(table(1_000, 6))));
    assertEquals(
        "PAR1", new String(bytes, bytes.length - 4, 4, java.nio.charset.StandardCharsets.US_ASCII));
    System.out.println("golden: parquet of 1,000 rows " + ModelDigest.sha256(bytes));
  }

  @Test
  void brokenFilesAreRefused() {
    byte[] bytes = ParquetTable.write(table(100, 5));
    assertThrows(Exception.class, () -> ParquetReading.table(new byte[0]));
    assertThrows(Exception.class, () -> ParquetReading.table(Arrays.copyOf(bytes, 400)));
  }

  @Test
  void tableWithoutColumnsOrWithUnequalOnesIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Table(0, List.of()));
    TableColumn one = new TableColumn.Longs("a", new long[1]);
    assertThrows(IllegalArgumentException.class, () -> new Table(2, List.of(one)));
    assertThrows(IllegalArgumentException.class, () -> new Table(1, List.of(one, one)));
  }

  private static Table table(int rows, long seed) {
    Random random = new Random(seed);
    long[] longs = new long[rows];
    double[] doubles = new double[rows];
    float[] floats = new float[rows];
    String[] texts = new String[rows];
    String[] absent = new String[rows];
    for (int row = 0; row < rows; row++) {
      longs[row] = random.nextLong();
      doubles[row] = random.nextInt(4) == 0 ? Double.NaN : random.nextGaussian();
      floats[row] = random.nextInt(4) == 0 ? Float.NaN : -0f * random.nextInt(3);
      texts[row] = random.nextInt(4) == 0 ? null : "Zürich 漢 " + random.nextInt(50);
    }
    return new Table(
        rows,
        List.of(
            new TableColumn.Longs("whole", longs),
            new TableColumn.Doubles("real", doubles),
            new TableColumn.Floats("encoded", floats),
            new TableColumn.Texts("text", texts),
            new TableColumn.Texts("nothing", absent)));
  }
}
