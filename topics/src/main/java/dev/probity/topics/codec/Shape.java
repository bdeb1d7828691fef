// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.InvalidValueException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A record as a JSON object: its fields in the order of the components, and how to build it from
 * their values. Written once per record; reader and writer follow from it.
 *
 * @param <T> the type of the record
 */
final class Shape<T> implements JsonType<T> {

  private static final Object ABSENT = new Object();

  private final List<Field<T, ?>> fields;
  private final Map<String, Integer> indexByName;
  private final Function<Values, T> build;
  private final boolean strict;

  private Shape(List<Field<T, ?>> fields, Function<Values, T> build, boolean strict) {
    this.fields = List.copyOf(fields);
    this.indexByName = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      indexByName.put(fields.get(i).name.getValue(), i);
    }
    this.build = build;
    this.strict = strict;
  }

  /** What may stand in place of a value. */
  enum Presence {
    /** The field must be there and not null. */
    REQUIRED,
    /** Absent and null mean the default. */
    DEFAULTED,
    /** Absent and null mean null; null is written. */
    NULLABLE,
    /** Absent and null mean null; null is not written. For fields added after a release. */
    OPTIONAL
  }

  private record Field<T, F>(
      SerializedString name,
      JsonType<F> type,
      Function<T, @Nullable F> value,
      Presence presence,
      @Nullable F otherwise) {

    void write(JsonGenerator out, T record) throws IOException {
      F content = value.apply(record);
      if (content != null) {
        out.writeFieldName(name);
        type.write(out, content);
      } else if (presence == Presence.NULLABLE) {
        out.writeFieldName(name);
        out.writeNull();
      }
    }

    <O> Field<O, F> within(Function<O, T> group) {
      return new Field<>(name, type, o -> value.apply(group.apply(o)), presence, otherwise);
    }
  }

  /** The values of the fields, handed to the constructor one after the other. */
  static final class Values {

    private final @Nullable Object[] slots;
    private int position;

    private Values(@Nullable Object[] slots) {
      this.slots = slots;
    }

    /** The value of the next field, which is there. */
    @SuppressWarnings({"unchecked", "NullAway"}) // fields stand in constructor order; tests see it
    <F> F next() {
      return (F) slots[position++];
    }

    /** The value of the next field, which may be null. */
    @SuppressWarnings("unchecked") // fields stand in the order of the constructor; tests see to it
    <F> @Nullable F nextOrNull() {
      return (F) slots[position++];
    }
  }

  /**
   * Collects the fields in the order of the components.
   *
   * @param <T> the type of the record
   */
  static final class Builder<T> {

    private final List<Field<T, ?>> fields = new ArrayList<>();

    <F> Builder<T> field(String name, JsonType<F> type, Function<T, F> value) {
      return add(
          new Field<>(new SerializedString(name), type, value::apply, Presence.REQUIRED, null));
    }

    <F> Builder<T> defaulted(String name, JsonType<F> type, Function<T, F> value, F otherwise) {
      return add(
          new Field<>(
              new SerializedString(name), type, value::apply, Presence.DEFAULTED, otherwise));
    }

    <F> Builder<T> nullable(String name, JsonType<F> type, Function<T, @Nullable F> value) {
      return add(new Field<>(new SerializedString(name), type, value, Presence.NULLABLE, null));
    }

    /** A field that was added after a release: records without it stay the bytes they were. */
    <F> Builder<T> optional(String name, JsonType<F> type, Function<T, @Nullable F> value) {
      return add(new Field<>(new SerializedString(name), type, value, Presence.OPTIONAL, null));
    }

    /** The fields of a component stand beside ours instead of in an object of their own. */
    <G> Builder<T> inline(Shape<G> shape, Function<T, G> value) {
      for (Field<G, ?> field : shape.fields) {
        add(field.within(value));
      }
      return this;
    }

    private Builder<T> add(Field<T, ?> field) {
      fields.add(field);
      return this;
    }

    /** Unknown fields are refused: a sender who misspells a name should hear of it. */
    Shape<T> strict(Function<Values, T> build) {
      return new Shape<>(fields, build, true);
    }

    /** Unknown fields are passed over: a newer release of ours may have added them. */
    Shape<T> tolerant(Function<Values, T> build) {
      return new Shape<>(fields, build, false);
    }
  }

  /** Builds this record from the values that come next; for inlined components. */
  T from(Values values) {
    return build.apply(values);
  }

  @Override
  public void write(JsonGenerator out, T record) throws IOException {
    out.writeStartObject();
    for (Field<T, ?> field : fields) {
      field.write(out, record);
    }
    out.writeEndObject();
  }

  @Override
  public T read(JsonInput in) throws IOException {
    in.expect(JsonToken.START_OBJECT, "an object");
    @Nullable Object[] slots = new @Nullable Object[fields.size()];
    int expected = 0;
    for (String name = in.nextName(); name != null; name = in.nextName()) {
      int index = indexOf(name, expected);
      if (index < 0) {
        if (strict) {
          throw in.refuse(ReasonCode.SCHEMA, "is not a field of the schema");
        }
        in.next();
        in.skip();
        continue;
      }
      if (slots[index] != null) {
        throw in.refuseDuplicate();
      }
      in.next();
      Field<T, ?> field = fields.get(index);
      boolean absent = in.isNull() && field.presence != Presence.REQUIRED;
      slots[index] = absent ? ABSENT : field.type.read(in);
      expected = index + 1;
    }
    return built(in, slots);
  }

  private int indexOf(String name, int expected) {
    if (expected < fields.size() && fields.get(expected).name.getValue().equals(name)) {
      return expected;
    }
    Integer index = indexByName.get(name);
    return index == null ? -1 : index;
  }

  private T built(JsonInput in, @Nullable Object[] slots) throws Refusal {
    for (int i = 0; i < slots.length; i++) {
      Field<T, ?> field = fields.get(i);
      if (slots[i] == null && field.presence == Presence.REQUIRED) {
        throw in.refuseField(ReasonCode.SCHEMA, "is missing", field.name.getValue());
      }
      if (slots[i] == null || slots[i] == ABSENT) {
        slots[i] = field.otherwise;
      }
    }
    try {
      return build.apply(new Values(slots));
    } catch (InvalidValueException e) {
      throw in.refuseField(code(e.kind()), String.valueOf(e.getMessage()), e.component());
    }
  }

  private static ReasonCode code(InvalidValueException.Kind kind) {
    return switch (kind) {
      case MISSING -> ReasonCode.SCHEMA;
      case FORM -> ReasonCode.TYPE;
      case RANGE -> ReasonCode.RANGE;
    };
  }
}
