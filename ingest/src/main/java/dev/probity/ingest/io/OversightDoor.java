// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.IntakeResult;
import dev.probity.ingest.OversightIntake;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import dev.probity.topics.value.Check;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Takes what people decide to the broker, and records what is refused. */
final class OversightDoor {
  private static final String SOURCE = "/probity/ingest";
  private static final String DOOR = "http";
  private static final String ORIGIN = "http:/oversight";
  private static final int MOST_BYTES = 16 << 10;
  private static final int REMEMBERED = 10_000;

  private final OversightIntake intake;
  private final RecordSender sender;
  private final TopicNames names;
  private final Refusals refusals;
  private final IngestListener listener;
  private final InstantSource clock;
  private final Supplier<String> ids;
  private final Map<String, First> first =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, First> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** What came under an idempotency key first. */
  private record First(String digest, CompletableFuture<Said> said) {}

  OversightDoor(
      OversightIntake intake,
      RecordSender sender,
      TopicNames names,
      Refusals refusals,
      IngestListener listener,
      InstantSource clock,
      Supplier<String> ids) {
    this.intake = intake;
    this.sender = sender;
    this.names = names;
    this.refusals = refusals;
    this.listener = listener;
    this.clock = clock;
    this.ids = ids;
  }

  /** What the door answers. */
  sealed interface Said {
    /** The broker has it. */
    record Recorded(OversightDecision decision, String eventId) implements Said {}

    /** It is no decision; the broker has that it was refused. */
    record Refused(IntakeResult.Refused refusal) implements Said {}

    /** No prediction of the candidate is held. */
    record Unknown(String candidateId) implements Said {}

    /** The broker does not acknowledge. */
    record Unavailable() implements Said {}
  }

  /**
   * A person decided about a candidate.
   *
   * @param sees whether they may see a candidate, by id; of others the door knows nothing
   */
  CompletionStage<Said> decide(
      byte[] body, String actor, @Nullable String eventId, Predicate<String> sees) {
    Instant now = clock.instant();
    OversightIntake.Result result =
        body.length > MOST_BYTES ? tooLarge(body) : intake.decision(body, actor, now);
    if (result instanceof OversightIntake.Result.Decided(OversightDecision decision)
        && decision.candidateId() != null
        && !sees.test(decision.candidateId())) {
      result = new OversightIntake.Result.Unknown(decision.candidateId());
    }
    return once("decide", result, body, actor, eventId, now);
  }

  /** A person stops or resumes a model. */
  CompletionStage<Said> order(
      byte[] body, OversightIntake.Order order, String actor, @Nullable String eventId) {
    Instant now = clock.instant();
    OversightIntake.Result result =
        body.length > MOST_BYTES ? tooLarge(body) : intake.order(body, order, actor, now);
    return once(order.name(), result, body, actor, eventId, now);
  }

  /**
   * What comes again under the key of a decision is answered as the decision was; something else
   * under its key is refused, as one of the two would be lost.
   */
  private CompletionStage<Said> once(
      String door,
      OversightIntake.Result result,
      byte[] body,
      String actor,
      @Nullable String eventId,
      Instant now) {
    if (eventId == null || !(result instanceof OversightIntake.Result.Decided)) {
      return take(result, body, eventId, now);
    }
    if (!isEventId(eventId)) {
      return take(unusable(), body, null, now);
    }
    String key = actor + "|" + eventId;
    First mine = new First(door + DeadLetter.payloadSha256(body), new CompletableFuture<>());
    First earlier;
    synchronized (first) {
      earlier = first.putIfAbsent(key, mine);
    }
    if (earlier != null) {
      return earlier.digest().equals(mine.digest())
          ? earlier.said()
          : take(repeated(), body, null, now);
    }
    return take(result, body, eventId, now)
        .whenComplete(
            (said, failure) -> {
              if (failure != null || said instanceof Said.Unavailable) {
                synchronized (first) {
                  first.remove(key);
                }
              }
              mine.said().complete(said == null ? new Said.Unavailable() : said);
            });
  }

  private static boolean isEventId(String text) {
    return !text.isEmpty()
        && text.length() <= Check.MAX_TEXT_CHARS
        && text.chars().noneMatch(one -> one < ' ');
  }

  private static OversightIntake.Result unusable() {
    String reason = "Idempotency-Key: expected 1 to 1,024 characters without control characters";
    return new OversightIntake.Result.Refused(
        new IntakeResult.Refused(ReasonCode.SCHEMA, Stage.DECODE, reason, 400));
  }

  private static OversightIntake.Result repeated() {
    String reason = "Idempotency-Key: was used for another decision; use a new one";
    return new OversightIntake.Result.Refused(
        new IntakeResult.Refused(ReasonCode.DUPLICATE_EVENT, Stage.VALIDATE, reason, 409));
  }

  private static OversightIntake.Result tooLarge(byte[] body) {
    String reason = "the body has " + body.length + " bytes, limit " + MOST_BYTES;
    return new OversightIntake.Result.Refused(
        new IntakeResult.Refused(ReasonCode.TOO_LARGE, Stage.DECODE, reason, 413));
  }

  private CompletionStage<Said> take(
      OversightIntake.Result result, byte[] body, @Nullable String eventId, Instant now) {
    return switch (result) {
      case OversightIntake.Result.Unknown(String candidateId) ->
          CompletableFuture.completedStage(new Said.Unknown(candidateId));
      case OversightIntake.Result.Decided(OversightDecision decision) -> {
        String id = eventId == null ? ids.get() : eventId;
        yield sent(record(decision, id), new Said.Recorded(decision, id));
      }
      case OversightIntake.Result.Refused(IntakeResult.Refused refusal) -> {
        byte[] kept = body.length > MOST_BYTES ? null : body;
        listener.refused(DOOR, refusal.stage(), refusal.code());
        yield sent(
            refusals.record(ORIGIN, kept, DeadLetter.payloadSha256(body), List.of(), refusal, now),
            new Said.Refused(refusal));
      }
    };
  }

  private CompletionStage<Said> sent(ProducerRecord<byte[], byte[]> output, Said then) {
    return sender
        .send(output)
        .handle((nothing, failure) -> failure == null ? then : new Said.Unavailable());
  }

  private ProducerRecord<byte[], byte[]> record(OversightDecision decision, String id) {
    return new ProducerRecord<>(
        names.of(Topics.OVERSIGHT),
        null,
        Topics.OVERSIGHT.keyCodec().encode(decision.key()),
        Topics.OVERSIGHT.codec().encode(decision),
        EventHeaders.oversight(decision, id, SOURCE, decision.decidedAt(), Trace.NONE));
  }
}
