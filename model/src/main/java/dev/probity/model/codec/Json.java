// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A small JSON document as values; large ones are pulled with {@link JsonReader} instead. */
public sealed interface Json {
  /** Deepest nesting {@link #parse} accepts. */
  int MAX_DEPTH = 32;

  /** Longest string {@link #parse} accepts, in bytes as written. */
  int MAX_STRING = 65_536;

  /**
   * An object; members keep their order.
   *
   * @param members values by name
   */
  record ObjectValue(Map<String, Json> members) implements Json {
    /** Copies. */
    public ObjectValue {
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** The member, or null if there is none or it is JSON's null. */
    public @Nullable Json find(String name) {
      Json member = members.get(name);
      return member instanceof NullValue ? null : member;
    }

    /** The member; refused if there is none. */
    public Json get(String name) {
      Json member = find(name);
      if (member == null) {
        throw refused("member " + name + " is absent");
      }
      return member;
    }

    /** The member as an object. */
    public ObjectValue object(String name) {
      return get(name) instanceof ObjectValue object ? object : wrong(name, "an object");
    }

    /** The member as an array's values. */
    public List<Json> array(String name) {
      return get(name) instanceof ArrayValue array ? array.values() : wrong(name, "an array");
    }

    /** The member as a string. */
    public String text(String name) {
      return get(name) instanceof TextValue text ? text.value() : wrong(name, "a string");
    }

    /** The member as a finite double. */
    public double number(String name) {
      return get(name) instanceof NumberValue number ? number.asDouble() : wrong(name, "a number");
    }

    /** The member as a whole number. */
    public long whole(String name) {
      return get(name) instanceof NumberValue number
          ? number.asLong()
          : wrong(name, "a whole number");
    }

    /** The member as a boolean. */
    public boolean bool(String name) {
      return get(name) instanceof BoolValue bool ? bool.value() : wrong(name, "a boolean");
    }

    /** The member as an array of finite doubles. */
    public double[] numbers(String name) {
      List<Json> values = array(name);
      double[] numbers = new double[values.size()];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] =
            values.get(i) instanceof NumberValue number
                ? number.asDouble()
                : wrong(name, "an array of numbers");
      }
      return numbers;
    }

    /** The member as an array of strings. */
    public List<String> texts(String name) {
      List<String> texts = new ArrayList<>();
      for (Json value : array(name)) {
        texts.add(
            value instanceof TextValue text ? text.value() : wrong(name, "an array of strings"));
      }
      return texts;
    }

    private static <T> T wrong(String name, String expected) {
      throw refused("member " + name + " is not " + expected);
    }
  }

  /**
   * An array.
   *
   * @param values its values
   */
  record ArrayValue(List<Json> values) implements Json {
    /** Copies. */
    public ArrayValue {
      values = List.copyOf(values);
    }
  }

  /**
   * A string.
   *
   * @param value its text
   */
  record TextValue(String value) implements Json {}

  /**
   * A number.
   *
   * @param token as written
   */
  record NumberValue(String token) implements Json {
    /** Checks the grammar. */
    public NumberValue {
      if (!JsonNumbers.isNumber(token)) {
        throw new IllegalArgumentException("not a JSON number");
      }
    }

    /** As a double; refused beyond its range. */
    public double asDouble() {
      double value = Double.parseDouble(token);
      if (!Double.isFinite(value)) {
        throw refused("a number beyond double");
      }
      return value;
    }

    /** As a whole number; refused with fraction, exponent or beyond 64 bits. */
    public long asLong() {
      try {
        return Long.parseLong(token);
      } catch (NumberFormatException bad) {
        throw refused("no 64-bit whole number where one belongs");
      }
    }
  }

  /**
   * A boolean.
   *
   * @param value true or false
   */
  record BoolValue(boolean value) implements Json {}

  /** Null. */
  record NullValue() implements Json {}

  /**
   * Parses one strict document.
   *
   * @param bytes the document in UTF-8
   * @throws ModelRefusedException with {@link RefusalCode#MALFORMED}
   */
  static Json parse(byte[] bytes) {
    JsonReader reader = new JsonReader(bytes, MAX_DEPTH, MAX_STRING);
    Json value = read(reader);
    reader.end();
    return value;
  }

  /** Parses one strict document that must be an object. */
  static ObjectValue parseObject(byte[] bytes) {
    if (parse(bytes) instanceof ObjectValue object) {
      return object;
    }
    throw refused("the document is not an object");
  }

  /** Reads the next value of a reader. */
  static Json read(JsonReader reader) {
    return switch (reader.peek()) {
      case OBJECT -> object(reader);
      case ARRAY -> array(reader);
      case STRING -> new TextValue(reader.nextString());
      case NUMBER -> new NumberValue(reader.nextNumber());
      case BOOLEAN -> new BoolValue(reader.nextBoolean());
      case NULL -> {
        reader.nextNull();
        yield new NullValue();
      }
    };
  }

  private static ObjectValue object(JsonReader reader) {
    Map<String, Json> members = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      members.put(reader.nextName(), read(reader));
    }
    reader.endObject();
    return new ObjectValue(members);
  }

  private static ArrayValue array(JsonReader reader) {
    List<Json> values = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      values.add(read(reader));
    }
    reader.endArray();
    return new ArrayValue(values);
  }

  private static ModelRefusedException refused(String detail) {
    return new ModelRefusedException(RefusalCode.MALFORMED, detail);
  }
}
