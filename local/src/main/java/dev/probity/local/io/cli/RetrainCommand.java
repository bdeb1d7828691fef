// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.local.io.RetrainDesk;
import dev.probity.local.io.RunProgress;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.trainer.io.OffsetsGoneException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks for a model trained on a stretch of the stream. */
@Command(
    name = "retrain",
    description =
        "Asks the running trainer for a model: replays candidates and outcomes between two ends"
            + " into a data set, checks it, commits it, trains on the commit and registers the"
            + " release, which serves once it is promoted.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeListHeading = Exit.HEADING,
    exitCodeList = {
      Exit.DONE_LINE,
      "1:software error, or no release came of it",
      Exit.USAGE_LINE,
      "7:timeout: the request stands, and the trainer goes on with it"
    })
final class RetrainCommand implements Callable<Integer> {
  @Mixin private Common common = new Common();
  @Mixin private Brokers brokers = new Brokers();
  @Mixin private Acting acting = new Acting();
  @Mixin private Reason reason = new Reason();
  @Mixin private ModelName model = new ModelName();

  @Option(
      names = "--from",
      paramLabel = "END",
      description =
          "First record: a time such as 2026-11-01T00:00:00Z (as the broker recorded it), or"
              + " TOPIC-PARTITION=OFFSET,... (default: the oldest there is). Records past their"
              + " retention are refused.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "END",
      description = "The end, excluded, likewise (default: now).")
  private @Nullable String to;

  @Option(
      names = "--commit",
      paramLabel = "ID",
      description =
          "Train on this committed data set instead of a replay, also when its records are past"
              + " their retention; probity features list names it.")
  private @Nullable String commit;

  @Mixin private Choosing choosing = new Choosing();

  @Option(
      names = "--backfill",
      paramLabel = "FILE",
      description =
          "One training per line of this file, after each other: the two ends of its range, as for"
              + " --from and --to, with - for the oldest or for now; # begins a comment.")
  private @Nullable Path backfill;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long to wait for the release (default: ${DEFAULT-VALUE}).",
      defaultValue = "600")
  private int seconds = 600;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    common.logToStderr();
    String actor = acting.principal(common, "operator").subject();
    RetrainDesk desk = new RetrainDesk(brokers.settings(common, "local"));
    if (commit != null && (from != null || to != null || backfill != null)) {
      throw usage("--commit names the data set; --from, --to and --backfill make others", null);
    }
    if (backfill != null && (from != null || to != null)) {
      throw usage("--backfill names the ranges; leave --from and --to out", null);
    }
    if (backfill == null) {
      return one(desk, actor, commit == null ? window(desk, from, to) : Map.of());
    }
    return all(desk, actor, Backfill.read(backfill));
  }

  /** All ranges are looked up before the first is trained on: a file is right or refused. */
  private int all(RetrainDesk desk, String actor, List<Backfill.Ends> ranges)
      throws IOException, InterruptedException {
    List<Map<String, OffsetRange>> windows = new ArrayList<>();
    for (Backfill.Ends range : ranges) {
      windows.add(window(desk, range.from(), range.to()));
    }
    int worst = Exit.DONE;
    for (Map<String, OffsetRange> window : windows) {
      int exit = one(desk, actor, window);
      if (exit == Exit.TIMEOUT) {
        return exit; // The trainer is still at it; more requests would only queue behind it.
      }
      worst = Math.max(worst, exit);
    }
    return worst;
  }

  private int one(RetrainDesk desk, String actor, Map<String, OffsetRange> offsets)
      throws IOException, InterruptedException {
    Retraining request = asked(actor, offsets);
    Progress progress = common.progress();
    RunProgress run = new RunProgress(common.data().resolve("datasets/runs"), request.requestId());
    Retraining last =
        desk.ask(
            request,
            Duration.ofSeconds(seconds),
            step -> progress.line(step.state().name().toLowerCase(Locale.ROOT)),
            () -> run.news().forEach(progress::line));
    if (last == null) {
      common.err().println("request " + request.requestId() + " has not come to its end yet");
      common.err().println("Maybe see later with probity model list what came of it");
      return Exit.TIMEOUT;
    }
    print(last);
    if (last.state() == RetrainingState.FAILED) {
      common.err().println("no release: " + last.reason());
      return Exit.SOFTWARE;
    }
    return Exit.DONE;
  }

  private Map<String, OffsetRange> window(
      RetrainDesk desk, @Nullable String first, @Nullable String end) {
    try {
      return desk.window(first, end);
    } catch (OffsetsGoneException | IllegalArgumentException wrong) {
      throw usage(String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private Retraining asked(String actor, Map<String, OffsetRange> offsets) {
    try {
      return request(actor, offsets);
    } catch (IllegalArgumentException wrong) {
      throw usage(String.valueOf(wrong.getMessage()), wrong);
    }
  }

  private RuntimeException usage(String what, @Nullable Throwable why) {
    return spec == null
        ? new IllegalArgumentException(what, why)
        : new ParameterException(spec.commandLine(), what, why);
  }

  private Retraining request(String actor, Map<String, OffsetRange> offsets) {
    return new Retraining(
        "retrain-" + UUID.randomUUID(),
        model.text(),
        RetrainingState.REQUESTED,
        actor,
        reason.text(),
        null,
        null,
        List.of(),
        List.of(),
        offsets,
        commit,
        null,
        Instant.now(),
        choosing.trials(),
        choosing.seconds(),
        choosing.attribute());
  }

  private void print(Retraining last) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("request", last.requestId());
    fields.put("model", last.model());
    fields.put("state", last.state().name().toLowerCase(Locale.ROOT));
    fields.put("commit", last.dataCommit());
    fields.put("digest", last.releaseDigest());
    new Printer(common).object("probity.retrain.v1", fields);
  }
}
