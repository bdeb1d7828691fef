// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the trainer process. */
@QuarkusMain(name = "trainer")
public final class TrainerMain {
  private TrainerMain() {}

  /** Runs until the process is told to stop. */
  public static void main(String... args) {
    Quarkus.run(args);
  }
}
