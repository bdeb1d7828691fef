// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the explainer process. */
@QuarkusMain(name = "explainer")
public final class ExplainerMain {
  private ExplainerMain() {}

  /** Runs until the process is told to stop. */
  public static void main(String... args) {
    Quarkus.run(args);
  }
}
