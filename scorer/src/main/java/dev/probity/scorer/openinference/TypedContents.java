// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.FieldNames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a request together from tensors that came as typed lists or as raw bytes, one for each
 * input: what gRPC carries.
 */
public final class TypedContents {
  private final int rows;
  private final List<Tensor> tensors = new ArrayList<>();
  private InferenceReading.@Nullable Refused refused;

  /**
   * Nothing yet.
   *
   * @param rows the most rows of a tensor
   */
  public TypedContents(int rows) {
    this.rows = rows;
  }

  /** Adds a tensor of numbers, or of booleans as 0 and 1, in the list of its datatype. */
  public void numbers(String name, String datatype, List<Long> shape, double[] values) {
    take(
        name,
        datatype,
        shape,
        (shown, type, count) -> {
          if (type.isText() || type.isRawOnly()) {
            throw MalformedRequest.type("input " + shown + ": its contents are no " + type);
          }
          Shapes.agrees(shown, shape, count, values.length);
          for (int i = 0; i < count; i++) {
            Elements.checked(shown, type, i, values[i]);
          }
          return Column.of(values, count);
        });
  }

  /** Adds a tensor of texts in UTF-8. */
  public void texts(String name, String datatype, List<Long> shape, List<ByteBuffer> values) {
    take(
        name,
        datatype,
        shape,
        (shown, type, count) -> {
          if (!type.isText()) {
            throw MalformedRequest.type("input " + shown + ": its contents are no " + type);
          }
          Shapes.agrees(shown, shape, count, values.size());
          List<String> texts = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            texts.add(TensorBytes.text(shown, i, values.get(i)));
          }
          return new Column.Texts(texts);
        });
  }

  /** Adds a tensor as raw bytes. */
  public void raw(String name, String datatype, List<Long> shape, ByteBuffer bytes) {
    take(
        name, datatype, shape, (shown, type, count) -> TensorBytes.read(shown, type, count, bytes));
  }

  /** The tensor's contents stand in another list than its datatype asks for, or nowhere. */
  public void refuse(String reason) {
    if (refused == null) {
      refused = new InferenceReading.Refused(ReasonCode.SCHEMA, reason);
    }
  }

  /**
   * A 64-bit number without sign as it is taken here: beyond 2^53 - 1 it is one no datatype holds.
   */
  public static double unsigned(long value) {
    return Elements.unsigned(value);
  }

  /** A 64-bit number likewise. */
  public static double exact(long value) {
    return Elements.exact(value);
  }

  private interface Reader {
    Column read(String shown, Datatype datatype, int count) throws MalformedRequest;
  }

  private void take(String name, String datatype, List<Long> shape, Reader reader) {
    if (refused != null) {
      return;
    }
    String shown = FieldNames.shown(name);
    try {
      Datatype type = Datatype.named(datatype);
      if (type == null) {
        throw MalformedRequest.type(
            "input " + shown + ": expected one of the protocol's datatypes");
      }
      int count = Shapes.elements(shown, shape, rows);
      tensors.add(new Tensor(name, type, shape, reader.read(shown, type, count)));
    } catch (MalformedRequest e) {
      refused = e.refused();
    }
  }

  /** The request, or the first thing that was wrong. */
  public InferenceReading request(
      @Nullable String id, String model, List<RequestedOutput> outputs, boolean binary) {
    if (refused != null) {
      return refused;
    }
    try {
      String checked = id == null ? null : Identifiers.checked("id", id);
      return new InferenceReading.Readable(
          new InferenceRequest(checked, model, tensors, outputs, binary));
    } catch (MalformedRequest e) {
      return e.refused();
    }
  }
}
