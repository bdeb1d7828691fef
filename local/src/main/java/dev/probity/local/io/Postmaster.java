// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The server process that a cluster's {@code postmaster.pid} names.
 *
 * @param pid its process id
 * @param folder the cluster
 */
record Postmaster(long pid, Path folder) {
  static final String FILE = "postmaster.pid";

  /** Reads the file; null when there is none. */
  static @Nullable Postmaster read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    String first = Files.readString(file).lines().findFirst().orElse("").strip();
    return first.matches("[0-9]{1,18}") ? new Postmaster(Long.parseLong(first), folder) : null;
  }

  /** Whether the process lives and serves this cluster: a number may have passed to another. */
  boolean isOurs() {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty() || !process.get().isAlive()) {
      return false;
    }
    ProcessHandle.Info info = process.get().info();
    return info.commandLine().or(info::command).orElse("postgres " + folder).contains("postgres")
        && info.arguments().map(this::namesFolder).orElse(true);
  }

  private boolean namesFolder(String... arguments) {
    for (String argument : arguments) {
      if (argument.equals(folder.toString())) {
        return true;
      }
    }
    return false;
  }

  /** Fast stop: connections are closed, everything is written, nobody is waited for. */
  void interrupt() throws IOException {
    Process kill =
        new ProcessBuilder("kill", "-INT", Long.toString(pid))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      kill.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while stopping process " + pid, interrupted);
    }
  }

  /** Waits for the process to end; false when it still lives after the patience. */
  boolean awaitEnd(Duration patience) throws IOException {
    CompletableFuture<ProcessHandle> end =
        ProcessHandle.of(pid)
            .map(ProcessHandle::onExit)
            .orElseGet(() -> CompletableFuture.completedFuture(ProcessHandle.current()));
    try {
      end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException alive) {
      return false;
    } catch (ExecutionException failed) {
      throw new IOException("process " + pid + " could not be watched", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for process " + pid, interrupted);
    }
  }
}
