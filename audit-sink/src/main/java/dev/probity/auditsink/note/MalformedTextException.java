// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.note;

/** A note, key or checkpoint that is not exactly what its own rendering would be. */
public final class MalformedTextException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  MalformedTextException(String message) {
    super(message);
  }

  MalformedTextException(String message, Throwable cause) {
    super(message, cause);
  }
}
