// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A document as plain values (map, list, text, {@link Number}, boolean, null) that tests change and
 * write in either of XGBoost's forms, valid or not.
 */
public enum DocumentForm {
  JSON {
    @Override
    public byte[] write(Object document) {
      StringBuilder text = new StringBuilder();
      json(document, text);
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }
  },
  UBJ {
    @Override
    public byte[] write(Object document) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try {
        ubj("", document, new DataOutputStream(bytes));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
  };

  private static final Set<String> FLOATS =
      Set.of("base_weights", "loss_changes", "split_conditions", "sum_hessian");
  private static final Set<String> INTS =
      Set.of(
          "left_children",
          "right_children",
          "parents",
          "split_indices",
          "categories",
          "categories_nodes");
  private static final Set<String> LONGS = Set.of("categories_segments", "categories_sizes");
  private static final Set<String> BYTES = Set.of("default_left", "split_type");

  /** A number as it stands in a document. */
  record Number(String token) {
    double value() {
      return Double.parseDouble(token);
    }
  }

  public abstract byte[] write(Object document);

  /** Values of a JSON document, to be changed. */
  public static Object values(Json json) {
    return switch (json) {
      case Json.ObjectValue object -> {
        Map<String, Object> members = new LinkedHashMap<>();
        object.members().forEach((name, value) -> members.put(name, values(value)));
        yield members;
      }
      case Json.ArrayValue array ->
          new ArrayList<>(array.values().stream().map(DocumentForm::values).toList());
      case Json.TextValue text -> text.value();
      case Json.NumberValue number -> new Number(number.token());
      case Json.BoolValue bool -> bool.value();
      case Json.NullValue none -> None.NONE;
    };
  }

  /** JSON's null. */
  enum None {
    NONE
  }

  private static void json(Object value, StringBuilder text) {
    switch (value) {
      case Map<?, ?> members -> {
        String before = "{";
        for (Map.Entry<?, ?> member : members.entrySet()) {
          text.append(before).append('"').append(member.getKey()).append("\":");
          json(member.getValue(), text);
          before = ",";
        }
        text.append(members.isEmpty() ? "{}" : "}");
      }
      case List<?> values -> {
        String before = "[";
        for (Object one : values) {
          text.append(before);
          json(one, text);
          before = ",";
        }
        text.append(values.isEmpty() ? "[]" : "]");
      }
      case String words -> text.append('"').append(words).append('"');
      case Number number -> text.append(number.token());
      case None none -> text.append("null");
      default -> text.append(value);
    }
  }

  private static void ubj(String name, Object value, DataOutputStream out) throws IOException {
    switch (value) {
      case Map<?, ?> members -> {
        out.writeByte('{');
        for (Map.Entry<?, ?> member : members.entrySet()) {
          text(member.getKey().toString(), out);
          ubj(member.getKey().toString(), member.getValue(), out);
        }
        out.writeByte('}');
      }
      case List<?> values -> array(name, values, out);
      case String words -> {
        out.writeByte('S');
        text(words, out);
      }
      case Number number -> number(number, out);
      case Boolean flag -> out.writeByte(flag ? 'T' : 'F');
      default -> out.writeByte('Z');
    }
  }

  private static void text(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeByte('L');
    out.writeLong(bytes.length);
    out.write(bytes);
  }

  private static void array(String name, List<?> values, DataOutputStream out) throws IOException {
    boolean numbers = values.stream().allMatch(value -> value instanceof Number);
    char type =
        !numbers
            ? 0
            : FLOATS.contains(name)
                ? 'd'
                : INTS.contains(name)
                    ? 'l'
                    : LONGS.contains(name) ? 'L' : BYTES.contains(name) ? 'U' : 0;
    out.writeByte('[');
    if (type != 0) {
      out.writeByte('$');
      out.writeByte(type);
    }
    out.writeByte('#');
    out.writeByte('L');
    out.writeLong(values.size());
    for (Object value : values) {
      switch (type) {
        case 'd' -> out.writeFloat(Float.parseFloat(((Number) value).token()));
        case 'l' -> out.writeInt((int) ((Number) value).value());
        case 'L' -> out.writeLong((long) ((Number) value).value());
        case 'U' -> out.writeByte((int) ((Number) value).value());
        default -> ubj("", value, out);
      }
    }
  }

  private static void number(Number number, DataOutputStream out) throws IOException {
    double value = number.value();
    if (value != Math.rint(value) || Math.abs(value) > Long.MAX_VALUE) {
      out.writeByte('D');
      out.writeDouble(value);
    } else if (Math.abs(value) < 128) {
      out.writeByte('i');
      out.writeByte((int) value);
    } else if (Math.abs(value) < Integer.MAX_VALUE) {
      out.writeByte('l');
      out.writeInt((int) value);
    } else {
      out.writeByte('L');
      out.writeLong((long) value);
    }
  }
}
