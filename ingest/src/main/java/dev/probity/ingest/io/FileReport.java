// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import java.util.List;

/**
 * What became of a file.
 *
 * @param read rows read
 * @param accepted candidates the broker has
 * @param outcomes outcomes the broker has
 * @param rejected rows refused, each recorded with its reason
 * @param ignored columns nobody read
 */
public record FileReport(
    long read, long accepted, long outcomes, long rejected, List<String> ignored) {

  /** Copies the columns. */
  public FileReport {
    ignored = List.copyOf(ignored);
  }
}
