// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

/** Why a stage takes no records while it goes on polling. Several may hold at once. */
public enum PauseReason {
  /** A person pressed the stop button. */
  STOP_ORDER,
  /** No model is active. */
  NO_MODEL,
  /** Something the stage needs before its first record is not there yet. */
  NOT_READY
}
