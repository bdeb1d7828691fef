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
 * Pulls the values of one Universal Binary JSON document (draft 12, big-endian) out of bytes, the
 * way XGBoost writes its models: objects without counts, arrays with or without count and type. As
 * strict as {@link JsonReader}: duplicate names, bad UTF-8, bytes behind the document and nesting
 * beyond the limit are refused, and no length or count is believed beyond the bytes that remain, so
 * nothing is allocated that the document does not pay for.
 */
final class UbjReader implements DocumentReader {
  private static final long UNCOUNTED = -1;
  private static final char MARKED = 0;

  private static final class Level {
    private final boolean object;
    private final Set<String> names = new HashSet<>();
    private final char type;
    private long left;

    Level(boolean object, long left, char type) {
      this.object = object;
      this.left = left;
      this.type = type;
    }
  }

  private final ByteBuffer bytes;
  private final int maxDepth;
  private final int maxString;
  private final Deque<Level> levels = new ArrayDeque<>();

  /**
   * A reader with limits.
   *
   * @param bytes the whole document
   * @param maxDepth deepest nesting of objects and arrays
   * @param maxString longest string in bytes
   */
  UbjReader(byte[] bytes, int maxDepth, int maxString) {
    this.bytes = ByteBuffer.wrap(bytes);
    this.maxDepth = maxDepth;
    this.maxString = maxString;
  }

  /** Whether bytes can only be this format: an object whose first name has a binary length. */
  static boolean looksLike(byte[] bytes) {
    return bytes.length > 1 && bytes[0] == '{' && "iUIlL".indexOf(bytes[1]) >= 0;
  }

  @Override
  public void beginObject() {
    expect('{');
    if (bytes.hasRemaining() && (peek() == '#' || peek() == '$')) {
      throw refused("an object with a count");
    }
    open(new Level(true, UNCOUNTED, MARKED));
  }

  @Override
  public void beginArray() {
    expect('[');
    char type = MARKED;
    long count = UNCOUNTED;
    if (peek() == '$') {
      bytes.get();
      type = (char) next();
      requireCount();
      count = length();
      if (count > bytes.remaining() / size(type)) {
        throw refused("an array longer than the document");
      }
    } else if (peek() == '#') {
      requireCount();
      count = length();
    }
    open(new Level(false, count, type));
  }

  private void requireCount() {
    if (next() != '#') {
      throw refused("an array with a type but no count");
    }
  }

  private void open(Level level) {
    if (levels.size() >= maxDepth) {
      throw refused("nesting deeper than " + maxDepth);
    }
    levels.push(level);
  }

  @Override
  public void endObject() {
    end(true);
  }

  @Override
  public void endArray() {
    end(false);
  }

  private void end(boolean object) {
    Level level = levels.peek();
    if (level == null || level.object != object) {
      throw new IllegalStateException("no " + (object ? "object" : "array") + " is open");
    }
    if (level.left == UNCOUNTED && next() != (object ? '}' : ']')) {
      throw refused("no end where one belongs");
    }
    levels.pop();
  }

  @Override
  public boolean isArray() {
    skipNothing();
    return peek() == '[';
  }

  @Override
  public boolean hasNext() {
    Level level = Objects.requireNonNull(levels.peek(), "no object or array is open");
    if (level.left != UNCOUNTED) {
      return level.left > 0 && level.left-- > 0;
    }
    skipNothing();
    return peek() != (level.object ? '}' : ']');
  }

  @Override
  public String nextName() {
    String name = text();
    if (!Objects.requireNonNull(levels.peek(), "no object is open").names.add(name)) {
      throw refused("a name occurs twice in one object");
    }
    return name;
  }

  @Override
  public String nextString() {
    if (marker() != 'S') {
      throw refused("no string where one belongs");
    }
    return text();
  }

  @Override
  public int nextInt() {
    long value = whole(marker());
    if (value != (int) value) {
      throw refused("no 32-bit whole number where one belongs");
    }
    return (int) value;
  }

  @Override
  public float nextFloat(boolean nonFinite) {
    char type = marker();
    float value =
        switch (type) {
          case 'd' -> number(type).getFloat();
          case 'D' -> (float) number(type).getDouble();
          default -> (float) whole(type);
        };
    if (!nonFinite && !Float.isFinite(value)) {
      throw refused("a number that is not finite in float32");
    }
    return value;
  }

  @Override
  public void skipValue() {
    skipNothing();
    switch (isTyped() ? typeOf() : peek()) {
      case '{' -> {
        beginObject();
        while (hasNext()) {
          nextName();
          skipValue();
        }
        endObject();
      }
      case '[' -> skipArray();
      case 'S' -> nextString();
      case 'T', 'F', 'Z' -> bytes.get();
      default -> {
        char type = marker();
        number(type).position(bytes.position() + size(type));
      }
    }
  }

  private void skipArray() {
    beginArray();
    Level level = Objects.requireNonNull(levels.peek());
    if (level.type != MARKED) {
      bytes.position(bytes.position() + (int) level.left * size(level.type));
      level.left = 0;
    }
    while (hasNext()) {
      skipValue();
    }
    endArray();
  }

  @Override
  public void end() {
    if (bytes.hasRemaining() || !levels.isEmpty()) {
      throw refused("bytes after the document");
    }
  }

  @Override
  public ModelRefusedException refused(String found) {
    return new ModelRefusedException(RefusalCode.MALFORMED, found + " at byte " + bytes.position());
  }

  private boolean isTyped() {
    return typeOf() != MARKED;
  }

  private char typeOf() {
    Level level = levels.peek();
    return level == null ? MARKED : level.type;
  }

  /** Type of the next value, read unless the array's type says it. */
  private char marker() {
    if (isTyped()) {
      return typeOf();
    }
    skipNothing();
    return (char) next();
  }

  /** The marker N stands between values and is none. */
  private void skipNothing() {
    while (!isTyped() && peek() == 'N') {
      bytes.get();
    }
  }

  private long whole(char type) {
    return switch (type) {
      case 'i' -> number(type).get();
      case 'U' -> number(type).get() & 0xff;
      case 'I' -> number(type).getShort();
      case 'l' -> number(type).getInt();
      case 'L' -> number(type).getLong();
      default -> throw refused("no whole number where one belongs");
    };
  }

  /** The bytes, once it is certain that a number of this type is left. */
  private ByteBuffer number(char type) {
    if (bytes.remaining() < size(type)) {
      throw refused("the document ends early");
    }
    return bytes;
  }

  private int size(char type) {
    return switch (type) {
      case 'i', 'U' -> 1;
      case 'I' -> 2;
      case 'l', 'd' -> 4;
      case 'L', 'D' -> 8;
      default -> throw refused("no number where one belongs");
    };
  }

  private long length() {
    long length = whole((char) next());
    if (length < 0 || length > bytes.remaining()) {
      throw refused("a length beyond the document");
    }
    return length;
  }

  private String text() {
    int length = (int) length();
    if (length > maxString) {
      throw refused("a string longer than " + maxString + " bytes");
    }
    ByteBuffer text = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    } catch (CharacterCodingException bad) {
      throw refused("a string that is not UTF-8");
    }
  }

  private int peek() {
    if (!bytes.hasRemaining()) {
      throw refused("the document ends early");
    }
    return bytes.get(bytes.position());
  }

  private int next() {
    int unit = peek();
    bytes.get();
    return unit;
  }

  private void expect(char wanted) {
    if (marker() != wanted) {
      throw refused("no '" + wanted + "' where one belongs");
    }
  }
}
