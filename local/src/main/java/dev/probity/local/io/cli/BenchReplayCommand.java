// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.bench.ReplayBench;
import dev.probity.local.io.bench.ReplayReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the replay. */
@Command(
    name = "replay",
    description = {
      "Publishes real candidates and their outcomes on an embedded broker, then replays them into"
          + " committed Parquet tables as a training does, in turns with a bare consumer of the"
          + " same records.",
      "Prints every figure with what limits it, all of one run; let nothing else run beside it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE, Exit.INTERRUPTED_LINE})
final class BenchReplayCommand implements Callable<Integer> {
  private static final int LEAST = 1_000;
  private static final int MOST = 10_000_000;
  private static final int MOST_ROUNDS = 20;

  @Mixin private Common common = new Common();

  @Option(
      names = "--cases",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Cases, each a candidate and an outcome (default: ${DEFAULT-VALUE}).")
  private int cases = 200_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How often replay and bare consumer take turns; the best of each counts (default:"
              + " ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (spec != null && (cases < LEAST || cases > MOST || rounds < 1 || rounds > MOST_ROUNDS)) {
      throw new ParameterException(
          spec.commandLine(),
          "Expected %d to %d cases and 1 to %d rounds".formatted(LEAST, MOST, MOST_ROUNDS));
    }
    common.logToStderr();
    try (Scratch data = Scratch.of(common, "probity-bench")) {
      ReplayReport report =
          new ReplayBench(data.folder(), text -> common.story().line(text)).run(cases, rounds);
      new Printer(common).report("probity.bench-replay.v1", report.fields(), report.lines());
      return Exit.DONE;
    }
  }
}
