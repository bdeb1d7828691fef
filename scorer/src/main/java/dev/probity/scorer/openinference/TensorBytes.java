// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.record.ReasonCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;

/**
 * Tensors as raw bytes: little-endian, row-major, without padding; a text is its length in four
 * bytes and its UTF-8. Example: the INT32 elements 1 and 2 are {@code 01 00 00 00 02 00 00 00}.
 */
final class TensorBytes {
  private TensorBytes() {}

  /**
   * Reads so many elements, which must be all the bytes there are.
   *
   * @param name the tensor, as it may be shown
   */
  static Column read(String name, Datatype datatype, int count, ByteBuffer raw)
      throws MalformedRequest {
    ByteBuffer bytes = raw.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (datatype.isText()) {
      return texts(name, count, bytes);
    }
    long expected = (long) count * datatype.size();
    if (bytes.remaining() != expected) {
      throw MalformedRequest.schema(
          "input "
              + name
              + (": expected " + expected + " bytes for " + count + " elements of ")
              + (datatype + ", got " + bytes.remaining()));
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = Elements.checked(name, datatype, i, number(datatype, bytes));
    }
    return Column.of(values, count);
  }

  private static double number(Datatype datatype, ByteBuffer bytes) {
    return switch (datatype) {
      case BOOL, UINT8 -> Byte.toUnsignedInt(bytes.get());
      case INT8 -> bytes.get();
      case UINT16 -> Short.toUnsignedInt(bytes.getShort());
      case INT16 -> bytes.getShort();
      case UINT32 -> Integer.toUnsignedLong(bytes.getInt());
      case INT32 -> bytes.getInt();
      case UINT64 -> Elements.unsigned(bytes.getLong());
      case INT64 -> Elements.exact(bytes.getLong());
      case FP16 -> Float.float16ToFloat(bytes.getShort());
      case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
      case FP32 -> bytes.getFloat();
      case FP64 -> bytes.getDouble();
      case BYTES -> throw new IllegalArgumentException("a text is no number");
    };
  }

  private static Column texts(String name, int count, ByteBuffer bytes) throws MalformedRequest {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (bytes.remaining() < Integer.BYTES) {
        throw ends(name, i);
      }
      int length = bytes.getInt();
      if (length < 0 || length > bytes.remaining()) {
        throw ends(name, i);
      }
      texts.add(text(name, i, bytes.slice(bytes.position(), length)));
      bytes.position(bytes.position() + length);
    }
    if (bytes.hasRemaining()) {
      throw MalformedRequest.schema(
          "input " + name + ": " + bytes.remaining() + " bytes follow its " + count + " texts");
    }
    return new Column.Texts(texts);
  }

  /** One text of a tensor, strict. */
  static String text(String name, int place, ByteBuffer utf8) throws MalformedRequest {
    if (utf8.remaining() > 4 * Limits.TEXT_CHARS) {
      throw new MalformedRequest(
          ReasonCode.TOO_LARGE, "input " + name + ": element " + place + " is too long a text");
    }
    try {
      return Elements.text(name, place, UTF_8.newDecoder().decode(utf8).toString());
    } catch (CharacterCodingException e) {
      throw new MalformedRequest(
          ReasonCode.BAD_UTF8, "input " + name + ": element " + place + " is not strict UTF-8");
    }
  }

  private static MalformedRequest ends(String name, int place) {
    return MalformedRequest.schema(
        "input " + name + ": its bytes end within element " + place + ", a text with its length");
  }

  /** The elements as raw bytes. */
  static byte[] write(Tensor tensor) {
    return switch (tensor.data()) {
      case Column.Texts(List<String> values) -> write(values);
      case Column.Numbers numbers -> write(tensor.datatype(), numbers);
    };
  }

  private static byte[] write(List<String> texts) {
    List<byte[]> encoded = texts.stream().map(text -> text.getBytes(UTF_8)).toList();
    int size = encoded.stream().mapToInt(one -> Integer.BYTES + one.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    encoded.forEach(one -> bytes.putInt(one.length).put(one));
    return bytes.array();
  }

  private static byte[] write(Datatype datatype, Column.Numbers numbers) {
    if (datatype != Datatype.FP64) {
      throw new IllegalArgumentException("no output is of " + datatype);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(numbers.size() * datatype.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < numbers.size(); i++) {
      bytes.putDouble(numbers.at(i));
    }
    return bytes.array();
  }
}
