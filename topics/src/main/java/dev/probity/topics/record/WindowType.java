// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** How the records of a signal were gathered. */
public enum WindowType implements Coded {
  /** A fixed number of records in order of arrival. */
  COUNT("count"),
  /** Adjacent spans of event time. */
  TUMBLING("tumbling"),
  /** Overlapping spans of event time. */
  SLIDING("sliding"),
  /** All records in order of arrival, for tests valid at any time. */
  STREAM("stream");

  private final String code;

  WindowType(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
