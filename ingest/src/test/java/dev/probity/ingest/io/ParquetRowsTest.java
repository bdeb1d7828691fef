// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParquetRowsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "snappy", "gzip", "uncompressed"})
  void readsTheColumnsAskedForWhateverCompressesThem(String codec) throws Exception {
    // Given
    List<Object> seen = new ArrayList<>();
    int rows = 0;
    // When
    try (ParquetRows file = ParquetRows.open(file(codec))) {
      assertEquals("row", file.columns().getFirst());
      assertEquals(14, file.columns().size());
      file.begin(List.of("SEX", "INDP", "row", "flag", "note", "HICOV", "AGEP"));
      while (file.next()) {
        if (rows++ == 0) {
          for (String column : List.of("SEX", "INDP", "row", "flag", "note", "HICOV", "AGEP")) {
            seen.add(file.value(column));
          }
          continue;
        }
        if (rows == 2) {
          assertEquals(0, file.value("flag"), "false");
          assertEquals("note 1", file.value("note"));
        }
      }
    }
    // Then
    assertEquals(40, rows);
    assertEquals(2.0, seen.get(0));
    assertEquals(9170L, seen.get(1));
    assertEquals("0", seen.get(2));
    assertEquals(1, seen.get(3), "true");
    assertNull(seen.get(4));
    assertEquals(1f, seen.get(5));
    assertEquals(19, seen.get(6));
  }

  @Test
  void blankedCellsAreNull() throws Exception {
    int blank = 0;
    try (ParquetRows file = ParquetRows.open(file("zstd"))) {
      file.begin(file.columns());
      while (file.next()) {
        for (String column : file.columns()) {
          blank += !column.equals("note") && file.value(column) == null ? 1 : 0;
        }
      }
    }
    assertTrue(blank >= 20, "rows 980–999 have 1 to 4 blanked cells each: " + blank);
  }

  @Test
  void whatIsNoParquetFileIsRefusedAndNotReadForEver() throws Exception {
    Path text = Files.writeString(folder.resolve("rows.parquet"), "row,AGE\n1,2\n");
    assertThrows(Exception.class, () -> ParquetRows.open(text));
    byte[] whole = Files.readAllBytes(file("zstd"));
    Path cut = Files.write(folder.resolve("cut.parquet"), java.util.Arrays.copyOf(whole, 900));
    assertThrows(Exception.class, () -> ParquetRows.open(cut));
    assertThrows(IOException.class, () -> ParquetRows.open(folder.resolve("absent.parquet")));
  }

  @Test
  void readingHasToBeginFirst() throws Exception {
    try (ParquetRows file = ParquetRows.open(file("snappy"))) {
      assertThrows(IllegalStateException.class, file::next);
      assertThrows(IllegalStateException.class, () -> file.value("SEX"));
      file.begin(List.of("SEX"));
      assertTrue(file.next());
      assertFalse(file.columns().isEmpty());
    }
  }

  private static Path file(String codec) throws URISyntaxException {
    return Path.of(
        ParquetRowsTest.class.getResource("/parquet/census." + codec + ".parquet").toURI());
  }
}
