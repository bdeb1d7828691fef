// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.Answer;
import dev.probity.ingest.AnswerView;
import dev.probity.ingest.Arrival;
import dev.probity.ingest.CandidateIntake;
import dev.probity.ingest.IntakeResult;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Trace;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.Withdrawal;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Takes one candidate at a time through the intake to the broker. An event id that comes again is
 * answered with what the first one got, also while the first is still on its way.
 */
final class CandidateDoor {
  private static final String HTTP = "http";
  private static final String ORIGIN = "http:/candidates";
  private static final int REMEMBERED = 100_000;

  private final CandidateIntake intake;
  private final RecordSender sender;
  private final TopicNames names;
  private final Refusals refusals;
  private final AnswerView answers;
  private final IngestListener listener;
  private final FirstAnswers first = new FirstAnswers(REMEMBERED);

  CandidateDoor(
      CandidateIntake intake,
      RecordSender sender,
      TopicNames names,
      Refusals refusals,
      AnswerView answers,
      IngestListener listener) {
    this.intake = intake;
    this.sender = sender;
    this.names = names;
    this.refusals = refusals;
    this.answers = answers;
    this.listener = listener;
  }

  /**
   * Admits or refuses one candidate; completes after the broker has the record of either.
   *
   * @param original the bytes as they came, which a refusal keeps
   * @param bytes the candidate in them
   */
  CompletionStage<ElementAnswer> admit(
      byte[] original, byte[] bytes, Arrival arrival, Trace trace) {
    return switch (intake.accept(bytes, arrival)) {
      case IntakeResult.Accepted(Candidate candidate) -> once(candidate, arrival, trace);
      case IntakeResult.Refused refused ->
          refuse(original, DeadLetter.payloadSha256(original), refused, arrival);
    };
  }

  /**
   * Takes a withdrawal; completes after the broker has it. It has event ids of its own: the key of
   * a submission does not swallow the withdrawal that comes under the same key.
   */
  CompletionStage<ElementAnswer> withdraw(Withdrawal withdrawal, Arrival arrival, Trace trace) {
    return once(withdrawal, arrival, trace);
  }

  /** Records a refusal of bytes that were never cut into candidates. */
  CompletionStage<ElementAnswer> refuse(
      byte @Nullable [] bytes, String digest, IntakeResult.Refused refused, Arrival arrival) {
    ProducerRecord<byte[], byte[]> record =
        refusals.record(ORIGIN, bytes, digest, List.of(), refused, arrival.arrived());
    return sender
        .send(record)
        .handle(
            (nothing, failure) -> {
              if (failure != null) {
                return new ElementAnswer.Unavailable();
              }
              listener.refused(HTTP, refused.stage(), refused.code());
              return new ElementAnswer.Refused(refused, arrival.eventId());
            });
  }

  private CompletionStage<ElementAnswer> once(
      CandidateEvent candidate, Arrival arrival, Trace trace) {
    boolean submitted = candidate instanceof Candidate;
    String event = submitted + "|" + arrival.source() + "|" + arrival.eventId();
    return first.once(event, () -> sent(candidate, arrival, trace));
  }

  private CompletionStage<ElementAnswer> sent(
      CandidateEvent candidate, Arrival arrival, Trace trace) {
    boolean submitted = candidate instanceof Candidate;
    Answer before = submitted ? answers.supersede(candidate.id()) : null;
    return sender
        .send(record(candidate, arrival, trace))
        .handle(
            (nothing, failure) -> {
              if (failure == null) {
                return acknowledged(candidate, arrival);
              }
              if (submitted) {
                answers.restore(candidate.id(), before);
              }
              return new ElementAnswer.Unavailable();
            });
  }

  private ElementAnswer acknowledged(CandidateEvent candidate, Arrival arrival) {
    switch (candidate) {
      case Candidate submitted -> listener.accepted(HTTP);
      case Withdrawal withdrawal -> listener.withdrawn(HTTP);
    }
    return new ElementAnswer.Accepted(candidate.id(), arrival.eventId(), false);
  }

  private ProducerRecord<byte[], byte[]> record(
      CandidateEvent event, Arrival arrival, Trace trace) {
    return CandidateEvents.record(
        names, event, arrival.eventId(), arrival.source(), arrival.time(), trace);
  }
}
