// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the audit-sink process. */
@QuarkusMain(name = "audit-sink")
public final class AuditSinkMain {
  private AuditSinkMain() {}

  /** Runs until the process is told to stop. */
  public static void main(String... args) {
    Quarkus.run(args);
  }
}
