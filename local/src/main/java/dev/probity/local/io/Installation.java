// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.auditsink.io.PostgresAccess;
import dev.probity.local.io.demo.DemoRun;
import dev.probity.topics.io.KafkaSettings;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A running installation: data folder, broker, database and all modules in this process.
 *
 * <p>Libraries stop in hooks of their own choice and in parallel; here one hook stops everything in
 * one order: modules (doors first, then the loops behind them), database, broker, lock.
 */
public final class Installation implements Closeable {
  private static final Logger LOG = Logger.getLogger(Installation.class);

  private final ReentrantLock closing = new ReentrantLock();
  private final Thread hook = new Thread(this::closeOnSignal, "probity-shutdown");
  private final DataFolder folder;
  private @Nullable LocalServices services;
  private @Nullable Host host;
  private boolean closed;

  private Installation(DataFolder folder) {
    this.folder = folder;
  }

  /**
   * Starts everything in the folder and returns when all of it works.
   *
   * @param path the data folder, made when it does not exist
   * @param ports chooses the ports of a new folder
   * @param verbose whether the log also goes to stderr
   * @param steps told what is being started
   */
  public static Installation start(
      Path path, Supplier<Ports> ports, boolean verbose, StartSteps steps)
      throws IOException, InterruptedException {
    Installation installation = new Installation(DataFolder.open(path, ports));
    Runtime.getRuntime().addShutdownHook(installation.hook);
    try {
      installation.startAll(verbose, steps);
      return installation;
    } catch (IOException | InterruptedException | IllegalStateException | KafkaException failed) {
      installation.close();
      throw failed;
    }
  }

  private void startAll(boolean verbose, StartSteps steps)
      throws IOException, InterruptedException {
    Map<String, String> settings =
        new LinkedHashMap<>(Logs.intoFile(folder.log("probity"), verbose));
    Identity.prepare(folder, Instant.now());
    settings.putAll(Identity.settings(folder));
    settings.putAll(Secrets.prepare(folder));
    steps.begin("broker and database");
    LocalServices started = LocalServices.start(folder);
    services = started;
    settings.putAll(started.settings());
    steps.begin("processors");
    host = Host.start(settings);
    steps.done();
  }

  /** Where this installation keeps what it has. */
  public DataFolder folder() {
    return folder;
  }

  /** Where a demo finds this installation, as a client would. */
  public DemoRun.Place demoPlace(Path scratch) throws IOException {
    Map<String, String> kafka =
        Map.of(
            "kafka.bootstrap.servers",
            "127.0.0.1:" + folder.ports().kafka(),
            "probity.instance.id",
            "demo");
    return new DemoRun.Place(
        KafkaSettings.parse(kafka, "local"),
        URI.create("http://127.0.0.1:" + folder.ports().http() + "/candidates"),
        people(),
        LocalServices.reader(folder),
        Secrets.vault(folder),
        Secrets.ledgerKey(folder),
        folder.postgres().resolve(Postmaster.FILE),
        scratch);
  }

  /** How a client of its own name reaches this installation's broker. */
  public KafkaSettings client(String name) {
    return KafkaSettings.parse(
        Map.of(
            "kafka.bootstrap.servers",
            "127.0.0.1:" + folder.ports().kafka(),
            "probity.instance.id",
            name),
        name);
  }

  /** Owns the ledger's schema, for what no reader may do. */
  public PostgresAccess owner() throws IOException {
    return LocalServices.owner(folder);
  }

  private DemoRun.People people() throws IOException {
    return new DemoRun.People(
        Identity.verify(folder, folder.token("operator-1")),
        Identity.verify(folder, folder.token("operator-2")),
        Files.readString(folder.token("publisher-1")).strip());
  }

  /** Returns when somebody has asked the process to end. */
  public void awaitEnd() throws InterruptedException {
    Host running = host;
    if (running != null) {
      running.awaitEnd();
    }
  }

  /** Stops everything in order; a second caller waits until the first has done it. */
  @Override
  public void close() throws IOException {
    closing.lock();
    try {
      if (!closed) {
        closed = true;
        closeAll();
        unhook();
      }
    } finally {
      closing.unlock();
    }
  }

  private void closeAll() throws IOException {
    try (folder) {
      Host running = host;
      try {
        if (running != null) {
          running.close();
        }
      } finally {
        LocalServices started = services;
        if (started != null) {
          started.close();
        }
      }
    }
  }

  private void closeOnSignal() {
    try {
      close();
    } catch (IOException | IllegalStateException failed) {
      LOG.error("the installation did not stop cleanly", failed);
    }
  }

  private void unhook() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyShuttingDown) {
      LOG.debug("stopped by a signal");
    }
  }
}
