// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the drift-monitor process. */
@QuarkusMain(name = "drift-monitor")
public final class DriftMonitorMain {
  private DriftMonitorMain() {}

  /** Runs until the process is told to stop. */
  public static void main(String... args) {
    Quarkus.run(args);
  }
}
