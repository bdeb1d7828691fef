// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.data;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps versions of data sets. A commit is there whole or not at all and never changes; it is read
 * by its id, never by where a branch points. Several processes may commit at the same time.
 */
public interface DatasetRepository {
  /**
   * Keeps a version. One that is there already stays as it is.
   *
   * @param commit names every file and its digest
   * @param files the files by path, exactly those the commit names
   * @param run the run that made it, for the repository's log
   * @throws IllegalArgumentException when a file is not the one its commit names
   * @throws IOException when the repository cannot be written; nothing is committed then
   */
  void put(DatasetCommit commit, Map<String, byte[]> files, String run) throws IOException;

  /**
   * A version by its id.
   *
   * @return the commit; null when there is none of this id
   * @throws IOException when it cannot be read or is not what its id says
   */
  @Nullable DatasetCommit find(String id) throws IOException;

  /**
   * A file of a version.
   *
   * @throws IOException when it is not there or not what the commit says
   */
  byte[] file(DatasetCommit commit, String path) throws IOException;

  /** Ids of all versions, ascending. */
  List<String> ids() throws IOException;
}
