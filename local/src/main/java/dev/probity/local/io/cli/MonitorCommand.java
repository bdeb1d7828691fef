// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the monitor says, and what people do about it. */
@Command(
    name = "monitor",
    description = "What the monitor says, and what people do about it.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      MonitorStatusCommand.class,
      MonitorIncidentCommand.class,
      MonitorAckCommand.class,
      MonitorSilenceCommand.class,
      MonitorEvaluateCommand.class
    },
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class MonitorCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Which part of the monitor?");
    }
  }
}
