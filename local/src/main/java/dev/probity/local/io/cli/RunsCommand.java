// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import picocli.CommandLine.Command;

/** The training runs. */
@Command(
    name = "runs",
    description = "The training runs of the data folder.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {RunsListCommand.class, RunsShowCommand.class},
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class RunsCommand {
  RunsCommand() {}
}
