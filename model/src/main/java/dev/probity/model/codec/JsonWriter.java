// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import java.nio.charset.StandardCharsets;

/**
 * Writes one JSON document with deterministic bytes: members in the order given, no white space,
 * shortest doubles and floats, UTF-8. Names and values must alternate as JSON demands; the writer
 * only places commas.
 */
public final class JsonWriter {
  private final StringBuilder text = new StringBuilder();
  private boolean comma;

  /** An empty document. */
  public JsonWriter() {}

  /** Opens an object. */
  public JsonWriter beginObject() {
    return open('{');
  }

  /** Closes an object. */
  public JsonWriter endObject() {
    return close('}');
  }

  /** Opens an array. */
  public JsonWriter beginArray() {
    return open('[');
  }

  /** Closes an array. */
  public JsonWriter endArray() {
    return close(']');
  }

  /** A member's name. */
  public JsonWriter name(String name) {
    separate();
    quote(name);
    text.append(':');
    comma = false;
    return this;
  }

  /** A string. */
  public JsonWriter value(String value) {
    separate();
    quote(value);
    return this;
  }

  /** A whole number. */
  public JsonWriter value(long value) {
    separate();
    text.append(value);
    return this;
  }

  /** A finite double in its shortest form. */
  public JsonWriter value(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    separate();
    text.append(value);
    return this;
  }

  /** A finite float32 in its shortest form. */
  public JsonWriter value(float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    separate();
    text.append(value);
    return this;
  }

  /** True or false. */
  public JsonWriter value(boolean value) {
    separate();
    text.append(value);
    return this;
  }

  /** Null. */
  public JsonWriter nullValue() {
    separate();
    text.append("null");
    return this;
  }

  /** A value of the tree form, numbers as they were written. */
  public JsonWriter value(Json value) {
    switch (value) {
      case Json.NullValue nothing -> nullValue();
      case Json.BoolValue bool -> value(bool.value());
      case Json.TextValue string -> value(string.value());
      case Json.NumberValue number -> {
        separate();
        text.append(number.token());
      }
      case Json.ArrayValue array -> {
        beginArray();
        array.values().forEach(this::value);
        endArray();
      }
      case Json.ObjectValue object -> {
        beginObject();
        object.members().forEach((name, member) -> name(name).value(member));
        endObject();
      }
    }
    return this;
  }

  /** The document in UTF-8. */
  public byte[] toBytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The document followed by a line feed, in UTF-8. */
  public byte[] toLine() {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private JsonWriter open(char bracket) {
    separate();
    text.append(bracket);
    comma = false;
    return this;
  }

  private JsonWriter close(char bracket) {
    text.append(bracket);
    comma = true;
    return this;
  }

  private void separate() {
    if (comma) {
      text.append(',');
    }
    comma = true;
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char unit = value.charAt(i);
      if (unit == '"' || unit == '\\') {
        text.append('\\').append(unit);
      } else if (unit < 0x20) {
        text.append(String.format("\\u%04x", (int) unit));
      } else {
        text.append(unit);
      }
    }
    text.append('"');
  }
}
