// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

/** The topic does not hold the offsets asked for. */
public final class OffsetsGoneException extends Exception {
  private static final long serialVersionUID = 1L;

  OffsetsGoneException(String message) {
    super(message);
  }
}
