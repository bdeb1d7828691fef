// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

/** The learner cannot run on this machine; the message says what to install. */
public final class LearnerUnavailableException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  LearnerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
