// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.PushedModel;
import dev.probity.local.io.Pushing;
import dev.probity.local.io.ReleaseDesk;
import dev.probity.local.io.rows.InvalidInputException;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.trainer.gate.GateOutcome;
import dev.probity.trainer.gate.GateVerdict;
import dev.probity.trainer.gate.VerdictReport;
import dev.probity.trainer.io.mlflow.RegistryOutageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes in a model that was trained elsewhere. */
@Command(
    name = "push",
    description =
        "Wraps an XGBoost model that was trained elsewhere into a signed release: encoder,"
            + " calibrator, reference, figures and self-test rows are made here, from rows the"
            + " model has not seen. It is registered, and promoted by the same gate as our own.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE, Exit.GATE_LINE})
final class ModelPushCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Releasing releasing = new Releasing();
  @Mixin private ModelName model = new ModelName();

  @Parameters(paramLabel = "FILE", description = "XGBoost model as JSON or UBJ.")
  private Path file = Path.of("");

  @Option(
      names = "--profile",
      paramLabel = "P",
      description = "Name or file of the profile (default: ${DEFAULT-VALUE}).",
      defaultValue = "acs-salary")
  private String profile = "acs-salary";

  @Option(
      names = "--rows",
      paramLabel = "FILE",
      required = true,
      description =
          "CSV or CSV.gz with features, protected attributes and truth. Folds 16 to 19 count:"
              + " calibration and test; the model must not have been trained on them.")
  private Path rows = Path.of("");

  @Option(
      names = "--categories",
      paramLabel = "FILE",
      description =
          "How the columns with category splits were encoded: {\"COLUMN\": [code, ...], ...},"
              + " ascending.")
  private @Nullable Path categories;

  @Option(
      names = "--id",
      split = ",",
      paramLabel = "COL",
      description = "Columns that name a row, joined by - (default: id).")
  private List<String> ids = List.of("id");

  @Option(
      names = "--group",
      paramLabel = "COL",
      description = "Column whose equal values belong together, such as a household.")
  private @Nullable String group;

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.logToStderr();
    String actor = releasing.actor(common);
    ReleaseDesk desk = releasing.desk(common);
    Progress progress = common.progress();
    try {
      Profile known = ProfileFiles.load(profile);
      Pushing.Pushed pushed =
          new Pushing(common.data(), desk, known, model.text(), actor, releasing.reason())
              .push(
                  new PushedModel(file, categories, rows, ids, group),
                  read ->
                      progress.end(
                          "%,d rows read, %,d without id, width or truth"
                              .formatted(read.read(), read.unusable())));
      return print(pushed);
    } catch (InvalidInputException wrong) {
      throw releasing.usage(String.valueOf(wrong.getMessage()));
    } catch (RegistryOutageException down) {
      throw new IOException(down.getMessage(), down);
    }
  }

  private int print(Pushing.Pushed pushed) {
    GateVerdict verdict = pushed.verdict();
    verdict.checks().stream()
        .filter(check -> check.outcome() != GateOutcome.PASSED)
        .forEach(check -> common.err().println(VerdictReport.line(check)));
    common.err().flush();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("model", pushed.release().name());
    fields.put("version", pushed.release().version());
    fields.put("digest", pushed.release().digest());
    fields.put("actor", pushed.release().actor());
    fields.put("gate", verdict.passed() ? "passed" : "failed");
    fields.put("failed", verdict.count(GateOutcome.FAILED));
    new Printer(common).object("probity.model.push.v1", fields);
    return verdict.passed() ? Exit.DONE : Exit.GATE_FAILED;
  }
}
