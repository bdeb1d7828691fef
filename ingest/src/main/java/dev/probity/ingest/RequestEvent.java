// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.EventKinds;
import dev.probity.topics.EventReader;
import dev.probity.topics.InboundEvent;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.HttpStatus;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import dev.probity.topics.value.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a request say about its event. A CloudEvent, in binary or structured mode, is
 * held to the same rules as on the topic; plain JSON may still bring an id, a source and a time.
 */
public sealed interface RequestEvent {
  /** The source of an event whose sender names none. */
  String SOURCE = "/probity/ingest";

  /**
   * An event that can be taken in.
   *
   * @param id the sender's id of the event; null when one has to be made
   * @param source who says so, a URI
   * @param time when it happened, as the sender says; null when it does not say
   * @param subject the candidate it is about, as the headers say; null when they do not say
   * @param data the candidate inside the envelope; null when the body is the candidate
   */
  record Readable(
      @Nullable String id,
      String source,
      @Nullable Instant time,
      @Nullable String subject,
      @Nullable Bytes data)
      implements RequestEvent {}

  /**
   * Headers that cannot be understood, or in more than one way.
   *
   * @param refusal why
   */
  record Unreadable(IntakeResult.Refused refusal) implements RequestEvent {}

  /** Reads the headers of a request about a candidate. */
  static RequestEvent of(Map<String, List<String>> headers, byte[] body) {
    return of(Topics.CANDIDATES, headers, body);
  }

  /**
   * Reads the headers of a request.
   *
   * @param topic where the event is to go, whose rules it is held to
   * @param headers by name in any case, the values as they came, one character for each byte
   * @param body the request's body
   */
  static RequestEvent of(Topic<?, ?> topic, Map<String, List<String>> headers, byte[] body) {
    Collected collected = Collected.of(headers);
    if (!isJson(collected.contentType)) {
      return unreadable(ReasonCode.SCHEMA, "the content type is not JSON", 415);
    }
    if (!collected.complete()) {
      collected.supply(topic);
    }
    SourcePosition nowhere = new SourcePosition(topic.name(), 0, 0);
    Decoded<InboundEvent> read =
        EventReader.of(topic).read(nowhere, collected.subject, body, collected.kafka);
    return switch (read) {
      case Decoded.Invalid<InboundEvent> invalid ->
          unreadable(invalid.code(), invalid.describe(), HttpStatus.of(invalid));
      case Decoded.Valid<InboundEvent>(InboundEvent event) ->
          new Readable(
              collected.nameless ? null : event.id(),
              event.source(),
              event.time(),
              collected.subject,
              event.envelopeData());
    };
  }

  private static Unreadable unreadable(ReasonCode code, String reason, int status) {
    return new Unreadable(new IntakeResult.Refused(code, Stage.DECODE, reason, status));
  }

  private static boolean isJson(String contentType) {
    int end = contentType.indexOf(';');
    String type = (end < 0 ? contentType : contentType.substring(0, end)).strip();
    return type.isEmpty()
        || type.toLowerCase(Locale.ROOT).matches("application/(json|[a-z0-9.-]+\\+json)");
  }

  /** The headers that matter, under the names they have on the topic. */
  final class Collected {
    private static final Set<String> OWN =
        Set.of(EventHeaders.ID, EventHeaders.SOURCE, EventHeaders.TIME);

    private final RecordHeaders kafka = new RecordHeaders();
    private String contentType = "";
    private @Nullable String subject;
    private boolean cloudEvent;
    private boolean named;
    private boolean sourced;
    private boolean nameless;

    private Collected() {}

    private static Collected of(Map<String, List<String>> headers) {
      Collected collected = new Collected();
      headers.forEach(
          (name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            values.stream().distinct().forEach(value -> collected.take(lower, value));
          });
      return collected;
    }

    private void take(String name, String value) {
      if (name.equals("content-type")) {
        contentType = value;
        add(EventHeaders.CONTENT_TYPE, value);
      } else if (name.equals("idempotency-key")) {
        name(value);
      } else if (name.startsWith("ce-")) {
        attribute("ce_" + name.substring(3), value);
      }
    }

    /** The idempotency key is the id of the event; given both ways it must be the same. */
    private void name(String value) {
      if (!named || !value.equals(last(EventHeaders.ID))) {
        named = true;
        add(EventHeaders.ID, value);
      }
    }

    private void attribute(String name, String value) {
      cloudEvent |= !OWN.contains(name);
      sourced |= name.equals(EventHeaders.SOURCE);
      if (name.equals(EventHeaders.SUBJECT)) {
        subject = value;
      }
      if (name.equals(EventHeaders.ID)) {
        name(value);
      } else {
        add(name, value);
      }
    }

    private void add(String name, String value) {
      kafka.add(name, value.getBytes(ISO_8859_1));
    }

    private String last(String name) {
      var header = kafka.lastHeader(name);
      return header == null ? "" : new String(header.value(), ISO_8859_1);
    }

    /** Whether this is a CloudEvent, which says everything itself. */
    private boolean complete() {
      return cloudEvent
          || contentType.strip().toLowerCase(Locale.ROOT).startsWith("application/cloudevents");
    }

    /** What plain JSON does not say. */
    private void supply(Topic<?, ?> topic) {
      add(EventHeaders.SPECVERSION, EventHeaders.VERSION);
      add(EventHeaders.TYPE, EventKinds.types(topic).getFirst());
      if (!sourced || last(EventHeaders.SOURCE).isBlank()) {
        kafka.remove(EventHeaders.SOURCE);
        add(EventHeaders.SOURCE, SOURCE);
      }
      if (!named) {
        nameless = true;
        add(EventHeaders.ID, "none");
      }
    }
  }
}
