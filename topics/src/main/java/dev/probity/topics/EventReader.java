// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.Decoded.Invalid;
import dev.probity.topics.codec.Decoded.Valid;
import dev.probity.topics.codec.StructuredEvent;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Check;
import dev.probity.topics.value.Rfc3339;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the headers of a record say: CloudEvents in binary mode and, on the topics HR systems
 * may write to, in structured mode or not at all (a plain producer). What could be understood in
 * two ways is refused: some but not all attributes, a header given twice, headers that disagree
 * with each other or with the key.
 */
public final class EventReader {

  private static final String STRUCTURED = "application/cloudevents";
  private static final String STRUCTURED_JSON = "application/cloudevents+json";
  private static final List<String> REQUIRED =
      List.of(EventHeaders.SPECVERSION, EventHeaders.ID, EventHeaders.SOURCE, EventHeaders.TYPE);

  private final Topic<?, ?> topic;
  private final boolean open;
  private final List<String> types;

  private EventReader(Topic<?, ?> topic) {
    this.topic = topic;
    this.open = Topics.input().contains(topic);
    this.types = EventKinds.types(topic);
  }

  /** A reader for records of the topic. */
  public static EventReader of(Topic<?, ?> topic) {
    return new EventReader(topic);
  }

  /**
   * Reads the headers of one record.
   *
   * @param position where the record stands; a bare record is named after it
   * @param key the record key as text; null when it is absent or not text
   * @param value the record's value; null for a Kafka null value
   * @param headers the headers as they came
   */
  public Decoded<InboundEvent> read(
      SourcePosition position, @Nullable String key, byte @Nullable [] value, Headers headers) {
    return switch (HeaderTexts.read(headers)) {
      case Invalid<Map<String, String>> invalid -> invalid.as();
      case Valid<Map<String, String>> texts -> read(position, key, value, texts.value());
    };
  }

  private Decoded<InboundEvent> read(
      SourcePosition position,
      @Nullable String key,
      byte @Nullable [] value,
      Map<String, String> texts) {
    String contentType = texts.getOrDefault(EventHeaders.CONTENT_TYPE, "").strip();
    String mediaType = mediaType(contentType);
    boolean attributes = hasAttribute(texts);
    if (mediaType.startsWith(STRUCTURED)) {
      if (!open || attributes || !mediaType.equals(STRUCTURED_JSON)) {
        return refused(ReasonCode.SCHEMA, "structured mode is not understood here");
      }
      return structured(key, value, texts);
    }
    if (!mediaType.isEmpty() && !isJson(mediaType)) {
      return refused(ReasonCode.SCHEMA, "the content type is not JSON");
    }
    if (!attributes) {
      return open ? bare(position, texts) : refused(ReasonCode.SCHEMA, "no CloudEvents headers");
    }
    return attributed(key, texts, null);
  }

  /** The trace context is copied along by plain producers too: it alone makes no CloudEvent. */
  private static boolean hasAttribute(Map<String, String> texts) {
    for (String name : texts.keySet()) {
      if (name.startsWith("ce_") && !name.equals(EventHeaders.FIRST_TRACEPARENT)) {
        return true;
      }
    }
    return false;
  }

