// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

/** The ledger could not do what it was asked; the class says what comes next. */
public final class LedgerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final FaultClass faultClass;
  private final String sqlState;

  /**
   * A failure.
   *
   * @param sqlState SQLSTATE, empty when the driver gave none
   * @param doing what was tried, without payload values
   */
  public LedgerException(String sqlState, String doing, Throwable cause) {
    super(doing + " failed with SQLSTATE " + (sqlState.isEmpty() ? "none" : sqlState), cause);
    this.faultClass = FaultClass.ofSqlState(sqlState);
    this.sqlState = sqlState;
  }

  /** A failure of the ledger's own content, which no retry mends. */
  public LedgerException(String fault) {
    super(fault);
    this.faultClass = FaultClass.FATAL;
    this.sqlState = "";
  }

  /** What to do about it. */
  public FaultClass faultClass() {
    return faultClass;
  }

  /** SQLSTATE, empty when there is none. */
  public String sqlState() {
    return sqlState;
  }
}
