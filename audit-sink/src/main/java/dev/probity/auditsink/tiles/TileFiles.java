// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tiles;

import org.jspecify.annotations.Nullable;

/** Where an exported log's files come from. */
@FunctionalInterface
public interface TileFiles {
  /** Path of the signed head. */
  String CHECKPOINT = "checkpoint";

  /** The file at a path relative to the log, null when there is none. */
  byte @Nullable [] read(String path);
}
