// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** Whether later records may still change a window. */
public enum WindowStatus implements Coded {
  /** More records may come. */
  PROVISIONAL("provisional"),
  /** Closed. */
  FINAL("final"),
  /** Closed, then corrected by late records. */
  AMENDED("amended");

  private final String code;

  WindowStatus(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
