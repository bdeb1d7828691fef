// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What happens with dead letters. */
@Command(
    name = "dlq",
    description = "Dead letters: records that were refused, untouched, and why.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {DlqListCommand.class, DlqShowCommand.class, DlqReplayCommand.class},
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class DlqCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "list, show or replay?");
    }
  }
}
