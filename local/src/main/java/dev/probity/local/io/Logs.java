// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where log lines go. Until Quarkus sets up logging, a handler keeps every line in memory and
 * prints it to stdout when the process ends: a command that does not start Quarkus would mix logs
 * with its data, and the embedded servers would fill the memory.
 */
public final class Logs {
  /** Loud about every step they take; what matters of it has this level or a higher one. */
  private static final Map<String, String> LOUD =
      Map.of(
          "org.apache.kafka", "WARN",
          "org.apache.kafka.controller", "ERROR",
          "org.apache.kafka.clients.NetworkClient", "ERROR",
          "org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils", "ERROR",
          "org.apache.kafka.streams.StreamsConfig", "ERROR",
          "org.apache.kafka.streams.processor.internals.StateDirectory", "ERROR",
          "kafka", "WARN",
          "state.change.logger", "WARN",
          "org.flywaydb", "WARN",
          "io.zonky", "WARN");

  /** Held, because the log manager forgets the level of a logger that nobody holds. */
  private static final List<Logger> HELD =
      LOUD.keySet().stream().sorted().map(Logger::getLogger).toList();

  private Logs() {}

  /** Levels for the time before a verb says more. */
  static void begin() {
    Logger.getLogger("").setLevel(Level.INFO);
    for (Logger logger : HELD) {
      boolean errorsOnly = "ERROR".equals(LOUD.get(logger.getName()));
      logger.setLevel(errorsOnly ? Level.SEVERE : Level.WARNING);
    }
  }

  /** After a start that failed: what half-started modules still say helps nobody. */
  static void end() {
    Logger.getLogger("").setLevel(Level.OFF);
    HELD.forEach(logger -> logger.setLevel(Level.OFF));
  }

  /** For verbs that start no application: warnings, or everything of ours, on stderr. */
  public static void toStderr(boolean verbose) {
    ConsoleHandler stderr = new ConsoleHandler();
    stderr.setLevel(verbose ? Level.INFO : Level.WARNING);
    InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {stderr});
  }

  /** Settings of the application's logging: everything into a file, warnings to stderr. */
  static Map<String, String> intoFile(Path file, boolean verbose) throws IOException {
    PrivateFiles.touch(file);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("quarkus.log.file.enabled", "true");
    settings.put("quarkus.log.file.path", file.toString());
    settings.put(
        "quarkus.log.file.format", "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c{3.}] (%t) %s%e%n");
    settings.put("quarkus.log.file.rotation.max-file-size", "16M");
    settings.put("quarkus.log.console.level", verbose ? "INFO" : "WARN");
    LOUD.forEach(
        (name, level) -> settings.put("quarkus.log.category.\"" + name + "\".level", level));
    return settings;
  }
}
