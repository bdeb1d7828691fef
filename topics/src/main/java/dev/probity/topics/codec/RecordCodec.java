// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import org.jspecify.annotations.Nullable;

/**
 * Turns records into bytes and back. Equal records give equal bytes.
 *
 * @param <T> the type of the record
 */
public interface RecordCodec<T> {

  /** The bytes of the record. */
  byte[] encode(T record);

  /** The record of the bytes, or why they are none; null stands for a Kafka null value. */
  Decoded<T> decode(byte @Nullable [] bytes);
}
