// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.topics.record.OversightAction;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes a stop back. */
@Command(
    name = "resume",
    description = "Lets a stopped model score again, on record; what waited is decided first.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      Exit.SOFTWARE_LINE,
      Exit.USAGE_LINE,
      "7:no scorer acknowledged in time; the order stands"
    })
final class ResumeCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Ordering ordering = new Ordering();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return ordering.give(common, OversightAction.RESUMED);
  }
}
