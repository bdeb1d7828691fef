// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures this machine and the product on it. */
@Command(
    name = "bench",
    description = "Measures, each figure beside a peer or a limit of the machine in the same run.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      BenchStreamCommand.class,
      BenchModelCommand.class,
      BenchLedgerCommand.class,
      BenchMonitorCommand.class,
      BenchReplayCommand.class,
      BenchHttpCommand.class
    },
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class BenchCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Which bench?");
    }
  }
}
