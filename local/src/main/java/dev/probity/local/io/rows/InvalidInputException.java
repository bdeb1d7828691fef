// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

/** A file or option that this command cannot work with, in words for the one who gave it. */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what is wrong and, on a line beginning with Maybe, what would help. */
  public InvalidInputException(String message) {
    super(message);
  }
}
