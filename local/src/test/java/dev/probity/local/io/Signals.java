// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Signals that the JDK cannot send by itself. */
final class Signals {
  private Signals() {}

  /** Whether this process, and what it starts, ignores a signal; only Linux tells. */
  static boolean ignored(int signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(
            line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> signal - 1 & 1) == 1);
  }

  /** Sends a signal to a process that lives. */
  static void send(String signal, long pid) throws IOException, InterruptedException {
    // Not with our own input and output: a test's JVM speaks with Maven over them.
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, kill.waitFor(), "kill -" + signal + " " + pid);
  }
}
