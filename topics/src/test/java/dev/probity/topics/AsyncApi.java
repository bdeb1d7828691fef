// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.probity.topics.record.Reject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.header.Header;

/** Builds the AsyncAPI 3 document of the stream from the topic declarations and the schemas. */
final class AsyncApi {

  /** Those who write or read as a process of ours, with a consumer group. */
  private static final List<String> MODULES =
      List.of("audit-sink", "console", "drift-monitor", "explainer", "ingest", "scorer", "trainer");

  private static final ObjectMapper JSON = new ObjectMapper();

  private AsyncApi() {}

  static Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("asyncapi", "3.0.0");
    document.put("info", info());
    document.put("defaultContentType", EventHeaders.JSON);
    document.put("channels", channels());
    document.put("operations", operations());
    document.put("components", map("messages", messages(), "schemas", schemas()));
    return document;
  }

  private static Map<String, Object> info() {
    return map(
        "title",
        "Probity",
        "version",
        "1.0.0",
        "description",
        "The topics of Probity: candidates become predictions, explanations, signals and ledger "
            + "entries. Generated from the topic declarations and the schemas; do not edit.",
        "license",
        map("name", "Apache-2.0", "url", "https://www.apache.org/licenses/LICENSE-2.0"));
  }

  private static Map<String, Object> channels() {
    Map<String, Object> channels = new LinkedHashMap<>();
    for (Topic<?, ?> topic : Topics.all()) {
      Map<String, Object> messages = new LinkedHashMap<>();
      for (String message : messageNames(topic)) {
        messages.put(message, ref("#/components/messages/" + message));
      }
      Map<String, Object> channel = new LinkedHashMap<>();
      channel.put("address", topic.name());
      channel.put("description", topic.purpose());
      channel.put("messages", messages);
      channel.put("bindings", map("kafka", channelBinding(topic)));
      channel.put("x-probity-owner", topic.owner());
      channel.put("x-probity-key", topic.keyMeaning());
      channel.put("x-probity-frequency", topic.frequency());
      channel.put("x-probity-personal-data", topic.personalData().label());
      channel.put("x-probity-subject", topic.subject().label());
      channel.put("x-probity-retention-reason", topic.retentionReason());
      if (topic.compacted()) {
        channel.put("x-probity-min-compaction-lag-ms", Topic.MIN_COMPACTION_LAG.toMillis());
      }
      channels.put(channelName(topic), channel);
    }
    return channels;
  }

  private static Map<String, Object> channelBinding(Topic<?, ?> topic) {
    Duration retention = topic.retention();
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("cleanup.policy", List.of(topic.cleanup().policy()));
    configuration.put("retention.ms", retention == null ? -1 : retention.toMillis());
    configuration.put("max.message.bytes", topic.maxMessageBytes());
    return map(
        "topic",
        topic.name(),
        "partitions",
        topic.partitions(),
        "replicas",
        1,
        "topicConfiguration",
        configuration,
        "bindingVersion",
        "0.4.0");
  }

  private static Map<String, Object> operations() {
    Map<String, Object> operations = new TreeMap<>();
    for (Topic<?, ?> topic : Topics.all()) {
      for (String writer : topic.writers()) {
        add(operations, writer, "send", topic);
      }
      for (String reader : topic.readers()) {
        add(operations, reader, "receive", topic);
      }
      if (Topics.audited().contains(topic)) {
        add(operations, "audit-sink", "receive", topic);
      }
    }
    return operations;
  }

  private static void add(
      Map<String, Object> operations, String who, String action, Topic<?, ?> topic) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("action", action);
    operation.put("channel", ref("#/channels/" + channelName(topic)));
    if (MODULES.contains(who)) {
      Map<String, Object> binding = new LinkedHashMap<>();
      if (action.equals("receive")) {
        binding.put("groupId", constant("probity-" + who));
      }
      binding.put(
          "clientId", map("type", "string", "pattern", "^probity-" + who + "-.+-(in|out|admin)$"));
      binding.put("bindingVersion", "0.4.0");
      operation.put("bindings", map("kafka", binding));
    }
    operations.put(who + "." + action + "." + channelName(topic), operation);
  }

  private static Map<String, Object> messages() {
    Map<String, Object> messages = new LinkedHashMap<>();
    for (Topic<?, ?> topic : Topics.all()) {
      for (String name : messageNames(topic)) {
        RecordKind<?> kind =
            RecordKind.all().stream().filter(k -> k.name().equals(name)).findFirst().orElseThrow();
        messages.put(name, message(topic, kind));
      }
    }
    return messages;
  }

  private static Map<String, Object> message(Topic<?, ?> topic, RecordKind<?> kind) {
    boolean bytes = topic.equals(Topics.REJECTS);
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("name", kind.name());
    message.put("title", kind.type().getSimpleName());
    message.put("contentType", contentType(topic));
    message.put("headers", ref("#/components/schemas/" + (bytes ? "rejectHeaders" : "headers")));
    message.put("payload", payload(topic, kind));
    message.put(
        "bindings",
        map(
            "kafka",
            map(
                "key",
                map("type", "string", "description", topic.keyMeaning()),
                "bindingVersion",
                "0.4.0")));
    message.put("x-probity-types", types(topic, kind));
    message.put("examples", List.of(example(topic, kind)));
    return message;
  }

  /** Headers and value as they are on the topic, byte for byte. */
  private static Map<String, Object> example(Topic<?, ?> topic, RecordKind<?> kind) {
    Map<String, Object> example = map("name", "example");
    Map<String, Object> headers = new LinkedHashMap<>();
    if (topic.equals(Topics.REJECTS)) {
      Reject reject = Rejects.example();
      for (Header one : DeadLetter.headers(reject)) {
        if (one.value() != null) {
          headers.put(one.key(), new String(one.value(), UTF_8));
        }
      }
      example.put("headers", headers);
      example.put("payload", new String(reject.value().toArray(), UTF_8));
      return example;
    }
    ModuleFiles.text("src/test/resources/golden/v1/headers.txt")
        .lines()
        .filter(line -> line.startsWith(topic.name() + " "))
        .map(line -> line.substring(topic.name().length() + 1).split(": ", 2))
        .forEach(header -> headers.put(header[0], header[1]));
    // The golden headers are those of the first record of each topic.
    if (kind.name().equals(topic.record())) {
      example.put("headers", headers);
    }
    example.put("payload", kind.json() ? payload(kind) : new String(kind.encodedExample(), UTF_8));
    return example;
  }

  private static List<String> types(Topic<?, ?> topic, RecordKind<?> kind) {
    List<String> types = new ArrayList<>(EventKinds.types(topic));
    String urn = EventHeaders.SCHEMA_URN + kind.name() + ":v1";
    types.removeIf(type -> !EventHeaders.dataschema(topic, type).equals(urn));
    return types;
  }

  private static String contentType(Topic<?, ?> topic) {
    if (topic.equals(Topics.REJECTS)) {
      return "application/octet-stream";
    }
    return topic.equals(Topics.CHECKPOINTS) ? "text/plain; charset=utf-8" : EventHeaders.JSON;
  }

  private static Map<String, Object> payload(Topic<?, ?> topic, RecordKind<?> kind) {
    if (topic.equals(Topics.REJECTS)) {
      return map("description", "The original bytes, whatever they are");
    }
    if (topic.equals(Topics.CHECKPOINTS)) {
      return map("type", "string", "description", "A signed note (C2SP tlog-checkpoint)");
    }
    return ref("./" + kind.schemaFile());
  }

  private static Object payload(RecordKind<?> kind) {
    try {
      return JSON.readValue(kind.encodedExample(), Object.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> schemas() {
    return map("headers", headers(), "rejectHeaders", rejectHeaders());
  }

  private static Map<String, Object> headers() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put(EventHeaders.SPECVERSION, constant(EventHeaders.VERSION));
    text(properties, EventHeaders.ID, "Id of the event; (source, id) names the event");
    text(properties, EventHeaders.SOURCE, "/probity/<module>, or the HR system's URI");
    text(properties, EventHeaders.TYPE, "dev.probity.<entity>.<past tense>.v<major>");
    properties.put(
        EventHeaders.TIME,
        map("type", "string", "format", "date-time", "description", "RFC 3339 UTC, milliseconds"));
    text(properties, EventHeaders.SUBJECT, "Pseudonym of the candidate");
    text(properties, EventHeaders.DATASCHEMA, "urn:probity:schema:<record>:v<major>");
    text(properties, EventHeaders.CONTENT_TYPE, "Media type of the value");
    text(properties, "ce_profile", "Name of the profile");
    text(properties, "ce_modelversion", "Version of the release, for people");
    text(properties, "ce_modeldigest", "SHA-256 of the release bundle");
    text(properties, "ce_datacommit", "Version of the data set");
    text(properties, EventHeaders.EVENT_TYPE, "Event type of the ledger, by name");
    text(properties, EventHeaders.SCHEMA_ID, "Number of the schema, four hexadecimal digits");
    text(properties, EventHeaders.PREDICTION_ID, "Prediction the record is about");
    text(properties, EventHeaders.MODEL_DIGEST, "Release the record is about");
    text(properties, EventHeaders.PROBITY_SUBJECT, "Person the record is about");
    text(properties, EventHeaders.PURPOSE, "decision or history, on candidates");
    text(properties, EventHeaders.TRACEPARENT, "W3C trace context of this hop");
    text(properties, EventHeaders.TRACESTATE, "Vendor data of the trace context");
    text(properties, EventHeaders.FIRST_TRACEPARENT, "W3C trace context of the first hop");
    return map(
        "type",
        "object",
        "description",
        "CloudEvents 1.0 in binary mode, and what the ledger reads without parsing values",
        "properties",
        properties,
        "required",
        List.of(EventHeaders.SPECVERSION, EventHeaders.ID, EventHeaders.SOURCE, EventHeaders.TYPE));
  }

  private static Map<String, Object> rejectHeaders() {
    Map<String, Object> properties = new LinkedHashMap<>();
    DeadLetter.headers(Rejects.example())
        .forEach(
            header -> {
              if (!header.key().startsWith(DeadLetter.ORIGINAL)) {
                properties.put(header.key(), map("type", "string"));
              }
            });
    return map(
        "type",
        "object",
        "description",
        "Headers of a dead letter; the original headers stand behind " + DeadLetter.ORIGINAL,
        "properties",
        properties);
  }

  private static void text(Map<String, Object> properties, String name, String description) {
    properties.put(name, map("type", "string", "description", description));
  }

  private static List<String> messageNames(Topic<?, ?> topic) {
    return topic.equals(Topics.CANDIDATES)
        ? List.of(topic.record(), EventHeaders.WITHDRAWAL_SCHEMA)
        : List.of(topic.record());
  }

  private static String channelName(Topic<?, ?> topic) {
    return topic.name().split("\\.")[1];
  }

  private static Map<String, Object> constant(String value) {
    return map("type", "string", "enum", List.of(value));
  }

  private static Map<String, Object> ref(String target) {
    return map("$ref", target);
  }

  private static Map<String, Object> map(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
