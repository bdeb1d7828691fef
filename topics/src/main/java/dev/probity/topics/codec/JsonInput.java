// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Check;
import dev.probity.topics.value.FieldNames;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A parser that knows what it wants: each method reads the current token or refuses it. */
final class JsonInput {

  /** The one refusal of a part that is too large for its own sake, not for ours. */
  static final String LONG_NUMBER = "must be a number of at most 32 characters";

  private final JsonParser parser;

  JsonInput(JsonParser parser) {
    this.parser = parser;
  }

  /** Moves to the next token; null at the end of the document. */
  @Nullable JsonToken next() throws IOException {
    return parser.nextToken();
  }

  /** Moves to the next field of the current object; null at its end. */
  @Nullable String nextName() throws IOException {
    return parser.nextFieldName();
  }

  boolean isNull() {
    return parser.hasToken(JsonToken.VALUE_NULL);
  }

  boolean isText() {
    return parser.hasToken(JsonToken.VALUE_STRING);
  }

  boolean isArrayEnd() {
    return parser.hasToken(JsonToken.END_ARRAY);
  }

  void expect(JsonToken token, String expected) throws Refusal {
    if (!parser.hasToken(token)) {
      throw refuse(ReasonCode.TYPE, "must be " + expected);
    }
  }

  String text() throws IOException {
    expect(JsonToken.VALUE_STRING, "a text");
    return parser.getText();
  }

  boolean truth() throws IOException {
    if (parser.hasToken(JsonToken.VALUE_TRUE)) {
      return true;
    }
    expect(JsonToken.VALUE_FALSE, "true or false");
    return false;
  }

  /** A finite number; whole numbers must be exact in every reader. */
  double number() throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NUMBER_INT)) {
      return whole();
    }
    expect(JsonToken.VALUE_NUMBER_FLOAT, "a number");
    checkLength();
    double value = parser.getDoubleValue();
    if (!Double.isFinite(value)) {
      throw refuse(ReasonCode.NAN, "must be a finite number");
    }
    return value;
  }

  /** A whole number within ±(2^53 − 1). */
  long whole() throws IOException {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      long value = parser.getLongValue();
      if (value >= -Check.MAX_EXACT_LONG && value <= Check.MAX_EXACT_LONG) {
        return value;
      }
    } else {
      checkLength();
    }
    throw refuse(ReasonCode.RANGE, "must be a whole number within 2^53 - 1");
  }

  private void checkLength() throws IOException {
    if (parser.getTextLength() > Limits.MAX_NUMBER_CHARS) {
      throw refuse(ReasonCode.TOO_LARGE, LONG_NUMBER);
    }
  }

  /** Passes over the current value, but not over a field named twice inside it. */
  void skip() throws IOException {
    if (parser.hasToken(JsonToken.START_ARRAY)) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        skip();
      }
    } else if (parser.hasToken(JsonToken.START_OBJECT)) {
      Set<String> names = new HashSet<>();
      for (String name = nextName(); name != null; name = nextName()) {
        if (!names.add(name)) {
          throw refuseDuplicate();
        }
        next();
        skip();
      }
    } else if (parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
      number();
    } else if (parser.hasToken(JsonToken.VALUE_STRING)) {
      parser.getTextLength();
    }
  }

  Refusal refuseDuplicate() {
    return refuse(ReasonCode.DUPLICATE_KEY, "is named twice");
  }

  /** A refusal at the current place. */
  Refusal refuse(ReasonCode code, String reason) {
    return new Refusal(code, reason, pointer());
  }

  /** A refusal at a field of the object that was just read. */
  Refusal refuseField(ReasonCode code, String reason, String field) {
    JsonStreamContext context = parser.getParsingContext();
    return new Refusal(code, reason, pointerTo(context) + "/" + FieldNames.shown(field));
  }

  /** The current place as a JSON pointer. */
  String pointer() {
    return pointerTo(parser.getParsingContext());
  }

  private static String pointerTo(@Nullable JsonStreamContext context) {
    if (context == null || context.inRoot()) {
      return "";
    }
    String parent = pointerTo(context.getParent());
    if (context.inArray()) {
      return context.hasCurrentIndex() ? parent + "/" + context.getCurrentIndex() : parent;
    }
    String name = context.getCurrentName();
    return name == null ? parent : parent + "/" + FieldNames.shown(name);
  }
}
