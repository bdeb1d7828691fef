// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.auditsink.io.LedgerReads;
import dev.probity.local.io.Installation;
import dev.probity.local.io.Ports;
import dev.probity.local.io.bench.LedgerBench;
import dev.probity.local.io.bench.LedgerReport;
import dev.probity.local.io.bench.StreamBench;
import dev.probity.local.io.demo.DemoRun;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the ledger. */
@Command(
    name = "ledger",
    description = {
      "Makes real records, then measures how fast the sink takes them into an empty ledger beside"
          + " a plain COPY of the same rows, and what verifying and proving cost.",
      "Prints every figure with what limits it, all of one run; let nothing else run beside it."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE, Exit.INTERRUPTED_LINE})
final class BenchLedgerCommand implements Callable<Integer> {
  private static final int ROWS_A_CANDIDATE = 3;

  @Mixin private Common common = new Common();

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "200000",
      description =
          "Rows of decisions, three each, beside the history that a model is trained on (default:"
              + " ${DEFAULT-VALUE}).")
  private int rows = 200_000;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Instant begun = Instant.now();
    if (spec != null && (rows < 5_000 || rows > 100_000_000)) {
      throw new ParameterException(spec.commandLine(), "Expected 5000 to 100000000 rows");
    }
    try (Scratch data = Scratch.of(common, "probity-bench");
        Installation running =
            Installation.start(data.folder(), Ports::usual, common.verbose(), common.progress())) {
      DemoRun.Place place = running.demoPlace(data.folder());
      new StreamBench(
              place,
              running.client("bench"),
              running.owner(),
              new StreamBench.Plan(rows / ROWS_A_CANDIDATE, 0, 1, 1),
              common.story(),
              InstantSource.system())
          .fill(begun);
      try (LedgerReads filled = LedgerReads.connect(place.ledger(), place.kafka().names())) {
        LedgerReport report =
            new LedgerBench(
                    place.postmaster(), place.kafka().names(), text -> common.story().line(text))
                .run(running.emptyLedger("bench_sink"), running.emptyLedger("bench_copy"), filled);
        new Printer(common).report("probity.bench-ledger.v1", report.fields(), report.lines());
      }
      return Exit.DONE;
    }
  }
}
