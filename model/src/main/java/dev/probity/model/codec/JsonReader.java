// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/**
 * Pulls the tokens of one strict JSON document (RFC 8259) out of bytes. Duplicate names, bad UTF-8,
 * lone surrogates, trailing bytes, leading zeros and nesting beyond the limit are refused; only
 * {@link #nextFloat} with {@code nonFinite} accepts the bare tokens NaN, Infinity and −Infinity.
 *
 * <p>Objects are read as {@code beginObject(); while (hasNext()) { switch (nextName()) … }
 * endObject();}, arrays alike. Every refusal is a {@link ModelRefusedException} that names the byte
 * position, never the content.
 */
public final class JsonReader {
  /** Kind of the next value. */
  public enum Kind {
    /** An object. */
    OBJECT,
    /** An array. */
    ARRAY,
    /** A string. */
    STRING,
    /** A number, or a bare token such as NaN. */
    NUMBER,
    /** True or false. */
    BOOLEAN,
    /** Null. */
    NULL
  }

  private static final class Level {
    private final boolean object;
    private final Set<String> names = new HashSet<>();
    private int values;

    Level(boolean object) {
      this.object = object;
    }
  }

  private static final int NUMBER_LIMIT = 64;

  private final byte[] bytes;
  private final int maxDepth;
  private final int maxString;
  private final Deque<Level> levels = new ArrayDeque<>();
  private int at;

  /**
   * A reader with limits.
   *
   * @param bytes the whole document
   * @param maxDepth deepest nesting of objects and arrays
   * @param maxString longest string in bytes as written
   */
  public JsonReader(byte[] bytes, int maxDepth, int maxString) {
    this.bytes = Objects.requireNonNull(bytes, "bytes");
    this.maxDepth = maxDepth;
    this.maxString = maxString;
  }

  /** Kind of the next value. */
  public Kind peek() {
    skipSpace();
    return switch (current()) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      default -> Kind.NUMBER;
    };
  }

  /** Enters an object. */
  public void beginObject() {
    begin('{', true);
  }

  /** Enters an array. */
  public void beginArray() {
    begin('[', false);
  }

  private void begin(char bracket, boolean object) {
    skipSpace();
    expect(bracket);
    if (levels.size() >= maxDepth) {
      throw refused("nesting deeper than " + maxDepth);
    }
    levels.push(new Level(object));
  }

  /** Leaves an object. */
  public void endObject() {
    end('}', true);
  }

  /** Leaves an array. */
  public void endArray() {
    end(']', false);
  }

  private void end(char bracket, boolean object) {
    if (levels.isEmpty() || levels.peek().object != object) {
      throw new IllegalStateException("no " + (object ? "object" : "array") + " is open");
    }
    skipSpace();
    expect(bracket);
    levels.pop();
  }

  /** Whether the open object or array has another member; consumes the comma before it. */
  public boolean hasNext() {
    Level level = Objects.requireNonNull(levels.peek(), "no object or array is open");
    skipSpace();
    if (current() == (level.object ? '}' : ']')) {
      return false;
    }
    if (level.values++ > 0) {
      expect(',');
      skipSpace();
    }
    return true;
  }

  /** Name of the next member of an object. */
  public String nextName() {
    Level level = Objects.requireNonNull(levels.peek(), "no object is open");
    String name = nextString();
    if (!level.names.add(name)) {
      throw refused("a name occurs twice in one object");
    }
    skipSpace();
    expect(':');
    return name;
  }

  /** A string. */
  public String nextString() {
    skipSpace();
    expect('"');
    int start = at;
    while (current() != '"') {
      int unit = current();
      if (unit >= 0 && unit < 0x20) {
        throw refused("a control character inside a string");
      }
      if (unit == '\\') {
        return escaped(start);
      }
      at++;
      requireLength(start);
    }
    return decode(start, at++);
  }

  private String escaped(int start) {
    StringBuilder text = new StringBuilder(decode(start, at));
    int plain = at;
    while (current() != '"') {
      int unit = current();
      if (unit >= 0 && unit < 0x20) {
        throw refused("a control character inside a string");
      }
      if (unit == '\\') {
        text.append(decode(plain, at));
        at++;
        text.append(escape());
        plain = at;
      } else {
        at++;
      }
      requireLength(start);
    }
    text.append(decode(plain, at++));
    requirePairs(text);
    return text.toString();
  }

  private void requireLength(int start) {
    if (at - start > maxString) {
      throw refused("a string longer than " + maxString + " bytes");
    }
  }

  private char escape() {
    int letter = current();
    at++;
    return switch (letter) {
      case '"', '\\', '/' -> (char) letter;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw refused("an unknown escape");
    };
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(current(), 16);
      if (digit < 0) {
        throw refused("an escape without four hex digits");
      }
      code = code << 4 | digit;
      at++;
    }
    return (char) code;
  }

  private void requirePairs(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(unit)) {
        throw refused("a lone surrogate");
      }
    }
  }

  private String decode(int start, int end) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException bad) {
      throw refused("a string that is not UTF-8");
    }
  }

  /** A number as written, checked against JSON's grammar. */
  public String nextNumber() {
    String token = token();
    if (!isNumber(token)) {
      throw refused("no number where one belongs");
    }
    return token;
  }

  /** A finite double. */
  public double nextDouble() {
    double value = Double.parseDouble(nextNumber());
    if (!Double.isFinite(value)) {
      throw refused("a number beyond double");
    }
    return value;
  }

  /**
   * A float32, rounded once from the decimal.
   *
   * @param nonFinite whether NaN, Infinity and −Infinity are accepted as bare tokens
   */
  public float nextFloat(boolean nonFinite) {
    String token = token();
    if (nonFinite && (token.equals("NaN") || token.endsWith("Infinity"))) {
      return bare(token);
    }
    if (!isNumber(token)) {
      throw refused("no number where one belongs");
    }
    float value = Float.parseFloat(token);
    if (Float.isInfinite(value)) {
      throw refused("a number beyond float32");
    }
    return value;
  }

  private float bare(String token) {
    return switch (token) {
      case "NaN" -> Float.NaN;
      case "Infinity" -> Float.POSITIVE_INFINITY;
      case "-Infinity" -> Float.NEGATIVE_INFINITY;
      default -> throw refused("no number where one belongs");
    };
  }

  /** A whole number that fits an int, written without fraction or exponent. */
  public int nextInt() {
    String token = nextNumber();
    try {
      return Integer.parseInt(token);
    } catch (NumberFormatException bad) {
      throw refused("no 32-bit whole number where one belongs");
    }
  }

  /** A whole number that fits a long, written without fraction or exponent. */
  public long nextLong() {
    String token = nextNumber();
    try {
      return Long.parseLong(token);
    } catch (NumberFormatException bad) {
      throw refused("no 64-bit whole number where one belongs");
    }
  }

  /** True or false. */
  public boolean nextBoolean() {
    return switch (token()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused("no boolean where one belongs");
    };
  }

  /** Null. */
  public void nextNull() {
    if (!token().equals("null")) {
      throw refused("no null where one belongs");
    }
  }

  /** Reads over the next value, checking it as strictly as any other. */
  public void skipValue() {
    switch (peek()) {
      case OBJECT -> {
        beginObject();
        while (hasNext()) {
          nextName();
          skipValue();
        }
        endObject();
      }
      case ARRAY -> {
        beginArray();
        while (hasNext()) {
          skipValue();
        }
        endArray();
      }
      case STRING -> nextString();
      case NUMBER -> nextNumber();
      case BOOLEAN -> nextBoolean();
      case NULL -> nextNull();
    }
  }

  /** Requires that nothing but white space follows. */
  public void end() {
    skipSpace();
    if (at < bytes.length || !levels.isEmpty()) {
      throw refused("bytes after the document");
    }
  }

  /** A refusal of this document at the present byte. */
  public ModelRefusedException refused(String found) {
    return new ModelRefusedException(RefusalCode.MALFORMED, found + " at byte " + at);
  }

  private String token() {
    skipSpace();
    int start = at;
    while (at < bytes.length && isTokenByte(bytes[at])) {
      at++;
      if (at - start > NUMBER_LIMIT) {
        throw refused("a token longer than " + NUMBER_LIMIT + " bytes");
      }
    }
    if (at == start) {
      throw refused("no value where one belongs");
    }
    return new String(bytes, start, at - start, StandardCharsets.US_ASCII);
  }

  private static boolean isTokenByte(byte unit) {
    return (unit >= '0' && unit <= '9')
        || (unit >= 'a' && unit <= 'z')
        || (unit >= 'A' && unit <= 'Z')
        || unit == '-'
        || unit == '+'
        || unit == '.';
  }

  static boolean isNumber(String token) {
    int end = token.length();
    int i = token.startsWith("-") ? 1 : 0;
    int digits = digits(token, i);
    if (digits == 0 || (digits > 1 && token.charAt(i) == '0')) {
      return false;
    }
    i += digits;
    if (i < end && token.charAt(i) == '.') {
      digits = digits(token, i + 1);
      if (digits == 0) {
        return false;
      }
      i += digits + 1;
    }
    if (i < end && (token.charAt(i) == 'e' || token.charAt(i) == 'E')) {
      i++;
      i += i < end && (token.charAt(i) == '+' || token.charAt(i) == '-') ? 1 : 0;
      digits = digits(token, i);
      if (digits == 0) {
        return false;
      }
      i += digits;
    }
    return i == end;
  }

  private static int digits(String token, int from) {
    int i = from;
    while (i < token.length() && token.charAt(i) >= '0' && token.charAt(i) <= '9') {
      i++;
    }
    return i - from;
  }

  private void skipSpace() {
    while (at < bytes.length
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
  }

  private int current() {
    if (at >= bytes.length) {
      throw refused("the document ends early");
    }
    return bytes[at];
  }

  private void expect(char wanted) {
    if (current() != wanted) {
      throw refused("no '" + wanted + "' where one belongs");
    }
    at++;
  }
}
