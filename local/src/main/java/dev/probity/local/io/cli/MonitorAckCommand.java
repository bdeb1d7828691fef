// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes note of an alert, on record. */
@Command(
    name = "ack",
    description = "Takes note of an open alert, on record with actor and reason.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      Exit.SOFTWARE_LINE,
      "2:usage error, or no open alert has this id",
      "7:the monitor did not answer in time; the word stands"
    })
final class MonitorAckCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private AlertOrdering ordering = new AlertOrdering();

  @Override
  public Integer call() throws IOException, InterruptedException {
    return ordering.give(common, null);
  }
}
