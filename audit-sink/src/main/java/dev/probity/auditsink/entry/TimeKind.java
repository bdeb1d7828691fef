// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import org.apache.kafka.common.record.TimestampType;

/** Who set a record's timestamp. */
public enum TimeKind {
  /** The producer. */
  CREATE(0),
  /** The broker, on appending. */
  LOG_APPEND(1),
  /** Nobody. */
  NONE(255);

  private final int code;

  TimeKind(int code) {
    this.code = code;
  }

  /** Its byte in an entry. */
  public int code() {
    return code;
  }

  /** The kind of a byte; others are malformed. */
  public static TimeKind of(int code) {
    for (TimeKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new MalformedEntryException("timestamp kind " + code + " does not exist");
  }

  static TimeKind of(TimestampType type) {
    return switch (type) {
      case CREATE_TIME -> CREATE;
      case LOG_APPEND_TIME -> LOG_APPEND;
      case NO_TIMESTAMP_TYPE -> NONE;
    };
  }
}
