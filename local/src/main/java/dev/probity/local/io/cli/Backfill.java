// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.rows.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file of ranges to train on, one a line. */
final class Backfill {
  private static final int MOST_RANGES = 1_000;
  private static final String OPEN = "-";

  private Backfill() {}

  /**
   * The two ends of a range.
   *
   * @param from the first record; null for the oldest there is
   * @param to the end, excluded; null for now
   */
  record Ends(@Nullable String from, @Nullable String to) {}

  /**
   * Reads a file.
   *
   * @throws InvalidInputException naming the line that is no range
   */
  static List<Ends> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException("There is no file " + file + " that can be read");
    }
    List<Ends> ranges = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      String told = line.replaceFirst("#.*", "").strip();
      if (told.isEmpty()) {
        continue;
      }
      String[] ends = told.split("\\s+");
      if (ends.length != 2 || ranges.size() == MOST_RANGES) {
        throw new InvalidInputException(
            "Line %d of %s is no range\nMaybe two ends with a space between, at most %,d lines"
                .formatted(number, file, MOST_RANGES));
      }
      ranges.add(new Ends(end(ends[0]), end(ends[1])));
    }
    if (ranges.isEmpty()) {
      throw new InvalidInputException("File " + file + " holds no range");
    }
    return ranges;
  }

  private static @Nullable String end(String text) {
    return text.equals(OPEN) ? null : text;
  }
}
