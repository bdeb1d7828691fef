// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.auditsink.io.LedgerSchema;
import dev.probity.auditsink.io.PostgresAccess;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.topics.io.KafkaSettings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * What a production installation has outside: broker and database, here for one data folder.
 * Started in this order, stopped in reverse: the broker is the last to go, after whoever writes.
 */
public final class LocalServices implements Closeable {
  private static final String DATABASE = "probity";
  private static final String INSTALLER = "installer";

  private final DataFolder folder;
  private @Nullable EmbeddedBroker broker;
  private @Nullable EmbeddedPostgres postgres;

  private LocalServices(DataFolder folder) {
    this.folder = folder;
  }

  /** Starts broker and database of the folder; the caller still closes the folder. */
  public static LocalServices start(DataFolder folder) throws IOException {
    EmbeddedPostgres.stopOrphan(folder.postgres());
    folder.requireFreePorts();
    LocalServices services = new LocalServices(folder);
    // Side by side: either is busy with files while the other computes.
    FutureTask<EmbeddedPostgres> database = new FutureTask<>(() -> database(folder));
    Thread.ofPlatform().name("probity-database").start(database);
    try {
      services.broker =
          EmbeddedBroker.start(folder.kafka(), folder.ports().kafka(), folder.ports().controller());
      LocalTopics.make(KafkaSettings.parse(Configured.with(services.settings()), "local"));
      services.postgres = result(database);
      return services;
    } catch (IOException | IllegalStateException | KafkaException failed) {
      services.postgres = startedAnyhow(database);
      services.close();
      throw failed;
    }
  }

  /** Starts the database alone, for commands that read a folder nobody works in. */
  public static LocalServices startDatabase(DataFolder folder) throws IOException {
    EmbeddedPostgres.stopOrphan(folder.postgres());
    LocalServices services = new LocalServices(folder);
    services.postgres = database(folder);
    return services;
  }

  /** What the modules are told instead of their defaults. */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("probity.instance.id", "local");
    if (broker != null) {
      settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    }
    if (postgres != null) {
      settings.put("probity.pg.url", postgres.url(DATABASE));
    }
    settings.put("quarkus.http.port", Integer.toString(folder.ports().http()));
    settings.put("probity.models.dir", folder.models().toString());
    settings.put("probity.mlflow.dir", folder.runs().toString());
    settings.put("probity.trainer.datasets-dir", folder.datasets().toString());
    settings.put("probity.monitor.state-dir", folder.monitorState().toString());
    settings.put("probity.capture.folder", folder.capture().toString());
    return settings;
  }

  /** Makes a ledger beside the folder's own, for measuring; it goes with the database. */
  EmptyLedger emptyLedger(String database) throws IOException {
    EmbeddedPostgres running = Objects.requireNonNull(postgres, "the database runs");
    Secrets.admit(folder, running, database);
    String url = running.url(database);
    LedgerSchema.migrate(
        new PostgresAccess(url, LedgerSchema.OWNER, folder.password(LedgerSchema.OWNER)));
    String origin = database + ".probity.local";
    Path key = folder.key(database + ".key");
    String seed = PrivateFiles.once(key, Secrets::seed);
    Map<String, String> settings = new LinkedHashMap<>(Secrets.prepare(folder));
    settings.putAll(settings());
    settings.put("probity.instance.id", database);
    settings.put("probity.pg.url", url);
    settings.put("probity.audit.origin", origin);
    settings.put("probity.audit.signing-key-file", key.toString());
    settings.remove("probity.audit.previous-signing-key-file");
    return new EmptyLedger(
        new PostgresAccess(url, LedgerSchema.WRITER, folder.password(LedgerSchema.WRITER)),
        new PostgresAccess(url, LedgerSchema.READER, folder.password(LedgerSchema.READER)),
        settings,
        new NoteSigner(origin, Base64.getDecoder().decode(seed)).key());
  }

  /** Asks the ledger as our own reading commands do. */
  public PostgresAccess reader() throws IOException {
    return reader(folder);
  }

  /** The same for a folder whose database runs, here or in another process. */
  public static PostgresAccess reader(DataFolder folder) throws IOException {
    return login(folder, LedgerSchema.READER);
  }

  /** How a login reaches the database of a folder. */
  static PostgresAccess login(DataFolder folder, String name) throws IOException {
    return new PostgresAccess(
        "jdbc:postgresql://127.0.0.1:" + folder.ports().postgres() + "/" + DATABASE,
        name,
        folder.password(name));
  }

  /** The owner of the ledger's schema, in a folder whose database runs. */
  static PostgresAccess owner(DataFolder folder) throws IOException {
    return login(folder, LedgerSchema.OWNER);
  }

  /** The login that forgets people, in a folder whose database runs. */
  static PostgresAccess eraser(DataFolder folder) throws IOException {
    return new PostgresAccess(
        "jdbc:postgresql://127.0.0.1:" + folder.ports().postgres() + "/" + DATABASE,
        LedgerSchema.ERASER,
        folder.password(LedgerSchema.ERASER));
  }

  /** Stops what was started, the broker last. */
  @Override
  public void close() throws IOException {
    EmbeddedPostgres database = postgres;
    EmbeddedBroker node = broker;
    postgres = null;
    broker = null;
    try {
      if (database != null) {
        database.close();
      }
    } finally {
      if (node != null) {
        node.close();
      }
    }
  }

  private static EmbeddedPostgres result(FutureTask<EmbeddedPostgres> task) throws IOException {
    try {
      return task.get();
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      if (cause instanceof RefusedStartException refused) {
        throw refused;
      }
      throw cause instanceof IOException outage
          ? outage
          : new IOException("the database did not start", cause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the database started", interrupted);
    }
  }

  /** The database, when it has started although the broker has not. */
  private static @Nullable EmbeddedPostgres startedAnyhow(FutureTask<EmbeddedPostgres> task) {
    try {
      return result(task);
    } catch (IOException | RefusedStartException itFailedToo) {
      return null;
    }
  }

  private static EmbeddedPostgres database(DataFolder folder) throws IOException {
    folder.password(INSTALLER);
    EmbeddedPostgres started =
        EmbeddedPostgres.start(
            new EmbeddedPostgres.Cluster(
                folder.postgres(),
                folder.ports().postgres(),
                folder.passwordFile(INSTALLER),
                folder.log("postgres"),
                UserCache.postgresBinaries()));
    try {
      Secrets.admit(folder, started, DATABASE);
      LedgerSchema.migrate(
          new PostgresAccess(
              started.url(DATABASE), LedgerSchema.OWNER, folder.password(LedgerSchema.OWNER)));
      return started;
    } catch (IOException failed) {
      started.close();
      throw failed;
    }
  }
}
