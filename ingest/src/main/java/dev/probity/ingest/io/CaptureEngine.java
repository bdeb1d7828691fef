// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The settings of the engine that reads the database's log. */
final class CaptureEngine {
  private static final String[] SSL = {"sslmode", "sslrootcert", "sslcert", "sslkey"};
  private static final int USUAL_PORT = 5432;
  private static final String BEAT = "probity-heartbeat";

  private CaptureEngine() {}

  /**
   * The engine's settings.
   *
   * @throws IllegalArgumentException when the address cannot be understood
   */
  static Properties properties(CaptureConfig config, String password) {
    URI address = URI.create(String.valueOf(config.url()).substring("jdbc:".length()));
    if (address.getHost() == null || address.getPath().length() < 2) {
      throw new IllegalArgumentException(
          "probity.capture.url is no address such as jdbc:postgresql://host:5432/hr");
    }
    Properties engine = new Properties();
    engine.putAll(fixed());
    engine.setProperty("database.hostname", address.getHost());
    int port = address.getPort() < 0 ? USUAL_PORT : address.getPort();
    engine.setProperty("database.port", Integer.toString(port));
    engine.setProperty("database.dbname", address.getPath().substring(1));
    engine.setProperty("database.user", config.user());
    engine.setProperty("database.password", password);
    String query = address.getQuery() == null ? "" : address.getQuery();
    for (String word : query.split("&")) {
      String[] parts = word.split("=", 2);
      if (parts.length == 2 && List.of(SSL).contains(parts[0])) {
        engine.setProperty("database." + parts[0], parts[1]);
      }
    }
    List<String> tables = new ArrayList<>();
    for (String table : new String[] {config.table(), config.outbox()}) {
      if (table != null) {
        tables.add(table.replace(".", "\\."));
      }
    }
    engine.setProperty("table.include.list", String.join(",", tables));
    engine.setProperty("slot.name", config.slot());
    engine.setProperty("publication.name", config.publication());
    engine.setProperty("snapshot.mode", config.snapshot() ? "initial" : "no_data");
    engine.setProperty(CaptureOffsets.FILE, config.offsets().toString());
    return engine;
  }

  private static Map<String, String> fixed() {
    return Map.ofEntries(
        Map.entry("name", "probity-capture"),
        Map.entry("connector.class", "io.debezium.connector.postgresql.PostgresConnector"),
        Map.entry("topic.prefix", "probity"),
        Map.entry("plugin.name", "pgoutput"),
        // The role owns no table, so it cannot make the publication.
        Map.entry("publication.autocreate.mode", "disabled"),
        Map.entry("offset.storage", CaptureOffsets.class.getName()),
        Map.entry("offset.flush.interval.ms", "0"),
        Map.entry("key.converter.schemas.enable", "false"),
        Map.entry("value.converter.schemas.enable", "false"),
        Map.entry("decimal.handling.mode", "string"),
        Map.entry("tombstones.on.delete", "false"),
        Map.entry("skipped.operations", "none"),
        Map.entry("poll.interval.ms", "50"),
        // Moves the slot on while the captured tables are quiet and others are not.
        Map.entry("heartbeat.interval.ms", "5000"),
        Map.entry(
            "heartbeat.action.query", "SELECT pg_logical_emit_message(false, '" + BEAT + "', '')"),
        Map.entry("message.prefix.exclude.list", BEAT),
        // Who runs the engine begins anew, and says why it is not ready meanwhile.
        Map.entry("errors.max.retries", "0"),
        Map.entry("slot.max.retries", "0"),
        Map.entry("slot.retry.delay.ms", "500"));
  }
}
