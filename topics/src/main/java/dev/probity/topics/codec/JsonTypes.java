// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Coded;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Check;
import dev.probity.topics.value.Doubles;
import dev.probity.topics.value.InvalidValueException;
import dev.probity.topics.value.Rfc3339;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The kinds of values that stand in our JSON. */
final class JsonTypes {

  private static final FairnessAccess CODEC = FairnessAccess.forPurpose("codec");

  static final JsonType<String> TEXT = type(JsonGenerator::writeString, JsonInput::text);
  static final JsonType<Boolean> TRUTH = type(JsonGenerator::writeBoolean, JsonInput::truth);
  static final JsonType<Double> NUMBER = type(JsonTypes::writeNumber, JsonInput::number);
  static final JsonType<Long> WHOLE = type(JsonGenerator::writeNumber, JsonInput::whole);
  static final JsonType<Integer> SMALL = type(JsonGenerator::writeNumber, JsonTypes::readSmall);
  static final JsonType<Instant> INSTANT =
      type((out, value) -> out.writeString(Rfc3339.format(value)), JsonTypes::readInstant);
  static final JsonType<Bytes> BASE64 =
      type(
          (out, value) -> out.writeString(Base64.getEncoder().encodeToString(value.toArray())),
          JsonTypes::readBase64);
  static final JsonType<Doubles> DOUBLES = type(JsonTypes::writeDoubles, JsonTypes::readDoubles);
  static final JsonType<AttributeValue> ATTRIBUTE =
      type(JsonTypes::writeAttribute, JsonTypes::readAttribute);
  static final JsonType<Map<String, AttributeValue>> ATTRIBUTES =
      map(ATTRIBUTE, 512); // Candidate.MAX_ATTRIBUTES
  static final JsonType<Protected> PROTECTED =
      type(
          (out, value) -> ATTRIBUTES.write(out, value.values(CODEC)),
          in -> Protected.of(ATTRIBUTES.read(in)));
  static final JsonType<OffsetRange> OFFSET_RANGE =
      type(JsonTypes::writeOffsetRange, JsonTypes::readOffsetRange);

  private JsonTypes() {}

  private interface Writing<F> {
    void write(JsonGenerator out, F value) throws IOException;
  }

  private interface Reading<F> {
    F read(JsonInput in) throws IOException;
  }

  private static <F> JsonType<F> type(Writing<F> writing, Reading<F> reading) {
    return new JsonType<>() {
      @Override
      public void write(JsonGenerator out, F value) throws IOException {
        writing.write(out, value);
      }

      @Override
      public F read(JsonInput in) throws IOException {
        return reading.read(in);
      }
    };
  }

  /** A member of a closed list by its code. */
  static <E extends Enum<E> & Coded> JsonType<E> coded(Class<E> type) {
    Map<String, E> byCode = new HashMap<>();
    for (E constant : Objects.requireNonNull(type.getEnumConstants())) {
      byCode.put(constant.code(), constant);
    }
    return type(
        (out, value) -> out.writeString(value.code()),
        in -> {
          E constant = byCode.get(in.text());
          if (constant == null) {
            throw in.refuse(ReasonCode.RANGE, "must be one of the words of the schema");
          }
          return constant;
        });
  }

  /** An array of values. */
  static <F> JsonType<List<F>> list(JsonType<F> element) {
    return type(
        (out, values) -> {
          out.writeStartArray();
          for (F value : values) {
            element.write(out, value);
          }
          out.writeEndArray();
        },
        in -> {
          in.expect(JsonToken.START_ARRAY, "an array");
          List<F> values = new ArrayList<>();
          in.next();
          while (!in.isArrayEnd()) {
            if (values.size() == Limits.MAX_ENTRIES) {
              throw in.refuse(ReasonCode.TOO_LARGE, "is beyond the most values of a list");
            }
            values.add(element.read(in));
            in.next();
          }
          return values;
        });
  }

