// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.Installation;
import dev.probity.local.io.Ports;
import dev.probity.local.io.bench.StreamBench;
import dev.probity.local.io.bench.StreamReport;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the whole stream. */
@Command(
    name = "stream",
    description = {
      "Streams real candidates through everything as fast as it goes, then at a fixed rate.",
      "Prints rate, CPU by stage, delays and memory beside the raw limits of the machine, all of"
          + " one run. Takes about two minutes; let nothing else run beside it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE, Exit.INTERRUPTED_LINE})
final class BenchStreamCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Option(
      names = "--candidates",
      paramLabel = "N",
      defaultValue = "60000",
      description = "Candidates streamed at full speed (default: ${DEFAULT-VALUE}).")
  private int candidates = 60_000;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "40000",
      description = "Candidates streamed before, not measured (default: ${DEFAULT-VALUE}).")
  private int warmUp = 40_000;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "100",
      description = "Candidates a second for the delays (default: ${DEFAULT-VALUE}).")
  private int rate = 100;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "20",
      description = "How long delays are measured (default: ${DEFAULT-VALUE}).")
  private int seconds = 20;

  @Override
  public Integer call() throws Exception {
    Instant begun = Instant.now();
    try (Scratch data = Scratch.of(common, "probity-bench");
        Installation running =
            Installation.start(data.folder(), Ports::usual, common.verbose(), common.progress())) {
      StreamReport report =
          new StreamBench(
                  running.demoPlace(data.folder()),
                  running.client("bench"),
                  running.owner(),
                  new StreamBench.Plan(candidates, warmUp, rate, seconds),
                  common.story(),
                  InstantSource.system())
              .run(begun);
      new Printer(common).report("probity.bench-stream.v1", report.fields(), report.lines());
      return Exit.DONE;
    }
  }
}
