// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.run;

import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import dev.probity.topics.record.OffsetRange;
import dev.probity.trainer.LearnerName;
import dev.probity.trainer.Pipeline;
import dev.probity.trainer.TrainingOptions;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.data.OffsetsJson;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run was told to do, as it lies in the run's folder, so that it can be resumed without
 * asking anybody. A run that is resumed registers its release and never promotes it: who let it go
 * is not kept here.
 *
 * @param request what is asked for
 * @param pipelines which parts of the training
 */
public record RunOrder(TrainingRequest request, Set<Pipeline> pipelines) {
  private static final String SCHEMA = "probity/run-order/v1";

  /** Copies. */
  public RunOrder {
    pipelines = Collections.unmodifiableSet(EnumSet.copyOf(pipelines));
  }

  /** The order with both ends of every partition it replays, by topic-partition. */
  public RunOrder replaying(Map<String, OffsetRange> ranges) {
    return new RunOrder(request.replaying(ranges), pipelines);
  }

  /** Whether a request is this one, whichever of its records and learner were settled since. */
  public boolean asks(TrainingRequest other) {
    LearnerName settled = request.options().learner();
    return request
        .replaying(other.offsets())
        .equals(settled == null ? other : other.orLearner(settled));
  }

  /** The order as JSON. */
  public byte[] toBytes() {
    TrainingOptions options = request.options();
    JsonWriter json = new JsonWriter().beginObject().name("schema").value(SCHEMA);
    json.name("request").value(request.requestId()).name("actor").value(request.actor());
    optional(json, "reason", request.reason());
    json.name("seed").value(request.seed());
    optional(json, "commit", request.commit());
    json.name("searchTrials").value((long) options.searchTrials());
    json.name("searchSeconds").value((long) options.searchSeconds());
    optional(json, "reweigh", options.reweigh());
    LearnerName learner = options.learner();
    optional(json, "learner", learner == null ? null : learner.label());
    json.name("compareLearners").value(options.compare());
    OffsetsJson.write(json.name("offsets"), new TreeMap<>(request.offsets()));
    json.name("pipelines").beginArray();
    pipelines.forEach(pipeline -> json.value(pipeline.label()));
    return json.endArray().endObject().toLine();
  }

  /**
   * Reads an order back.
   *
   * @throws RuntimeException when the bytes are none
   */
  public static RunOrder parse(byte[] bytes) {
    Json.ObjectValue json = Json.parseObject(bytes);
    if (!json.text("schema").equals(SCHEMA)) {
      throw new IllegalArgumentException("no " + SCHEMA);
    }
    Map<String, OffsetRange> offsets = OffsetsJson.read(json.object("offsets"));
    EnumSet<Pipeline> pipelines = EnumSet.noneOf(Pipeline.class);
    json.texts("pipelines").forEach(label -> pipelines.add(Pipeline.of(label)));
    String learner = text(json, "learner");
    TrainingOptions options =
        new TrainingOptions(
            (int) json.whole("searchTrials"),
            (int) json.whole("searchSeconds"),
            text(json, "reweigh"),
            learner == null ? null : LearnerName.of(learner),
            json.find("compareLearners") != null && json.bool("compareLearners"));
    TrainingRequest request =
        new TrainingRequest(
            json.text("request"),
            json.text("actor"),
            text(json, "reason"),
            offsets,
            json.whole("seed"),
            false,
            null,
            text(json, "commit"),
            options);
    return new RunOrder(request, pipelines);
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