  /** An object whose field names are data. */
  static <V> JsonType<Map<String, V>> map(JsonType<V> element, int maxEntries) {
    return type(
        (out, values) -> {
          out.writeStartObject();
          for (Map.Entry<String, V> entry : values.entrySet()) {
            out.writeFieldName(entry.getKey());
            element.write(out, entry.getValue());
          }
          out.writeEndObject();
        },
        in -> {
          in.expect(JsonToken.START_OBJECT, "an object");
          Map<String, V> values = new LinkedHashMap<>();
          for (String name = in.nextName(); name != null; name = in.nextName()) {
            if (values.size() == maxEntries) {
              throw in.refuse(ReasonCode.TOO_LARGE, "is beyond the most values of an object");
            }
            if (name.isEmpty() || name.chars().anyMatch(c -> c < ' ')) {
              throw in.refuse(ReasonCode.SCHEMA, "has a name that no field can have");
            }
            in.next();
            if (values.put(name, element.read(in)) != null) {
              throw in.refuseDuplicate();
            }
          }
          return values;
        });
  }

  /** Whole numbers without a fraction, all others in the fewest digits that name the double. */
  private static void writeNumber(JsonGenerator out, double value) throws IOException {
    long whole = (long) value;
    if (whole == value && Math.abs(whole) <= Check.MAX_EXACT_LONG && !isMinusZero(value)) {
      out.writeNumber(whole);
    } else {
      out.writeNumber(Check.finite(value, "number"));
    }
  }

  private static boolean isMinusZero(double value) {
    return value == 0 && 1 / value < 0;
  }

  private static int readSmall(JsonInput in) throws IOException {
    long value = in.whole();
    if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw in.refuse(ReasonCode.RANGE, "must be a whole number of 32 bits");
    }
    return (int) value;
  }

  private static Instant readInstant(JsonInput in) throws IOException {
    Instant instant = Rfc3339.parse(in.text());
    if (instant == null) {
      throw in.refuse(ReasonCode.TYPE, "must be an RFC 3339 time");
    }
    return instant;
  }

  /** Only the one text that stands for the bytes: no spare bits, no missing padding. */
  private static Bytes readBase64(JsonInput in) throws IOException {
    String text = in.text();
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return Bytes.copyOf(bytes);
      }
    } catch (IllegalArgumentException e) {
      // refused below
    }
    throw in.refuse(ReasonCode.TYPE, "must be base64");
  }

  private static void writeDoubles(JsonGenerator out, Doubles values) throws IOException {
    out.writeStartArray();
    for (int i = 0; i < values.size(); i++) {
      if (values.isMissing(i)) {
        out.writeNull();
      } else {
        writeNumber(out, values.at(i));
      }
    }
    out.writeEndArray();
  }

  private static Doubles readDoubles(JsonInput in) throws IOException {
    in.expect(JsonToken.START_ARRAY, "an array of numbers");
    double[] values = new double[16];
    int size = 0;
    in.next();
    while (!in.isArrayEnd()) {
      if (size == Limits.MAX_ENTRIES) {
        throw in.refuse(ReasonCode.TOO_LARGE, "is beyond the most values of a list");
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = in.isNull() ? Double.NaN : in.number();
      in.next();
    }
    return Doubles.of(Arrays.copyOf(values, size));
  }

  private static void writeAttribute(JsonGenerator out, AttributeValue value) throws IOException {
    switch (value) {
      case AttributeValue.Number number -> writeNumber(out, number.value());
      case AttributeValue.Text text -> out.writeString(text.value());
      case AttributeValue.Missing missing -> out.writeNull();
    }
  }

  private static AttributeValue readAttribute(JsonInput in) throws IOException {
    if (in.isNull()) {
      return AttributeValue.MISSING;
    }
    return in.isText() ? AttributeValue.of(in.text()) : AttributeValue.of(in.number());
  }

  private static void writeOffsetRange(JsonGenerator out, OffsetRange range) throws IOException {
    out.writeStartArray();
    out.writeNumber(range.from());
    out.writeNumber(range.to());
    out.writeEndArray();
  }

  private static OffsetRange readOffsetRange(JsonInput in) throws IOException {
    in.expect(JsonToken.START_ARRAY, "an array of two offsets");
    in.next();
    long from = in.whole();
    in.next();
    long to = in.whole();
    in.next();
    in.expect(JsonToken.END_ARRAY, "an array of two offsets");
    try {
      return new OffsetRange(from, to);
    } catch (InvalidValueException e) {
      throw in.refuse(ReasonCode.RANGE, String.valueOf(e.getMessage()));
    }
  }
}
