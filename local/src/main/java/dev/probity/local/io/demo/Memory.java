// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The proportional set size of this process and its database, as Linux counts it. */
public final class Memory {
  private static final String FIELD = "Pss:";

  private Memory() {}

  /**
   * MiB held by the process and all below it or named by the file, each shared page counted in
   * proportion; 0 where the system does not say.
   *
   * @param postmaster the file with the database server's process id
   */
  public static long residentMiB(Path postmaster) {
    long kib = kib(ProcessHandle.current());
    ProcessHandle server = server(postmaster);
    if (server != null) {
      kib += kib(server) + server.descendants().mapToLong(Memory::kib).sum();
    }
    return kib / 1_024;
  }

  private static @org.jspecify.annotations.Nullable ProcessHandle server(Path postmaster) {
    try {
      long pid = Long.parseLong(Files.readAllLines(postmaster).get(0).strip());
      return ProcessHandle.of(pid).orElse(null);
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private static long kib(ProcessHandle process) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
        if (line.startsWith(FIELD)) {
          return Long.parseLong(line.replaceAll("[^0-9]", ""));
        }
      }
      return 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
