// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the scorer process. */
@QuarkusMain(name = "scorer")
public final class ScorerMain {
  private ScorerMain() {}

  /** Runs until the process is told to stop. */
  public static void main(String... args) {
    Quarkus.run(args);
  }
}
