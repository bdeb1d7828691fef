// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

/** Whose rules a row follows; every row names its mode. */
public enum MonitorMode {
  /** NannyML 0.13.1 with its quirks: what the golden numbers hold us to. */
  COMPAT("nannyml-0.13.1"),
  /** Our own rules, which repair the quirks: the default. */
  PROBITY("probity");

  private final String wireName;

  MonitorMode(String wireName) {
    this.wireName = wireName;
  }

  /** The name printed on every row. */
  public String wireName() {
    return wireName;
  }
}
