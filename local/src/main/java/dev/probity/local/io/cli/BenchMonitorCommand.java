// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.bench.MonitorBench;
import dev.probity.local.io.bench.MonitorReport;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the monitor. */
@Command(
    name = "monitor",
    description = {
      "Trains a release on past cases, then measures the monitor on real candidates: the pure fold"
          + " of their records, the whole stage, and the stream on an embedded broker beside a"
          + " stage that only parses the same records.",
      "Prints every figure with what limits it, all of one run; let nothing else run beside it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE, Exit.INTERRUPTED_LINE})
final class BenchMonitorCommand implements Callable<Integer> {
  private static final int LEAST = 1_000;
  private static final int MOST = 10_000_000;
  private static final int MOST_ROUNDS = 20;

  @Mixin private Common common = new Common();

  @Option(
      names = "--fold",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Cases of the fold, taken again and again (default: ${DEFAULT-VALUE}).")
  private int fold = 20_000;

  @Option(
      names = "--cases",
      paramLabel = "N",
      defaultValue = "60000",
      description = "Cases through the broker (default: ${DEFAULT-VALUE}).")
  private int cases = 60_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "How often monitor and empty stage take turns; the best of each counts (default:"
              + " ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--peers",
      description =
          "Also monitor evaluate beside NannyML 0.13.1 or newer on the same files, cases a"
              + " core-second of both; listed as SKIPPED when it is missing or older.")
  private boolean peers;

  @Option(
      names = "--python",
      paramLabel = "PROGRAM",
      defaultValue = "python3",
      description = "The Python that has it (default: ${DEFAULT-VALUE}).")
  private String python = "python3";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    boolean fits = Math.min(fold, cases) >= LEAST && Math.max(fold, cases) <= MOST;
    if (spec != null && (!fits || rounds < 1 || rounds > MOST_ROUNDS)) {
      throw new ParameterException(
          spec.commandLine(),
          "Expected %d to %d cases and 1 to %d rounds".formatted(LEAST, MOST, MOST_ROUNDS));
    }
    common.logToStderr();
    try (Scratch data = Scratch.of(common, "probity-bench")) {
      MonitorReport report =
          new MonitorBench(
                  new MonitorBench.Plan(fold, cases, rounds, peers ? python : null),
                  data.folder(),
                  text -> common.story().line(text))
              .run();
      new Printer(common).report("probity.bench-monitor.v1", report.fields(), report.lines());
      return Exit.DONE;
    }
  }
}
