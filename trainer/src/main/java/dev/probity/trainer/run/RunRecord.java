// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.run;

import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import dev.probity.topics.record.OffsetRange;
import dev.probity.trainer.data.OffsetsJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One training run: what was asked, which steps are done, what came of it. Its own file says so
 * from the first step on.
 *
 * @param id names the run; the folder it lies in
 * @param request the request it carries out
 * @param model name of the model
 * @param actor who asked
 * @param state how far it has come
 * @param startedAt when it began, RFC 3339
 * @param endedAt when it ended; null while it runs
 * @param reason why it failed; null when it did not
 * @param offsets the records it reads, by topic-partition; those asked for until they are known
 * @param commit the data set it made; null before that
 * @param digest the release it made; null before that
 * @param steps those that are done, in their order
 * @param trials those of its search, by number; empty without a search
 * @param mitigation what reweighing did; null when nothing was reweighed
 * @param learning who grows the trees, and how others did on the same rows
 */
public record RunRecord(
    String id,
    String request,
    String model,
    String actor,
    RunState state,
    String startedAt,
    @Nullable String endedAt,
    @Nullable String reason,
    Map<String, OffsetRange> offsets,
    @Nullable String commit,
    @Nullable String digest,
    List<RunStep> steps,
    List<RunTrial> trials,
    @Nullable RunMitigation mitigation,
    RunLearning learning) {
  private static final String SCHEMA = "probity/run/v1";

  /** Copies. */
  public RunRecord {
    offsets = Collections.unmodifiableMap(new TreeMap<>(offsets));
    steps = List.copyOf(steps);
    trials = List.copyOf(trials);
  }

  /** The run with one step more, or with a step told anew: each stands once. */
  public RunRecord with(RunStep step) {
    List<RunStep> more = new ArrayList<>(steps);
    int place = 0;
    while (place < more.size() && !more.get(place).name().equals(step.name())) {
      place++;
    }
    if (place < more.size()) {
      more.set(place, step);
    } else {
      more.add(step);
    }
    return new RunRecord(
        id,
        request,
        model,
        actor,
        state,
        startedAt,
        endedAt,
        reason,
        offsets,
        commit,
        digest,
        more,
        trials,
        mitigation,
        learning);
  }

  /** A step that is done; null when it is not. */
  public @Nullable RunStep step(String name) {
    return steps.stream().filter(step -> step.name().equals(name)).findFirst().orElse(null);
  }

  /** The run under way again, as if it had not ended. */
  public RunRecord resumed() {
    return new RunRecord(
        id,
        request,
        model,
        actor,
        RunState.RUNNING,
        startedAt,
        null,
        null,
        offsets,
        commit,
        digest,
        steps,
        trials,
        mitigation,
        learning);
  }

  /** The run with the data set it made, and the records that went into it. */
  public RunRecord with(String madeCommit, Map<String, OffsetRange> read) {
    return new RunRecord(
        id,
        request,
        model,
        actor,
        state,
        startedAt,
        endedAt,
        reason,
        read,
        madeCommit,
        digest,
        steps,
        trials,
        mitigation,
        learning);
  }

  /** The run with a trial of its search as it stands now, in place of how it stood. */
  public RunRecord with(RunTrial trial) {
    TreeMap<Integer, RunTrial> byNumber = new TreeMap<>();
    trials.forEach(one -> byNumber.put(one.trial(), one));
    byNumber.put(trial.trial(), trial);
    return new RunRecord(
        id,
        request,
        model,
        actor,
        state,
        startedAt,
        endedAt,
        reason,
        offsets,
        commit,
        digest,
        steps,
        List.copyOf(byNumber.values()),
        mitigation,
        learning);
  }

  /** The run with what every learner made of its rows. */
  public RunRecord with(RunLearning compared) {
    return new RunRecord(
        id,
        request,
        model,
        actor,
        state,
        startedAt,
        endedAt,
        reason,
        offsets,
        commit,
        digest,
        steps,
        trials,
        mitigation,
        compared);
  }

  /** The run with what reweighing did. */
  public RunRecord with(RunMitigation reweighed) {
    return new RunRecord(
        id, request, model, actor, state, startedAt, endedAt, reason, offsets, commit, digest,
        steps, trials, reweighed, learning);
  }

  /**
   * The run at its end.
   *
   * @param last finished, failed or incomplete
   * @param at when, RFC 3339
   * @param why why there is no release; null when there is one
   * @param release the release; null when there is none
   */
  public RunRecord ended(RunState last, String at, @Nullable String why, @Nullable String release) {
    return new RunRecord(
        id,
        request,
        model,
        actor,
        last,
        startedAt,
        at,
        why,
        offsets,
        commit,
        release,
        steps,
        trials,
        mitigation,
        learning);
  }

  /** The run as JSON. */
  public byte[] toBytes() {
    JsonWriter json = new JsonWriter().beginObject().name("schema").value(SCHEMA);
    json.name("id").value(id).name("request").value(request).name("model").value(model);
    json.name("actor").value(actor).name("state").value(state.code());
    json.name("startedAt").value(startedAt);
    optional(json, "endedAt", endedAt);
    optional(json, "reason", reason);
    optional(json, "commit", commit);
    optional(json, "digest", digest);
    OffsetsJson.write(json.name("offsets"), offsets);
    json.name("steps").beginArray();
    for (RunStep step : steps) {
      RunStepJson.write(json, step);
    }
    json.endArray();
    if (!trials.isEmpty()) {
      json.name("trials").beginArray();
      trials.forEach(trial -> RunTrialJson.write(json, trial));
      json.endArray();
    }
    if (mitigation != null) {
      mitigation.write(json.name("reweighing"));
    }
    learning.write(json);
    return json.endObject().toLine();
  }

  /**
   * Reads a run back.
   *
   * @throws RuntimeException when the bytes are no run
   */
  public static RunRecord parse(byte[] bytes) {
    Json.ObjectValue json = Json.parseObject(bytes);
    if (!json.text("schema").equals(SCHEMA)) {
      throw new IllegalArgumentException("no " + SCHEMA);
    }
    Map<String, OffsetRange> offsets = OffsetsJson.read(json.object("offsets"));
    List<RunStep> steps = new ArrayList<>();
    for (Json one : json.array("steps")) {
      steps.add(RunStepJson.read((Json.ObjectValue) one));
    }
    List<RunTrial> trials = new ArrayList<>();
    if (json.find("trials") != null) {
      json.array("trials").forEach(one -> trials.add(RunTrialJson.read((Json.ObjectValue) one)));
    }
    RunMitigation mitigation =
        json.find("reweighing") == null ? null : RunMitigation.read(json.object("reweighing"));
    return new RunRecord(
        json.text("id"),
        json.text("request"),
        json.text("model"),
        json.text("actor"),
        RunState.of(json.text("state")),
        json.text("startedAt"),
        text(json, "endedAt"),
        text(json, "reason"),
        offsets,
        text(json, "commit"),
        text(json, "digest"),
        steps,
        trials,
        mitigation,
        RunLearning.read(json));
  }

  private static void optional(JsonWriter json, String name, @Nullable String text) {
    if (text != null) {
      json.name(name).value(text);
    }
  }

  private static @Nullable String text(Json.ObjectValue json, String name) {
    return json.find(name) == null ? null : json.text(name);
  }
}
