// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.rows.InvalidInputException;
import dev.probity.local.io.rows.ModelFile;
import dev.probity.local.io.rows.RowRun;
import java.io.IOException;
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
import picocli.CommandLine.Spec.Target;

/** Scores and explains files by the code the stream runs; releases and their promotion. */
@Command(
    name = "model",
    description =
        "Scores and explains files by the code the stream runs; releases and their promotion.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ModelCommand.Score.class,
      ModelCommand.Explain.class,
      ModelListCommand.class,
      ModelPushCommand.class,
      ModelImpactCommand.class,
      ModelCompareCommand.class,
      ModelApproveCommand.class,
      ModelChallengeCommand.class,
      ModelPromoteCommand.class,
      ModelRollbackCommand.class,
      ModelRetireCommand.class,
      ModelShowCommand.class,
      ModelCardCommand.class
    },
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class ModelCommand {
  ModelCommand() {}

  /** The files that both commands take. */
  static final class Files {
    @Option(
        names = "--model",
        paramLabel = "FILE",
        required = true,
        description = "XGBoost model as JSON or UBJ, or a bundle's folder or manifest.json.")
    private Path model = Path.of("");

    @Option(
        names = "--categories",
        paramLabel = "FILE",
        description =
            "How the columns of an XGBoost model with category splits were encoded:"
                + " {\"COLUMN\": [code, ...], ...}, ascending; other codes are missing values.")
    private @Nullable Path categories;

    @Option(
        names = "--rows",
        paramLabel = "FILE",
        required = true,
        description =
            "CSV, CSV.gz or Parquet whose header names the model's features; other columns are"
                + " ignored, the column row names the rows.")
    private Path rows = Path.of("");

    @Option(
        names = "--out",
        paramLabel = "FILE",
        required = true,
        description = "Where the result goes, as CSV; gzipped if the name ends in .gz.")
    private Path out = Path.of("");

    @Option(
        names = "--keys",
        paramLabel = "FILE",
        description =
            "Keys of which one must have signed a bundle, one vkey per line (default: those of"
                + " the data folder).")
    private @Nullable Path keys;

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec spec;

    int run(Common common, Work work) throws IOException {
      common.logToStderr();
      Progress progress = common.progress();
      try {
        ModelFile loaded =
            ModelFile.load(
                model,
                categories,
                keys == null ? common.data().resolve("keys").resolve("models.trusted") : keys);
        RowRun run =
            new RowRun(
                loaded,
                read -> progress.at("%,d rows, %,.0f rows/s".formatted(read, progress.rate(read))));
        RowRun.Report report = work.on(run, rows, out);
        progress.end("%,d rows written to %s".formatted(report.written(), out));
        print(common, report);
        return report.rejected() == 0 ? Exit.DONE : Exit.REJECTED;
      } catch (InvalidInputException wrong) {
        throw usage(String.valueOf(wrong.getMessage()));
      }
    }

    private void print(Common common, RowRun.Report report) {
      report.rejects().forEach(common.progress()::line);
      long more = report.rejected() - report.rejects().size();
      if (more > 0) {
        common.progress().line("and %,d more rows left out".formatted(more));
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("read", report.read());
      fields.put("written", report.written());
      fields.put("rejected", report.rejected());
      fields.put("out", out.toString());
      new Printer(common).object("probity.model.rows.v1", fields);
    }

    private RuntimeException usage(String what) {
      return spec == null
          ? new IllegalArgumentException(what)
          : new ParameterException(spec.commandLine(), what);
    }
  }

  /** What a command does with its run. */
  private interface Work {
    RowRun.Report on(RowRun run, Path rows, Path out) throws IOException;
  }

  /** Scores. */
  @Command(
      name = "score",
      description =
          "Writes row, margin and probability (the sigmoid of the margin); a bundle adds its"
              + " calibrated probability.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      exitCodeListHeading = Exit.HEADING,
      exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE, Exit.REJECTED_LINE})
  static final class Score implements Callable<Integer> {
    @Mixin private Common common = new Common();
    @Mixin private Files files = new Files();

    @Override
    public Integer call() throws IOException {
      return files.run(common, RowRun::score);
    }
  }

  /** Explains. */
  @Command(
      name = "explain",
      description =
          "Writes what score writes, the base value, and what each feature adds to the margin in"
              + " log-odds (exact path-dependent TreeSHAP, checked to add up).",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      exitCodeListHeading = Exit.HEADING,
      exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE, Exit.REJECTED_LINE})
  static final class Explain implements Callable<Integer> {
    @Mixin private Common common = new Common();
    @Mixin private Files files = new Files();

    @ArgGroup private Question question = new Question();

    /** Another question than the usual one; at most one. */
    static final class Question {
      @Option(
          names = "--interactions",
          description =
              "Instead row and A*B for every pair of features, upper triangle with diagonal; off"
                  + " the diagonal half of the pair's effect.")
      private boolean interactions;

      @Option(
          names = "--background",
          paramLabel = "FILE",
          description =
              "Instead interventional contributions and base value against these rows, in the"
                  + " same columns.")
      private @Nullable Path background;
    }

    @Override
    public Integer call() throws IOException {
      Path background = question.background;
      if (question.interactions) {
        return files.run(common, RowRun::interactions);
      }
      return background == null
          ? files.run(common, RowRun::explain)
          : files.run(common, (run, rows, out) -> run.explainAgainst(background, rows, out));
    }
  }
}
