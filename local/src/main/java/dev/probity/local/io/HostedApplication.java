// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.CompletableFuture;

/** All modules as one Quarkus application; tells its host when they are up. */
public final class HostedApplication implements QuarkusApplication {
  /** Quarkus makes the instance, so the word has to come through the class; one host per JVM. */
  static final CompletableFuture<Boolean> STARTED = new CompletableFuture<>();

  /** Called by Quarkus when every module has started. */
  @Override
  public int run(String... arguments) {
    STARTED.complete(true);
    Quarkus.waitForExit();
    return 0;
  }
}
