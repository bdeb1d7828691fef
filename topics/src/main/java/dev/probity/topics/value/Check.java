// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.value;

import dev.probity.topics.value.InvalidValueException.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The checks that compact constructors share; each throws {@link InvalidValueException}. */
public final class Check {

  /** The longest text of a record, in UTF-16 units. */
  public static final int MAX_TEXT_CHARS = 1024;

  private static final boolean[] LOWER_HEX = new boolean[128];

  static {
    "0123456789abcdef".chars().forEach(c -> LOWER_HEX[c] = true);
  }

  private Check() {}

  /** The condition holds, else the component lies outside its range. */
  public static void that(boolean condition, String component, String expected) {
    if (!condition) {
      throw new InvalidValueException(Kind.RANGE, component, expected);
    }
  }

  /** A value is there. */
  public static <T> T present(@Nullable T value, String component) {
    if (value == null) {
      throw new InvalidValueException(Kind.MISSING, component, "present");
    }
    return value;
  }

  /** A text of 1 to 1,024 characters without control characters. */
  public static String text(@Nullable String value, String component) {
    if (value == null || value.isEmpty()) {
      throw new InvalidValueException(Kind.MISSING, component, "a text that is not empty");
    }
    return anyText(value, component);
  }

  /** A text of 0 to 1,024 characters without control characters, or null. */
  public static @Nullable String optionalText(@Nullable String value, String component) {
    return value == null ? null : anyText(value, component);
  }

  private static String anyText(String value, String component) {
    that(value.length() <= MAX_TEXT_CHARS, component, "at most 1,024 characters long");
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ') {
        throw new InvalidValueException(Kind.FORM, component, "a text without control characters");
      }
    }
    return value;
  }

  /** A text that may span lines: 1 to 1,024 characters. */
  public static String prose(@Nullable String value, String component) {
    if (value == null || value.isBlank()) {
      throw new InvalidValueException(Kind.MISSING, component, "a text that is not blank");
    }
    that(value.length() <= MAX_TEXT_CHARS, component, "at most 1,024 characters long");
    return value;
  }

  /** A SHA-256 value as 64 lower-case hexadecimal digits. */
  public static String digest(@Nullable String value, String component) {
    if (value == null) {
      throw new InvalidValueException(Kind.MISSING, component, "present");
    }
    if (!isDigest(value)) {
      throw new InvalidValueException(Kind.FORM, component, "64 lower-case hexadecimal digits");
    }
    return value;
  }

  /** A digest as in {@link #digest}, or null. */
  public static @Nullable String optionalDigest(@Nullable String value, String component) {
    return value == null ? null : digest(value, component);
  }

  /** Whether the text is 64 lower-case hexadecimal digits. */
  public static boolean isDigest(String value) {
    if (value.length() != 64) {
      return false;
    }
    // Random digits defeat a processor that guesses branches: one branch for all of them.
    boolean all = true;
    for (int i = 0; i < 64; i++) {
      all &= isLowerHex(value.charAt(i));
    }
    return all;
  }

  /** Whether the character is one of 0 to 9 and a to f. */
  public static boolean isLowerHex(char c) {
    return c < LOWER_HEX.length && LOWER_HEX[c];
  }

  /** A finite number. */
  public static double finite(double value, String component) {
    that(Double.isFinite(value), component, "a finite number");
    return value;
  }

  /** A finite number or null. */
  public static @Nullable Double finite(@Nullable Double value, String component) {
    if (value != null) {
      finite(value.doubleValue(), component);
    }
    return value;
  }

  /** A number from 0 to 1, both included. */
  public static double ratio(double value, String component) {
    that(value >= 0 && value <= 1, component, "from 0 to 1");
    return value;
  }

  /** A whole number that is not negative and exact in every JSON reader (at most 2^53 − 1). */
  public static long count(long value, String component) {
    that(value >= 0 && value <= MAX_EXACT_LONG, component, "from 0 to 2^53 - 1");
    return value;
  }

  /** The largest whole number every JSON reader keeps exactly, 2^53 − 1. */
  public static final long MAX_EXACT_LONG = (1L << 53) - 1;

  /**
   * The instant cut to whole milliseconds, the precision of every time on the wire, within the
   * years 0000 to 9999 that RFC 3339 can write.
   */
  public static Instant millis(@Nullable Instant value, String component) {
    Instant present = present(value, component);
    that(
        !present.isBefore(Rfc3339.FIRST) && !present.isAfter(Rfc3339.LAST),
        component,
        "within the years 0000 to 9999");
    return present.getNano() % 1_000_000 == 0 ? present : present.truncatedTo(ChronoUnit.MILLIS);
  }

  /** An instant as in {@link #millis}, or null. */
  public static @Nullable Instant optionalMillis(@Nullable Instant value, String component) {
    return value == null ? null : millis(value, component);
  }

  /** An immutable copy in the given order. */
  public static <T> List<T> copy(@Nullable List<T> values, String component) {
    for (T value : present(values, component)) {
      present(value, component);
    }
    return Collections.unmodifiableList(new ArrayList<>(present(values, component)));
  }

  /** An immutable copy that keeps the given order. */
  public static <V> Map<String, V> copy(@Nullable Map<String, V> values, String component) {
    Map<String, V> copy = new LinkedHashMap<>(present(values, component));
    for (Map.Entry<String, V> entry : copy.entrySet()) {
      text(entry.getKey(), component);
      present(entry.getValue(), component);
    }
    return Collections.unmodifiableMap(copy);
  }
}
