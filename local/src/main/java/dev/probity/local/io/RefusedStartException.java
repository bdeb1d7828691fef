// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

/** This machine or this data folder does not allow a start; the message is all a user needs. */
public sealed class RefusedStartException extends IllegalStateException
    permits FolderInUseException {
  private static final long serialVersionUID = 1L;

  RefusedStartException(String message) {
    super(message);
  }
}
