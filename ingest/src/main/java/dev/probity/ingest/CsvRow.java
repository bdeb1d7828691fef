// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One record of a CSV file.
 *
 * @param line the number of its first line, from 1
 * @param raw its text as it stands in the file, without the last line break
 * @param cells its unquoted cells
 */
public record CsvRow(long line, String raw, List<String> cells) {

  /** Copies the cells. */
  public CsvRow {
    cells = List.copyOf(cells);
  }

  /**
   * The row as UTF-8, when each character so far stands for one byte of the file.
   *
   * @throws CharacterCodingException when the bytes are not strict UTF-8
   */
  public CsvRow decoded() throws CharacterCodingException {
    if (raw.chars().allMatch(next -> next < 128)) {
      return this;
    }
    List<String> texts = new ArrayList<>(cells.size());
    for (String cell : cells) {
      texts.add(utf8(cell));
    }
    return new CsvRow(line, utf8(raw), texts);
  }

  private static String utf8(String bytes) throws CharacterCodingException {
    ByteBuffer content = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
    return StandardCharsets.UTF_8.newDecoder().decode(content).toString();
  }
}
