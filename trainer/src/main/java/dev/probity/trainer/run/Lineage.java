// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.run;

import dev.probity.model.codec.JsonWriter;
import dev.probity.topics.record.OffsetRange;
import dev.probity.trainer.data.OffsetsJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as OpenLineage run events: topics in, a data set commit and a release out. Source:
 * openlineage.io, specification 2-0-2, RunEvent and the naming of Kafka topics.
 */
public final class Lineage {
  private static final String PRODUCER = "urn:probity:trainer";
  private static final String SCHEMA =
      "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
  private static final String FACET = "urn:probity:facet:offsets:v1";

  private final String brokers;

  /**
   * Lineage of one cluster.
   *
   * @param brokers host and port of one of its brokers, as OpenLineage names a cluster
   */
  public Lineage(String brokers) {
    this.brokers = brokers;
  }

  /**
   * The event a state of a run is: START, COMPLETE, FAIL or ABORT.
   *
   * @param run the run
   * @param at when it came to this state, RFC 3339
   */
  public byte[] event(RunRecord run, String at) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("eventType").value(type(run.state())).name("eventTime").value(at);
    json.name("run").beginObject().name("runId").value(runId(run.id())).endObject();
    json.name("job").beginObject().name("namespace").value("probity");
    json.name("name").value("train." + run.model()).endObject();
    json.name("inputs").beginArray();
    byTopic(run.offsets()).forEach((topic, ranges) -> input(json, topic, ranges));
    json.endArray().name("outputs").beginArray();
    output(json, "probity.datasets", run.commit());
    output(json, "probity.models", run.digest());
    json.endArray().name("producer").value(PRODUCER).name("schemaURL").value(SCHEMA);
    return json.endObject().toLine();
  }

  /** The run's id as OpenLineage wants it: a UUID that depends on our own id only. */
  static String runId(String id) {
    byte[] name = ("probity-run:" + id).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(name).toString();
  }

  private void input(JsonWriter json, String topic, Map<String, OffsetRange> ranges) {
    json.beginObject().name("namespace").value("kafka://" + brokers).name("name").value(topic);
    json.name("inputFacets").beginObject().name("probity_offsets").beginObject();
    json.name("_producer").value(PRODUCER).name("_schemaURL").value(FACET);
    OffsetsJson.write(json.name("offsets"), ranges);
    json.endObject().endObject().endObject();
  }

  private static void output(JsonWriter json, String namespace, @Nullable String name) {
    if (name != null) {
      json.beginObject().name("namespace").value(namespace).name("name").value(name).endObject();
    }
  }

  private static Map<String, Map<String, OffsetRange>> byTopic(Map<String, OffsetRange> offsets) {
    Map<String, Map<String, OffsetRange>> topics = new TreeMap<>();
    offsets.forEach(
        (name, range) -> {
          int dash = name.lastIndexOf('-');
          topics
              .computeIfAbsent(name.substring(0, dash), topic -> new TreeMap<>())
              .put(name.substring(dash + 1), range);
        });
    return topics;
  }

  /** What OpenLineage calls a state of a run. */
  public static String type(RunState state) {
    return switch (state) {
      case RUNNING -> "START";
      case FINISHED -> "COMPLETE";
      case FAILED -> "FAIL";
      case INCOMPLETE -> "ABORT";
    };
  }
}
