// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a dead letter stands, as {@code dlq list} prints it.
 *
 * @param partition of the rejects topic
 * @param offset in it
 */
record LetterPosition(int partition, long offset) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})@(\\d{1,18})");

  @Override
  public String toString() {
    return partition + "@" + offset;
  }

  /** Reads what the user typed. */
  static final class Converter implements ITypeConverter<LetterPosition> {
    @Override
    public LetterPosition convert(String text) {
      Matcher found = TEXT.matcher(text);
      if (!found.matches()) {
        throw new TypeConversionException(
            "expected a position as dlq list prints it, for example 0@17");
      }
      return new LetterPosition(Integer.parseInt(found.group(1)), Long.parseLong(found.group(2)));
    }
  }
}
