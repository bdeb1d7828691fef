// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

/** What the exit codes mean; every verb lists its own in its help. */
final class Exit {
  static final int DONE = 0;
  static final int SOFTWARE = 1;
  static final int USAGE = 2;
  static final int REJECTED = 3;
  static final int GATE_FAILED = 4;
  static final int REPLAY_MISMATCH = 5;
  static final int LEDGER_INVALID = 6;
  static final int TIMEOUT = 7;
  static final int INCOMPLETE = 8;

  static final String HEADING = "%nExit codes:%n";
  static final String DONE_LINE = "0:done";
  static final String SOFTWARE_LINE = "1:software error, or this machine or folder is not fit";
  static final String LOST_LINE = "1:software error, or a record was lost or doubled";
  static final String USAGE_LINE = "2:usage error";
  static final String REJECTED_LINE = "3:finished, but rows were rejected";
  static final String GATE_LINE = "4:the gate failed: a release must not serve";
  static final String LEDGER_LINE = "6:the ledger or a proof does not verify";
  static final String TIMEOUT_LINE = "7:timeout";
  static final String INCOMPLETE_LINE = "8:could not check everything";
  static final String INTERRUPTED_LINE = "130:stopped by Ctrl-C after finishing what was begun";
  static final String TERMINATED_LINE = "143:stopped by SIGTERM after finishing what was begun";

  private Exit() {}
}
