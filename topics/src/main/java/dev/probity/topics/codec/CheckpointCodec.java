// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.record.Checkpoint;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * Checkpoints as signed notes. Only the three lines that identify the tree head are read here;
 * whoever relies on a checkpoint verifies the note with the ledger's own parser.
 */
final class CheckpointCodec implements RecordCodec<Checkpoint> {

  private static final int MAX_BYTES = 4 * Checkpoint.MAX_NOTE_CHARS;

  @Override
  public byte[] encode(Checkpoint record) {
    return record.note().getBytes(UTF_8);
  }

  @Override
  public Decoded<Checkpoint> decode(byte @Nullable [] bytes) {
    if (bytes == null) {
      return refused(ReasonCode.SCHEMA, "is a null value, not a record");
    }
    if (bytes.length > MAX_BYTES) {
      return refused(ReasonCode.TOO_LARGE, "is longer than 64 KiB");
    }
    String note = StrictUtf8.decode(bytes);
    if (note == null) {
      return refused(ReasonCode.BAD_UTF8, "is not UTF-8");
    }
    String[] lines = note.split("\n", 4);
    if (lines.length < 4 || !lines[1].matches("0|[1-9][0-9]{0,15}")) {
      return refused(ReasonCode.SCHEMA, "is not a signed tree head");
    }
    try {
      return new Decoded.Valid<>(
          new Checkpoint(lines[0], Long.parseLong(lines[1]), lines[2], note));
    } catch (InvalidValueException e) {
      return refused(ReasonCode.SCHEMA, "is not a signed tree head: " + e.getMessage());
    }
  }

  private static Decoded<Checkpoint> refused(ReasonCode code, String reason) {
    return new Decoded.Invalid<>(code, reason, "");
  }
}
