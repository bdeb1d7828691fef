// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Check;
import dev.probity.topics.value.InvalidValueException;
import org.jspecify.annotations.Nullable;

/** Keys that are texts: strict UTF-8, not empty, without control characters. */
final class TextKeyCodec implements RecordCodec<String> {

  @Override
  public byte[] encode(String key) {
    return Check.text(key, "key").getBytes(UTF_8);
  }

  @Override
  public Decoded<String> decode(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length == 0) {
      return new Decoded.Invalid<>(ReasonCode.MISSING_KEY, "the record key is absent or empty", "");
    }
    String key = StrictUtf8.decode(bytes);
    if (key == null) {
      return new Decoded.Invalid<>(ReasonCode.BAD_UTF8, "the record key is not UTF-8", "");
    }
    try {
      return new Decoded.Valid<>(Check.text(key, "key"));
    } catch (InvalidValueException e) {
      return new Decoded.Invalid<>(ReasonCode.SCHEMA, "the record " + e.getMessage(), "");
    }
  }
}
