// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.trainer.io.RecordedRuns;
import dev.probity.trainer.io.openlineage.LineageDelivery;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunStep;
import dev.probity.trainer.run.RunTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One run. */
@Command(
    name = "show",
    description =
        "Shows a training run: who asked, which records, each step with its count and time, the"
            + " data set and the release that came of it, or why none did.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {Exit.DONE_LINE, Exit.SOFTWARE_LINE, Exit.USAGE_LINE})
final class RunsShowCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();

  @Parameters(paramLabel = "RUN", description = "The run; probity runs list names it.")
  private String wanted = "";

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Write the run's report into this file: one page with curves, calibration, fairness by"
              + " group, importance, beeswarm, trials and reweighing, without scripts and without"
              + " anything loaded from elsewhere.")
  private @Nullable Path html;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Path runs = common.data().resolve("datasets/runs");
    RunRecord run = RecordedRuns.find(runs, wanted);
    if (run != null) {
      byte[] page = html == null ? null : RecordedRuns.page(runs, wanted);
      if (html != null && page != null) {
        Files.write(html, page);
      }
      print(run, LineageDelivery.words(runs.resolve(run.id())));
      return Exit.DONE;
    }
    String wrong = "no run " + wanted + ". Maybe see probity runs list";
    throw spec == null
        ? new IllegalArgumentException(wrong)
        : new ParameterException(spec.commandLine(), wrong);
  }

  private void print(RunRecord run, @Nullable String lineage) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("run", run.id());
    fields.put("request", run.request());
    fields.put("model", run.model());
    fields.put("actor", run.actor());
    fields.put("state", run.state().code());
    fields.put("startedAt", run.startedAt());
    fields.put("endedAt", run.endedAt());
    fields.put("reason", run.reason());
    fields.put("learner", run.learning().learner().label());
    fields.put("commit", run.commit());
    fields.put("digest", run.digest());
    if (lineage != null) {
      fields.put("lineage", lineage);
    }
    Map<String, Object> offsets = new LinkedHashMap<>();
    run.offsets().forEach((name, range) -> offsets.put(name, List.of(range.from(), range.to())));
    if (common.json()) {
      List<Map<String, Object>> steps = new ArrayList<>();
      for (RunStep step : run.steps()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("step", step.name());
        one.put("count", step.count());
        one.put("unit", step.unit());
        one.put("millis", step.millis());
        one.put("inputs", step.inputs());
        one.put("outputs", step.outputs());
        one.put("reused", step.reused());
        steps.add(one);
      }
      fields.put("offsets", offsets);
      fields.put("steps", steps);
      fields.put("reweighing", RunFigures.mitigation(run.mitigation()));
      fields.put("learners", RunFigures.learners(run.learning()));
      fields.put("trials", run.trials().stream().map(RunsShowCommand::trial).toList());
    } else {
      offsets.forEach(fields::put);
      for (RunStep step : run.steps()) {
        // A step is named commit, as the data set's field is.
        fields.put("step " + step.name(), TrainCommand.line(step));
      }
      for (RunTrial trial : run.trials()) {
        fields.put("trial " + trial.trial(), line(trial));
      }
      RunFigures.lines(run.learning(), fields);
      RunFigures.lines(run.mitigation(), fields);
    }
    new Printer(common).object("probity.runs.show.v1", fields);
  }

  private static String line(RunTrial trial) {
    return "rung %d, log-loss %.5f, %d trees, %,d nodes, %.2f s CPU%s: %s"
        .formatted(
            trial.rung(),
            trial.logLoss(),
            trial.trees(),
            trial.nodes(),
            trial.cpuSeconds(),
            trial.chosen() ? ", chosen" : "",
            trial.params());
  }

  private static Map<String, Object> trial(RunTrial trial) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("trial", trial.trial());
    one.put("rung", trial.rung());
    one.put("logLoss", trial.logLoss());
    one.put("logLossByRung", trial.losses());
    one.put("trees", trial.trees());
    one.put("nodes", trial.nodes());
    one.put("tableBytes", trial.tableBytes());
    one.put("standardError", trial.standardError());
    one.put("cpuSeconds", trial.cpuSeconds());
    one.put("chosen", trial.chosen());
    one.put("params", trial.params());
    return one;
  }
}
