// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.EventReader;
import dev.probity.topics.InboundEvent;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.profile.CandidateRules;
import dev.probity.topics.profile.Violation;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Stage;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record of the candidates topic: is it for the scorer, is it a repeat, is it a candidate?
 * What the ledger counts as history or withdrawal by its headers is passed over; all else becomes a
 * candidate or a coded refusal. Used by one thread.
 */
public final class CandidateReader {
  private final EventReader events = EventReader.of(Topics.CANDIDATES);
  private final EventFingerprint fingerprint = new EventFingerprint();
  private final Duration maxSkew;

  /**
   * A reader.
   *
   * @param maxSkew how far a decision's own time may lie from its arrival at the broker
   */
  public CandidateReader(Duration maxSkew) {
    this.maxSkew = maxSkew;
  }

  /** What a record turned out to be. */
  public sealed interface Reading {

    /**
     * A candidate to decide on.
     *
     * @param candidate the candidate
     * @param eventTime the event's own time, else the time Kafka gave its record
     * @param trace the trace context it came with
     * @param release the digest of the release it asks for; null when it leaves that to the stream
     */
    record Arrived(Candidate candidate, Instant eventTime, Trace trace, @Nullable String release)
        implements Reading {}

    /**
     * A record at fault.
     *
     * @param stage what was being done
     * @param code the coded reason
     * @param reason what is wrong, never a value of the record
     */
    record Refused(Stage stage, ReasonCode code, String reason) implements Reading {}

    /** History or a withdrawal. */
    record Passed() implements Reading {}
  }

  /**
   * Reads one record.
   *
   * @param position where it stands
   * @param arrived the time Kafka gave it
   * @param recent the events of the partition before it; takes note of this one
   */
  public Reading read(
      SourcePosition position,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      Instant arrived,
      RecentEvents recent) {
    return switch (Codecs.TEXT_KEY.decode(key)) {
      case Decoded.Invalid<String> invalid -> refused(Stage.DECODE, invalid);
      case Decoded.Valid<String>(String id) ->
          switch (events.read(position, id, value, headers)) {
            case Decoded.Invalid<InboundEvent> invalid -> refused(Stage.DECODE, invalid);
            case Decoded.Valid<InboundEvent>(InboundEvent event) ->
                isForScoring(event)
                    ? read(position, id, value, event, headers, arrived, recent)
                    : new Reading.Passed();
          };
    };
  }

  /** Takes note of a record that was read in an earlier life, as {@link #read} would. */
  public void remember(
      SourcePosition position,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers,
      RecentEvents recent) {
    if (Codecs.TEXT_KEY.decode(key) instanceof Decoded.Valid<String>(String id)
        && events.read(position, id, value, headers)
            instanceof Decoded.Valid<InboundEvent>(InboundEvent event)
        && isForScoring(event)) {
      repeats(position, event, headers, recent);
    }
  }

  private static boolean isForScoring(InboundEvent event) {
    return event.eventType() != EventType.CANDIDATE_WITHDRAWN && event.purpose() != Purpose.HISTORY;
  }

  /**
   * A bare record is named after its position, so it cannot repeat another. A replayed dead letter
   * is a new event once: the one it was made from was refused.
   */
  private boolean repeats(
      SourcePosition position, InboundEvent event, Headers headers, RecentEvents recent) {
    String replay = DeadLetter.replay(headers);
    String id = replay == null ? event.id() : replay;
    boolean named = !event.bare() || replay != null;
    return named && recent.repeats(position.offset(), fingerprint.of(event.source(), id));
  }

  private Reading read(
      SourcePosition position,
      String key,
      byte @Nullable [] value,
      InboundEvent event,
      Headers headers,
      Instant arrived,
      RecentEvents recent) {
    if (repeats(position, event, headers, recent)) {
      return new Reading.Refused(
          Stage.VALIDATE,
          ReasonCode.DUPLICATE_EVENT,
          "source and id stand at an earlier offset of the partition");
    }
    return switch (Codecs.CANDIDATE.decode(event.data(value))) {
      case Decoded.Invalid<Candidate> invalid -> refused(Stage.DECODE, invalid);
      case Decoded.Valid<Candidate>(Candidate candidate) -> {
        String release = requestedRelease(headers);
        Reading.Refused contradiction =
            release != null && !release.matches("[0-9a-f]{64}")
                ? refused(
                    ReasonCode.SCHEMA,
                    EventHeaders.REQUESTED_RELEASE + ": expected the digest of a release")
                : contradiction(candidate, key, event, arrived);
        Instant happened = event.time();
        yield contradiction == null
            ? new Reading.Arrived(
                candidate, happened == null ? arrived : happened, event.trace(), release)
            : contradiction;
      }
    };
  }

  private static @Nullable String requestedRelease(Headers headers) {
    Header asked = headers.lastHeader(EventHeaders.REQUESTED_RELEASE);
    return asked == null || asked.value() == null ? null : new String(asked.value(), US_ASCII);
  }

  private Reading.@Nullable Refused contradiction(
      Candidate candidate, String key, InboundEvent event, Instant arrived) {
    if (!candidate.id().equals(key)) {
      return refused(ReasonCode.SCHEMA, "/id: expected the record key");
    }
    if (candidate.purpose() != Purpose.DECISION) {
      return refused(ReasonCode.SCHEMA, "/purpose: expected what the header probity-purpose says");
    }
    Instant happened = event.time();
    Violation early =
        happened == null
            ? null
            : CandidateRules.checkTime(candidate.purpose(), happened, arrived, maxSkew);
    return early == null ? null : refused(early.code(), early.words());
  }

  private static Reading.Refused refused(ReasonCode code, String reason) {
    return new Reading.Refused(Stage.VALIDATE, code, reason);
  }

  private static <T> Reading.Refused refused(Stage stage, Decoded.Invalid<T> invalid) {
    return new Reading.Refused(stage, invalid.code(), invalid.describe());
  }
}
