// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

import java.util.Set;

/** What the sink does about a failure of the database. */
public enum FaultClass {
  /** Connect anew after a short wait, read positions again, go on. */
  RETRY,
  /** The same after a long wait, with an alert: somebody has to make room first. */
  RETRY_SLOWLY,
  /** Somebody else wrote these rows: read positions again. Twice at the same positions is fatal. */
  FENCED,
  /** A person has to look: stop consuming, stay up, say why. */
  FATAL;

  private static final Set<String> PASSING =
      Set.of(
          "57P01", "57P02", "57P03", "57P05", "40001", "40P01", "55P03", "57014", "53300", "53200",
          "25006", "25P03");
  private static final String DISK_FULL = "53100";
  private static final String UNIQUE_VIOLATION = "23505";

  /**
   * The class of an SQLSTATE. Connections break in many ways: every 08xxx passes, as does a missing
   * state, which the driver leaves out when the socket dies.
   */
  public static FaultClass ofSqlState(String sqlState) {
    if (sqlState.isEmpty() || sqlState.startsWith("08") || PASSING.contains(sqlState)) {
      return RETRY;
    }
    return switch (sqlState) {
      case DISK_FULL -> RETRY_SLOWLY;
      case UNIQUE_VIOLATION -> FENCED;
      default -> FATAL;
    };
  }
}
