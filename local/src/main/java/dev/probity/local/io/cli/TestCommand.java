// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Listed here for its help; the launcher runs the tests, because they need the sources. */
@Command(
    name = "test",
    description = "Runs every test and counts them by kind.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, "1:a test failed or did not run", Exit.USAGE_LINE})
final class TestCommand implements Callable<Integer> {
  @Option(names = "--soak", description = "The long forms: every seed, every size.")
  private boolean soak;

  @Option(
      names = "--peers",
      description = "Also against foreign programs; a missing one is listed as SKIPPED.")
  private boolean peers;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if (spec != null) {
      String options = (soak ? " --soak" : "") + (peers ? " --peers" : "");
      spec.commandLine().getErr().println("Run it from the sources: ./probity test" + options);
    }
    return Exit.USAGE;
  }
}
