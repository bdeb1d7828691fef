// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the local process. */
@QuarkusMain(name = "local")
public final class LocalMain {
  private LocalMain() {}

  /** Runs until the process is told to stop. */
  public static void main(String... args) {
    Quarkus.run(args);
  }
}
