// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Python environment below a temporary folder, made with {@code -Dprobity.python}; a test is
 * skipped by name where it cannot be had.
 */
final class PythonVenv {
  private static final String PYTHON = System.getProperty("probity.python", "python3");
  private static final long PATIENCE_MINUTES = 8;
  private static final int SHOWN_LINES = 40;

  private final Path folder;

  private PythonVenv(Path folder) {
    this.folder = folder;
  }

  /** An environment with these packages. */
  static PythonVenv with(Path folder, List<String> packages) throws Exception {
    PythonVenv made = new PythonVenv(folder);
    Path venv = folder.resolve("venv");
    assumeTrue(
        made.run("venv", List.of(PYTHON, "-m", "venv", venv.toString())) == 0,
        "no Python with venv: " + PYTHON + "; maybe name one with -Dprobity.python");
    List<String> install = new ArrayList<>(List.of(made.program("python"), "-m", "pip"));
    install.addAll(List.of("install", "-q"));
    install.addAll(packages);
    assumeTrue(
        made.run("pip", install) == 0, "cannot install " + packages + ": " + made.report("pip"));
    return made;
  }

  /** Where a program of the environment is. */
  String program(String name) {
    return folder.resolve("venv/bin").resolve(name).toString();
  }

  /**
   * Runs a command in the folder.
   *
   * @param name under which {@link #report} gives what it printed
   * @return its exit code; negative when it could not be started, or did not end
   */
  int run(String name, List<String> command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".txt").toFile());
    Process process;
    try {
      process = builder.start();
    } catch (IOException absent) {
      return -1;
    }
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return -2;
    }
    System.out.printf("%s:%n%s%n", name, tail(report(name)));
    return process.exitValue();
  }

  String report(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".txt"));
  }

  private static String tail(String report) {
    List<String> lines = report.lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }
}
