// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.Installation;
import dev.probity.local.io.Ports;
import dev.probity.local.io.bench.HttpBench;
import dev.probity.local.io.bench.HttpReport;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the front doors. */
@Command(
    name = "http",
    description = {
      "Posts candidates at a fixed rate and from clients that post again when answered, and takes"
          + " in a file.",
      "Prints delays and rates beside an empty hop and a bare producer, all of one run. The clients"
          + " share the machine; let nothing else run beside it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE, Exit.INTERRUPTED_LINE})
final class BenchHttpCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

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
      description = "Posts a second for the delays (default: ${DEFAULT-VALUE}).")
  private int rate = 100;

  @Option(
      names = "--clients",
      paramLabel = "C",
      defaultValue = "32",
      description = "Clients that post at once (default: ${DEFAULT-VALUE}).")
  private int clients = 32;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "20",
      description = "How long each measurement takes (default: ${DEFAULT-VALUE}).")
  private int seconds = 20;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Rows of the file (default: ${DEFAULT-VALUE}).")
  private int rows = 200_000;

  @Option(
      names = "--peer",
      paramLabel = "URL",
      description =
          "Infer address of another Open Inference server, asked for the same rows as one matrix.")
  private @Nullable URI peer;

  @Override
  public Integer call() throws Exception {
    Instant begun = Instant.now();
    try (Scratch data = Scratch.of(common, "probity-bench");
        Installation running =
            Installation.start(data.folder(), Ports::usual, common.verbose(), common.progress())) {
      HttpReport report =
          new HttpBench(
                  running.demoPlace(data.folder()),
                  running.client("bench"),
                  running.owner(),
                  new HttpBench.Plan(warmUp, rate, clients, seconds, rows, peer),
                  common.story(),
                  InstantSource.system())
              .run(begun);
      new Printer(common).report("probity.bench-http.v1", report.fields(), report.lines());
      return Exit.DONE;
    }
  }
}
