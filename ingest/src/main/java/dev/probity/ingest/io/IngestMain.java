// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the ingest process. */
@QuarkusMain(name = "ingest")
public final class IngestMain {
  private IngestMain() {}

  /** Runs until the process is told to stop. */
  public static void main(String... args) {
    Quarkus.run(args);
  }
}
