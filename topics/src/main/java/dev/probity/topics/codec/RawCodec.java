// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Bytes;
import org.jspecify.annotations.Nullable;

/** Leaves bytes as they are. */
final class RawCodec implements RecordCodec<Bytes> {

  @Override
  public byte[] encode(Bytes record) {
    return record.toArray();
  }

  @Override
  public Decoded<Bytes> decode(byte @Nullable [] bytes) {
    return bytes == null
        ? new Decoded.Invalid<>(ReasonCode.SCHEMA, "is a null value", "")
        : new Decoded.Valid<>(Bytes.copyOf(bytes));
  }
}
