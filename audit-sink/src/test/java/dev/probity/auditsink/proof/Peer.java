// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Foreign programs: run under {@code --peers} only, and skipped by name where they are missing. */
final class Peer {
  private static final long MOST_SECONDS = 300;

  private Peer() {}

  /** Skips the test unless peers are asked for and the program is here; gives its place. */
  static Path only(String program) {
    assumeTrue(Boolean.getBoolean("probity.peers"), "only with --peers");
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      Path file = Path.of(folder, program);
      if (Files.isExecutable(file)) {
        return file;
      }
    }
    assumeTrue(false, "no peer \"" + program + "\" on this machine");
    throw new IllegalStateException(program);
  }

  /** A file of the repository. */
  static Path repository(String path) {
    Path file = Path.of("..", path).toAbsolutePath().normalize();
    assertTrue(Files.exists(file), file + " is missing");
    return file;
  }

  /**
   * What a program did.
   *
   * @param exit its exit code
   * @param out its output, errors among it
   */
  record Run(int exit, String out) {}

  static Run run(Path folder, String input, List<String> command)
      throws IOException, InterruptedException {
    Path in = Files.writeString(Files.createTempFile(folder, "in", ".txt"), input);
    Path out = Files.createTempFile(folder, "out", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .start();
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command + " did not end");
    }
    return new Run(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
  }
}
