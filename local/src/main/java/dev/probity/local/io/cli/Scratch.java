// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The data folder of a run that need not outlive it.
 *
 * @param folder the one that was named, or one of its own
 * @param kept whether it was named, and stays
 */
record Scratch(Path folder, boolean kept) implements AutoCloseable {

  /** The folder the options name, else a temporary one whose name begins so. */
  static Scratch of(Common common, String prefix) throws IOException {
    return common.dataGiven()
        ? new Scratch(common.data(), true)
        : new Scratch(Files.createTempDirectory(prefix), false);
  }

  /** Deletes a folder that nobody asked to keep, and all that is in it. */
  @Override
  public void close() throws IOException {
    if (kept) {
      return;
    }
    List<Path> all;
    try (Stream<Path> found = Files.walk(folder)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.deleteIfExists(one);
    }
  }
}
