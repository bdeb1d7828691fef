// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.bench.ModelBench;
import dev.probity.local.io.bench.ModelBenchReport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures scoring and explaining. */
@Command(
    name = "model",
    description = {
      "Measures scoring and explaining, one thread, on models that XGBoost4J grows here on Census"
          + " rows.",
      "Ratios to XGBoost4J's own explanation are of its old algorithm; the peer to compare with is"
          + " the Python package, with --peers."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class BenchModelCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Option(
      names = "--depths",
      split = ",",
      paramLabel = "N",
      defaultValue = "4,6,8",
      description = "Depth limits of the trees (default: ${DEFAULT-VALUE}).")
  private List<Integer> depths = List.of(4, 6, 8);

  @Option(
      names = "--trees",
      paramLabel = "N",
      defaultValue = "300",
      description = "Trees per model (default: ${DEFAULT-VALUE}).")
  private int trees = 300;

  @Option(
      names = "--peers",
      description =
          "Also the Python package of XGBoost, 3.4 or newer on Python 3.12 or newer; listed as"
              + " SKIPPED when it is missing or older.")
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
    if (trees < 1 || trees > 10_000 || depths.stream().anyMatch(d -> d < 1 || d > 12)) {
      throw new ParameterException(owner().commandLine(), "Expected depths 1-12, trees 1-10000");
    }
    common.logToStderr();
    ModelBench bench = ModelBench.load(depths, trees);
    ModelBenchReport report = bench.run(peers ? python : null, common.err()::println);
    new Printer(common).report("probity.bench.model.v1", report.fields(), report.lines());
    return Exit.DONE;
  }

  private CommandSpec owner() {
    if (spec == null) {
      throw new IllegalStateException("options are read by the command line before they are used");
    }
    return spec;
  }
}