  private static String mediaType(String contentType) {
    int end = contentType.indexOf(';');
    String type = end < 0 ? contentType : contentType.substring(0, end);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  private static boolean isJson(String mediaType) {
    return mediaType.equals(EventHeaders.JSON)
        || (mediaType.startsWith("application/") && mediaType.endsWith("+json"));
  }

  private Decoded<InboundEvent> bare(SourcePosition position, Map<String, String> texts) {
    Decoded<InboundEvent> wrong = checkPurpose(texts);
    if (wrong != null) {
      return wrong;
    }
    EventType type = EventKinds.eventType(topic);
    Purpose purpose = purpose(texts);
    String ceType = type == EventType.UNIDENTIFIED ? "" : EventKinds.type(type);
    EventType derived =
        type == EventType.UNIDENTIFIED ? type : EventKinds.eventType(ceType, purpose);
    wrong = type == EventType.UNIDENTIFIED ? null : checkEventType(texts, derived);
    if (wrong != null) {
      return wrong;
    }
    return new Valid<>(
        new InboundEvent(
            position.topic() + "-" + position.partition() + "-" + position.offset(),
            "/kafka/" + position.topic(),
            ceType,
            derived,
            null,
            purpose,
            trace(texts),
            true,
            null));
  }

  private Decoded<InboundEvent> structured(
      @Nullable String key, byte @Nullable [] value, Map<String, String> texts) {
    return switch (StructuredEvent.decode(value)) {
      case Invalid<StructuredEvent> invalid -> invalid.as();
      case Valid<StructuredEvent> event -> enveloped(key, event.value(), texts);
    };
  }

  private Decoded<InboundEvent> enveloped(
      @Nullable String key, StructuredEvent event, Map<String, String> texts) {
    Bytes data = event.data();
    if (data == null) {
      return refused(ReasonCode.SCHEMA, "the event has no data");
    }
    Map<String, String> all = new HashMap<>(texts);
    event.attributes().forEach((name, text) -> all.put("ce_" + name, text));
    String dataType = mediaType(event.attributes().getOrDefault("datacontenttype", ""));
    if (!dataType.isEmpty() && !isJson(dataType)) {
      return refused(ReasonCode.SCHEMA, "the content type of the data is not JSON");
    }
    return attributed(key, all, data);
  }

  private Decoded<InboundEvent> attributed(
      @Nullable String key, Map<String, String> texts, @Nullable Bytes data) {
    for (String name : REQUIRED) {
      String text = texts.get(name);
      if (text == null || text.isEmpty() || text.length() > Check.MAX_TEXT_CHARS) {
        return refused(ReasonCode.SCHEMA, name + " is missing, empty or too long");
      }
      if (hasControls(text)) {
        return refused(ReasonCode.SCHEMA, name + " has control characters");
      }
    }
    Decoded<InboundEvent> wrong = check(key, texts);
    if (wrong != null) {
      return wrong;
    }
    String type = text(texts, EventHeaders.TYPE);
    Purpose purpose = purpose(texts);
    String time = texts.get(EventHeaders.TIME);
    Instant instant = time == null ? null : Rfc3339.parse(time);
    if (time != null && instant == null) {
      return refused(ReasonCode.TYPE, "ce_time must be an RFC 3339 time");
    }
    return new Valid<>(
        new InboundEvent(
            text(texts, EventHeaders.ID),
            text(texts, EventHeaders.SOURCE),
            type,
            EventKinds.eventType(type, purpose),
            instant,
            purpose,
            trace(texts),
            false,
            data));
  }

  private static boolean hasControls(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) == 0x7F) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Decoded<InboundEvent> check(@Nullable String key, Map<String, String> texts) {
    if (!text(texts, EventHeaders.SPECVERSION).equals(EventHeaders.VERSION)) {
      return refused(ReasonCode.UNKNOWN_SCHEMA_VERSION, "ce_specversion must be 1.0");
    }
    String type = text(texts, EventHeaders.TYPE);
    if (!types.contains(type)) {
      boolean otherVersion = types.stream().anyMatch(known -> sameButVersion(known, type));
      return otherVersion
          ? refused(ReasonCode.UNKNOWN_SCHEMA_VERSION, "ce_type has a version unknown here")
          : refused(ReasonCode.SCHEMA, "ce_type does not belong on this topic");
    }
    String schema = texts.get(EventHeaders.DATASCHEMA);
    if (schema != null && !schema.equals(EventHeaders.dataschema(topic, type))) {
      return refused(ReasonCode.UNKNOWN_SCHEMA_VERSION, "ce_dataschema is unknown here");
    }
    for (String name : List.of("ce_partitionkey", EventHeaders.SUBJECT)) {
      String text = texts.get(name);
      if (open && text != null && !text.equals(key) && !ownSubject(key, name)) {
        return refused(ReasonCode.SCHEMA, name + " differs from the record key");
      }
    }
    return checkForged(texts, type);
  }

  /** On oversight the key may be a model or an alert, which the subject is not. */
  private boolean ownSubject(@Nullable String key, String name) {
    return name.equals(EventHeaders.SUBJECT)
        && key != null
        && topic.subject() == SubjectRule.KEY_OF_CANDIDATE
        && topic.subject().subject(key, null) == null;
  }

  /** The ledger trusts the plain headers, so they must say what the CloudEvents headers say. */
  private @Nullable Decoded<InboundEvent> checkForged(Map<String, String> texts, String type) {
    Decoded<InboundEvent> wrong = checkPurpose(texts);
    if (wrong != null) {
      return wrong;
    }
    Decoded<InboundEvent> other = checkEventType(texts, EventKinds.eventType(type, purpose(texts)));
    if (other != null) {
      return other;
    }
    String subject = texts.get(EventHeaders.PROBITY_SUBJECT);
    String ceSubject = texts.get(EventHeaders.SUBJECT);
    if (subject != null && ceSubject != null && !subject.equals(ceSubject)) {
      return refused(ReasonCode.SCHEMA, "probity-subject disagrees with ce_subject");
    }
    return null;
  }

  /**
   * The ledger counts by {@code probity-event-type} alone. What is left out of the conservation sum
   * must therefore say so there; otherwise it would count as a decision that nobody ever takes.
   */
  private @Nullable Decoded<InboundEvent> checkEventType(
      Map<String, String> texts, EventType derived) {
    String said = texts.get(EventHeaders.EVENT_TYPE);
    boolean apart =
        derived == EventType.CANDIDATE_HISTORY || derived == EventType.CANDIDATE_WITHDRAWN;
    if (open && (said == null ? apart : !said.equals(derived.code()))) {
      return refused(
          ReasonCode.SCHEMA, "probity-event-type must say what type and purpose of the event say");
    }
    return null;
  }

  private static @Nullable Decoded<InboundEvent> checkPurpose(Map<String, String> texts) {
    boolean said = texts.containsKey(EventHeaders.PURPOSE);
    return said && purpose(texts) == null
        ? refused(ReasonCode.RANGE, "probity-purpose must be decision or history")
        : null;
  }

  private static boolean sameButVersion(String known, String type) {
    int end = known.lastIndexOf(".v") + 2;
    return type.startsWith(known.substring(0, end)) && type.substring(end).matches("[0-9]{1,4}");
  }

  private static @Nullable Purpose purpose(Map<String, String> texts) {
    String code = texts.get(EventHeaders.PURPOSE);
    for (Purpose purpose : Purpose.values()) {
      if (purpose.code().equals(code)) {
        return purpose;
      }
    }
    return null;
  }

  private static Trace trace(Map<String, String> texts) {
    return new Trace(
        texts.get(EventHeaders.TRACEPARENT),
        texts.get(EventHeaders.TRACESTATE),
        texts.get(EventHeaders.FIRST_TRACEPARENT));
  }

  private static String text(Map<String, String> texts, String name) {
    return texts.getOrDefault(name, "");
  }

  private static Decoded<InboundEvent> refused(ReasonCode code, String reason) {
    return new Invalid<>(code, reason, "");
  }
}
