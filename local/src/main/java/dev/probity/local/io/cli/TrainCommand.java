// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.PipelineDesk;
import dev.probity.topics.io.OutageException;
import dev.probity.trainer.Pipeline;
import dev.probity.trainer.TrainingOptions;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.io.TrainerService;
import dev.probity.trainer.run.RunOrder;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunState;
import dev.probity.trainer.run.RunStep;
import java.io.IOException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the pipelines of a training in this process, one by one or on from where a run stopped. */
@Command(
    name = "train",
    description =
        "Runs the pipelines of a training in this process: data makes a commit, train makes trees,"
            + " calibrator, figures and explanations of it, serve makes and registers the release."
            + " Each can be run alone, and a run that stopped goes on where it did.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      "1:software error, or the run came to nothing",
      Exit.USAGE_LINE
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Acting acting = new Acting();
  @Mixin private Choosing choosing = new Choosing();
  @Mixin private ChoosingLearner growing = new ChoosingLearner();

  @Option(
      names = "--plan",
      description = "Print the steps with what they read and put out, and do nothing.")
  private boolean plan;

  @Option(
      names = "--pipeline",
      paramLabel = "NAME",
      description = "Only this one: data, train or serve (default: all three).")
  private @Nullable String pipeline;

  @Option(
      names = "--commit",
      paramLabel = "ID",
      description = "Train on this data set; probity features list names it.")
  private @Nullable String commit;

  @Option(
      names = "--run",
      paramLabel = "RUN",
      description = "Run the pipeline in the folder of this run, on what its steps put out.")
  private @Nullable String run;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "Go on with a run that stopped; steps whose inputs have not changed are not done again.")
  private @Nullable String resume;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of whatever is drawn (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private int seed = 1;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, OutageException {
    if (plan) {
      PlanView.print(new Printer(common), common);
      return Exit.DONE;
    }
    common.logToStderr();
    String actor = acting.principal(common, "operator").subject();
    RunRecord done;
    try {
      done = carriedOut(actor);
    } catch (IllegalArgumentException wrong) {
      throw spec == null
          ? wrong
          : new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
    print(done);
    if (done.state() != RunState.FINISHED) {
      common.err().println("the run came to nothing: " + done.reason());
      return Exit.SOFTWARE;
    }
    return Exit.DONE;
  }

  private RunRecord carriedOut(String actor) throws IOException, OutageException {
    EnumSet<Pipeline> wanted =
        pipeline == null ? EnumSet.allOf(Pipeline.class) : EnumSet.of(Pipeline.of(pipeline));
    String taken = resume == null ? run : resume;
    if (resume != null && (run != null || pipeline != null || commit != null)) {
      throw new IllegalArgumentException(
          "--resume goes on with what the run was told to do; leave --run, --pipeline and --commit"
              + " out");
    }
    if (taken != null && growing.given()) {
      throw new IllegalArgumentException(
          "run "
              + taken
              + " keeps the learner it began with; leave --learner and"
              + " --compare-learners out");
    }
    if (wanted.equals(EnumSet.of(Pipeline.SERVE)) && taken == null) {
      throw new IllegalArgumentException("--pipeline serve needs a run that was trained: --run");
    }
    Progress progress = common.progress();
    try (TrainerService trainer = PipelineDesk.trainer(common.data(), wanted)) {
      if (taken != null) {
        return trainer.resume(
            taken, resume == null ? wanted : null, step -> progress.line(step.step().label()));
      }
      if (commit != null) {
        wanted.remove(Pipeline.DATA);
      }
      TrainingOptions options =
          new TrainingOptions(
              Objects.requireNonNullElse(choosing.trials(), 0),
              Objects.requireNonNullElse(choosing.seconds(), 0),
              choosing.attribute(),
              growing.name(),
              growing.compares());
      TrainingRequest request =
          new TrainingRequest(
              "train-" + UUID.randomUUID(),
              actor,
              null,
              Map.of(),
              seed,
              false,
              null,
              commit,
              options);
      return trainer.begin(
          new RunOrder(request, wanted), step -> progress.line(step.step().label()));
    }
  }

  private void print(RunRecord done) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("run", done.id());
    fields.put("state", done.state().code());
    fields.put("commit", done.commit());
    fields.put("digest", done.digest());
    if (!common.json()) {
      for (RunStep step : done.steps()) {
        fields.put("step " + step.name(), line(step));
      }
    }
    new Printer(common).object("probity.train.v1", fields);
  }

  /** A step as people read it. */
  static String line(RunStep step) {
    return step.reused()
        ? "reused, its inputs have not changed"
        : String.format(Locale.ROOT, "%,d %s in %,d ms", step.count(), step.unit(), step.millis());
  }
}
