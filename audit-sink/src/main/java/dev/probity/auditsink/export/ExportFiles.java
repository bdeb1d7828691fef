// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.export;

import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** The files of an export, in a folder or a ZIP. */
public interface ExportFiles {
  /** Names of all files, relative to the export. */
  SortedSet<String> names();

  /** A file, null when there is none. */
  byte @Nullable [] read(String name);
}
