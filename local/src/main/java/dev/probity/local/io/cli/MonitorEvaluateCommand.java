// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.rows.EvaluationRun;
import dev.probity.local.io.rows.InvalidInputException;
import dev.probity.model.evaluate.EvaluationConfig;
import dev.probity.model.evaluate.EvaluationConfigReader;
import dev.probity.model.evaluate.ResultFile;
import dev.probity.topics.Roles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Evaluates files of rows chunk by chunk. */
@Command(
    name = "evaluate",
    description = {
      "Compares a file of rows with a reference, chunk by chunk, and writes into DIR cbpe.csv"
          + " (performance without labels), realized.csv, univariate.csv, pca.csv, quality.csv,"
          + " statistics.csv, tests.csv (p-values, stability indexes), rank_*.csv and, where"
          + " attributes are protected, fairness.csv and fairness_aggregate.csv.",
      "Mode compat follows NannyML 0.13.1 to its quirks; mode probity, the default, repairs them.",
      "With --signal it computes a row that the monitor told again, and compares the bytes."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      Exit.SOFTWARE_LINE,
      Exit.USAGE_LINE,
      "5:with --signal: something else came out",
      "8:with --signal: it cannot be computed again"
    })
final class MonitorEvaluateCommand implements Callable<Integer> {
  private static final long MOST_BYTES = 1L << 20;

  @Mixin private Common common = new Common();

  @ArgGroup(exclusive = true, multiplicity = "1")
  private What what = new What();

  /** Files, or a row that was told. */
  private static final class What {
    @ArgGroup(exclusive = false)
    private @Nullable OfFiles files;

    @ArgGroup(exclusive = false)
    private @Nullable OfSignal signal;
  }

  /** Files of rows. */
  private static final class OfFiles {
    @Option(
        names = "--reference",
        paramLabel = "FILE",
        required = true,
        description =
            "Rows that the model was not fitted on, with the truth: CSV, CSV.gz, Parquet.")
    private Path reference = Path.of("");

    @Option(
        names = "--analysis",
        paramLabel = "FILE",
        required = true,
        description = "Rows to compare with it; the truth may be missing, in part or altogether.")
    private Path analysis = Path.of("");

    @Option(
        names = "--config",
        paramLabel = "FILE",
        required = true,
        description = {
          "JSON: probability, prediction, target, timestamp (names of columns), continuous,"
              + " categorical (lists of features), chunk (one of size, number, period), mode, and"
              + " optionally metrics, incomplete (keep, append, drop), normalize, business_value"
              + " ([[TN, FP], [FN, TP]]), thresholds, calibrator (auto, none), exact, protected"
              + " (privileged group by column)."
        })
    private Path config = Path.of("");

    @Option(
        names = "--out",
        paramLabel = "DIR",
        required = true,
        description = "Folder for the result; made if it is not there, its files are replaced.")
    private Path out = Path.of("");
  }

  @Mixin private Brokers brokers = new Brokers();
  @Mixin private Acting acting = new Acting();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    common.logToStderr();
    OfSignal asked = what.signal;
    if (asked != null) {
      acting.principal(common, Roles.OPERATOR, Roles.AUDITOR);
      return asked.run(common, brokers);
    }
    OfFiles files = what.files;
    return files == null ? Exit.USAGE : evaluate(files);
  }

  private int evaluate(OfFiles files) throws IOException {
    Progress progress = common.progress();
    try {
      EvaluationRun run =
          new EvaluationRun(
              read(files.config),
              (part, rows) -> progress.at("%s: %,d rows".formatted(part, rows)));
      EvaluationRun.Report report = run.run(files.reference, files.analysis, files.out);
      progress.end("%d files written to %s".formatted(report.files().size(), files.out));
      print(report, files.out);
      return Exit.DONE;
    } catch (InvalidInputException wrong) {
      throw new ParameterException(owner().commandLine(), String.valueOf(wrong.getMessage()));
    }
  }

  private static EvaluationConfig read(Path config) throws IOException {
    if (!Files.isRegularFile(config) || Files.size(config) > MOST_BYTES) {
      throw new InvalidInputException(
          "There is no file " + config + " of at most " + MOST_BYTES + " bytes");
    }
    try {
      return EvaluationConfigReader.read(Files.readAllBytes(config));
    } catch (IllegalArgumentException wrong) {
      throw new InvalidInputException("File " + config + ": " + wrong.getMessage());
    }
  }

  private void print(EvaluationRun.Report report, Path out) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("reference", report.referenceRows());
    fields.put("analysis", report.analysisRows());
    fields.put("chunks", report.chunks());
    Map<String, Integer> alerts = new LinkedHashMap<>();
    for (ResultFile file : report.files()) {
      if (file.lines().getFirst().contains(",alert,")) {
        alerts.put(file.name(), file.alerts());
      }
    }
    fields.put("alerts", alerts);
    fields.put("out", out.toString());
    new Printer(common).object("probity.monitor.evaluate.v1", fields);
  }

  private CommandSpec owner() {
    if (spec == null) {
      throw new IllegalStateException("options are read by the command line before they are used");
    }
    return spec;
  }
}
