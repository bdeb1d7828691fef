// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.Arrival;
import dev.probity.ingest.IntakeResult;
import dev.probity.ingest.RequestEvent;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.codec.HttpStatus;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Takes the truth about a candidate to the broker when it becomes known. */
final class OutcomeDoor {
  private static final String DOOR = "http";
  private static final String ORIGIN = "http:/outcomes";
  private static final int MOST_BYTES = 64 << 10;
  private static final int REMEMBERED = 100_000;

  private final RecordSender sender;
  private final TopicNames names;
  private final Refusals refusals;
  private final IngestListener listener;
  private final InstantSource clock;
  private final Supplier<String> ids;
  private final FirstAnswers first = new FirstAnswers(REMEMBERED);

  OutcomeDoor(
      RecordSender sender,
      TopicNames names,
      Refusals refusals,
      IngestListener listener,
      InstantSource clock,
      Supplier<String> ids) {
    this.sender = sender;
    this.names = names;
    this.refusals = refusals;
    this.listener = listener;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * Takes one outcome; completes after the broker has it, or its refusal. The same event id is one
   * record.
   */
  CompletionStage<ElementAnswer> take(Submission request) {
    byte[] body = request.body();
    Instant now = clock.instant();
    if (body.length > MOST_BYTES) {
      String reason = "the body has " + body.length + " bytes, limit " + MOST_BYTES;
      return refuse(
          body, new IntakeResult.Refused(ReasonCode.TOO_LARGE, Stage.DECODE, reason, 413), now);
    }
    return switch (RequestEvent.of(Topics.OUTCOMES, request.headers(), body)) {
      case RequestEvent.Unreadable(IntakeResult.Refused refusal) -> refuse(body, refusal, now);
      case RequestEvent.Readable event -> outcome(request, event, now);
    };
  }

  private CompletionStage<ElementAnswer> outcome(
      Submission request, RequestEvent.Readable event, Instant now) {
    byte[] body = request.body();
    byte[] record = event.data() == null ? body : event.data().toArray();
    return switch (Codecs.OUTCOME.decode(record)) {
      case Decoded.Invalid<Outcome> invalid ->
          refuse(
              body,
              new IntakeResult.Refused(
                  invalid.code(), Stage.DECODE, invalid.describe(), HttpStatus.of(invalid)),
              now);
      case Decoded.Valid<Outcome>(Outcome outcome) ->
          isAboutAnother(outcome, event.subject())
              ? refuse(
                  body,
                  new IntakeResult.Refused(
                      ReasonCode.SCHEMA, Stage.DECODE, "ce_subject differs from the id", 400),
                  now)
              : once(outcome, event, request.trace(), now);
    };
  }

  private static boolean isAboutAnother(Outcome outcome, @Nullable String subject) {
    return subject != null && !subject.equals(outcome.candidateId());
  }

  private CompletionStage<ElementAnswer> once(
      Outcome outcome, RequestEvent.Readable event, Trace trace, Instant now) {
    String id = event.id() == null ? ids.get() : event.id();
    Arrival arrival = new Arrival(id, event.source(), null, null, event.time(), now);
    return first.once(event.source() + "|" + id, () -> send(outcome, arrival, trace));
  }

  private CompletionStage<ElementAnswer> send(Outcome outcome, Arrival arrival, Trace trace) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            names.of(Topics.OUTCOMES),
            null,
            Topics.OUTCOMES.keyCodec().encode(outcome.key()),
            Topics.OUTCOMES.codec().encode(outcome),
            EventHeaders.outcome(
                outcome, arrival.eventId(), arrival.source(), arrival.time(), trace));
    return sender
        .send(record)
        .handle(
            (nothing, failure) ->
                failure == null
                    ? new ElementAnswer.Accepted(outcome.candidateId(), arrival.eventId(), false)
                    : new ElementAnswer.Unavailable());
  }

  /** Of a body that is too large only the digest is recorded. */
  private CompletionStage<ElementAnswer> refuse(
      byte[] body, IntakeResult.Refused refusal, Instant now) {
    byte[] kept = body.length > MOST_BYTES ? null : body;
    String digest = DeadLetter.payloadSha256(body);
    return sender
        .send(refusals.record(ORIGIN, kept, digest, List.of(), refusal, now))
        .handle(
            (nothing, failure) -> {
              if (failure != null) {
                return new ElementAnswer.Unavailable();
              }
              listener.refused(DOOR, refusal.stage(), refusal.code());
              return new ElementAnswer.Refused(refusal, ids.get());
            });
  }
}
