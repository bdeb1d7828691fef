// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import java.nio.file.Path;

/** Another process works in the data folder. */
public final class FolderInUseException extends RefusedStartException {
  private static final long serialVersionUID = 1L;

  FolderInUseException(Path lock, long pid) {
    super(
        "the data folder is in use by process "
            + pid
            + " (lock file "
            + lock
            + ")\nMaybe stop it (kill "
            + pid
            + "), or name another folder with --data");
  }
}
