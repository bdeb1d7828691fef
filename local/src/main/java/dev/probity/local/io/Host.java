// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import io.quarkus.runtime.Quarkus;
import java.io.Closeable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the modules in this process, beside the thread that asked for them, the way their own mains
 * run them: what differs is configuration.
 */
public final class Host implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;

  private Host() {
    this.thread = new Thread(this::run, "probity-host");
  }

  /**
   * Starts the application and returns when every module has started.
   *
   * @param settings win over every other source of configuration
   * @throws IllegalStateException when a module refused to start
   */
  public static Host start(Map<String, String> settings) throws InterruptedException {
    settings.forEach(System::setProperty);
    Host host = new Host();
    host.thread.start();
    try {
      HostedApplication.STARTED.get();
      return host;
    } catch (ExecutionException refused) {
      host.awaitEnd();
      Logs.end();
      throw new IllegalStateException("a module did not start", refused.getCause());
    }
  }

  /** Returns when the application has ended, whoever ended it. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Stops the modules; returns when they have stopped or patience is used up. */
  @Override
  public void close() {
    Quarkus.asyncExit(0);
    try {
      if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the modules did not stop within " + PATIENCE);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      Quarkus.run(HostedApplication.class, Host::ended);
    } finally {
      ended.countDown();
    }
  }

  private static void ended(int exit, @Nullable Throwable failure) {
    HostedApplication.STARTED.completeExceptionally(
        failure == null ? new IllegalStateException("ended with exit code " + exit) : failure);
  }
}
