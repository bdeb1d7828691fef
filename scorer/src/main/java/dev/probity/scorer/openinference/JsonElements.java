// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.probity.topics.record.ReasonCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a tensor as they stand in JSON, flat or as rows of one. They may stand before the
 * datatype, so that they are held to it only afterwards.
 */
final class JsonElements {
  private enum Kind {
    NUMBER,
    BOOLEAN,
    TEXT
  }

  private final int most;
  private double[] numbers = new double[16];
  private final List<String> texts = new ArrayList<>();
  private @Nullable Kind kind;
  private int size;

  private JsonElements(int most) {
    this.most = most;
  }

  /** Reads an array whose start is the current token. */
  static JsonElements read(JsonParser parser, int most) throws IOException {
    JsonElements elements = new JsonElements(most);
    boolean first = true;
    boolean rows = false;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      boolean row = token == JsonToken.START_ARRAY;
      if (!first && row != rows) {
        throw MalformedRequest.schema("data: expected all elements flat, or all as rows of one");
      }
      rows = row;
      first = false;
      if (row) {
        parser.nextToken();
        elements.add(parser);
        if (parser.nextToken() != JsonToken.END_ARRAY) {
          throw MalformedRequest.schema("data: expected rows of one element, got a longer one");
        }
      } else {
        elements.add(parser);
      }
    }
    return elements;
  }

  private void add(JsonParser parser) throws IOException {
    if (size == most) {
      throw new MalformedRequest(
          ReasonCode.TOO_LARGE, "data: expected at most " + most + " elements");
    }
    Kind found =
        switch (parser.currentToken()) {
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Kind.NUMBER;
          case VALUE_TRUE, VALUE_FALSE -> Kind.BOOLEAN;
          case VALUE_STRING -> Kind.TEXT;
          case null, default ->
              throw MalformedRequest.type(
                  "data: element " + size + " is no number, text or boolean");
        };
    if (kind != null && kind != found) {
      throw MalformedRequest.type("data: element " + size + " is of another type than the first");
    }
    kind = found;
    switch (found) {
      case TEXT -> texts.add(Elements.text("data", size, parser.getText()));
      case BOOLEAN -> put(parser.getBooleanValue() ? 1 : 0);
      case NUMBER -> put(number(parser));
    }
    size++;
  }

  private void put(double value) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * size);
    }
    numbers[size] = value;
  }

  private static double number(JsonParser parser) throws IOException {
    if (parser.getTextLength() > Limits.NUMBER_CHARS) {
      throw new MalformedRequest(
          ReasonCode.TOO_LARGE,
          "data: a number is longer than " + Limits.NUMBER_CHARS + " characters");
    }
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
      return parser.getDoubleValue();
    }
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? Double.MAX_VALUE
        : Elements.exact(parser.getLongValue());
  }

  /** How many there are. */
  int size() {
    return size;
  }

  /** The elements, when they are of the datatype. */
  Column as(String name, Datatype datatype) throws MalformedRequest {
    if (datatype.isRawOnly()) {
      throw MalformedRequest.type("input " + name + ": " + datatype + " can only come as bytes");
    }
    Kind expected =
        datatype.isText() ? Kind.TEXT : datatype.isNumber() ? Kind.NUMBER : Kind.BOOLEAN;
    if (kind != null && kind != expected) {
      throw MalformedRequest.type("input " + name + ": its data are no " + datatype);
    }
    if (datatype.isText()) {
      return new Column.Texts(texts);
    }
    for (int i = 0; i < size; i++) {
      Elements.checked(name, datatype, i, numbers[i]);
    }
    return Column.of(numbers, size);
  }
}
