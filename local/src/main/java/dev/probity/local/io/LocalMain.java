// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.local.io.cli.ProbityCommand;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The command line; verbs that need the processors start them in this process. */
@QuarkusMain(name = "local")
public final class LocalMain {
  private LocalMain() {}

  /** Runs one verb and ends with its exit code. */
  public static void main(String... arguments) {
    Logs.begin();
    System.exit(ProbityCommand.line(System.out, System.err).execute(arguments));
  }
}
