// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import picocli.CommandLine.Command;

/** The data sets models are trained on. */
@Command(
    name = "features",
    description = "The committed data sets models are trained on, and their feature tables.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {FeaturesListCommand.class, FeaturesGetCommand.class},
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class FeaturesCommand {
  FeaturesCommand() {}
}
