// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io.mlflow;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real MLflow server for each test of a class, with a database and artefacts of its own; the
 * class is skipped unless peers are asked for. Registered as a static field.
 */
final class ServedMlflow implements BeforeAllCallback, AfterEachCallback {
  private @Nullable MlflowPython python;
  private MlflowPython.@Nullable Server server;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    python = MlflowPython.only();
  }

  /** Starts a server over an empty database in the folder. */
  void start(Path folder) throws Exception {
    restart(folder.resolve("server.db"), folder);
  }

  /** Stops the server, if one runs, and starts another over this database. */
  void restart(Path database, Path folder) throws Exception {
    stop();
    server = python().serve(database, folder);
  }

  void stop() {
    if (server != null) {
      server.close();
      server = null;
    }
  }

  MlflowPython python() {
    return Objects.requireNonNull(python, "no environment: the field must be static");
  }

  String url() {
    return Objects.requireNonNull(server, "no server was started").url();
  }

  RestView view() throws Exception {
    return new RestView(url());
  }

  @Override
  public void afterEach(ExtensionContext context) {
    stop();
  }
}
