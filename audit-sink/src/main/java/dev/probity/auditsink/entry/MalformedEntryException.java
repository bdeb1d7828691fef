// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

/** Bytes that are no entry or body of a version this build knows. */
public final class MalformedEntryException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** Says what is wrong, without payload bytes. */
  public MalformedEntryException(String message) {
    super(message);
  }
}
