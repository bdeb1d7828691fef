// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import dev.probity.model.ModelRefusedException;
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
public final class JsonReader implements DocumentReader {
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

  private final JsonTokens tokens;
  private final int maxDepth;
  private final Deque<Level> levels = new ArrayDeque<>();

  /**
   * A reader with limits.
   *
   * @param bytes the whole document
   * @param maxDepth deepest nesting of objects and arrays
   * @param maxString longest string in bytes as written
   */
  public JsonReader(byte[] bytes, int maxDepth, int maxString) {
    this.tokens = new JsonTokens(bytes, maxString);
    this.maxDepth = maxDepth;
  }

  /** Kind of the next value. */
  public Kind peek() {
    tokens.skipSpace();
    return switch (tokens.current()) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      default -> Kind.NUMBER;
    };
  }

  /** Enters an object. */
  @Override
  public void beginObject() {
    begin('{', true);
  }

  /** Enters an array. */
  @Override
  public void beginArray() {
    begin('[', false);
  }

  private void begin(char bracket, boolean object) {
    tokens.skipSpace();
    tokens.expect(bracket);
    if (levels.size() >= maxDepth) {
      throw refused("nesting deeper than " + maxDepth);
    }
    levels.push(new Level(object));
  }

  /** Leaves an object. */
  @Override
  public void endObject() {
    end('}', true);
  }

  /** Leaves an array. */
  @Override
  public void endArray() {
    end(']', false);
  }

  private void end(char bracket, boolean object) {
    if (levels.isEmpty() || levels.peek().object != object) {
      throw new IllegalStateException("no " + (object ? "object" : "array") + " is open");
    }
    tokens.skipSpace();
    tokens.expect(bracket);
    levels.pop();
  }

  /** Whether the open object or array has another member; consumes the comma before it. */
  @Override
  public boolean hasNext() {
    Level level = Objects.requireNonNull(levels.peek(), "no object or array is open");
    tokens.skipSpace();
    if (tokens.current() == (level.object ? '}' : ']')) {
      return false;
    }
    if (level.values++ > 0) {
      tokens.expect(',');
      tokens.skipSpace();
    }
    return true;
  }

  /** Whether the next value is an array. */
  @Override
  public boolean isArray() {
    return peek() == Kind.ARRAY;
  }

  /** Name of the next member of an object. */
  @Override
  public String nextName() {
    Level level = Objects.requireNonNull(levels.peek(), "no object is open");
    String name = nextString();
    if (!level.names.add(name)) {
      throw refused("a name occurs twice in one object");
    }
    tokens.skipSpace();
    tokens.expect(':');
    return name;
  }

  /** A string. */
  @Override
  public String nextString() {
    tokens.skipSpace();
    return tokens.string();
  }

  /** A number as written, checked against JSON's grammar. */
  public String nextNumber() {
    String token = tokens.token();
    if (!JsonNumbers.isNumber(token)) {
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
  @Override
  public float nextFloat(boolean nonFinite) {
    String token = tokens.token();
    if (nonFinite && (token.equals("NaN") || token.endsWith("Infinity"))) {
      return bare(token);
    }
    if (!JsonNumbers.isNumber(token)) {
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
  @Override
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
    return switch (tokens.token()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refused("no boolean where one belongs");
    };
  }

  /** Null. */
  public void nextNull() {
    if (!tokens.token().equals("null")) {
      throw refused("no null where one belongs");
    }
  }

  /** Reads over the next value, checking it as strictly as any other. */
  @Override
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
  @Override
  public void end() {
    tokens.skipSpace();
    if (!tokens.finished() || !levels.isEmpty()) {
      throw refused("bytes after the document");
    }
  }

  /** A refusal of this document at the present byte. */
  @Override
  public ModelRefusedException refused(String found) {
    return tokens.refused(found);
  }
}
