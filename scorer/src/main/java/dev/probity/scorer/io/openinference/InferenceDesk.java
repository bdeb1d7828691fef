// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.probity.scorer.ReleaseRef;
import dev.probity.scorer.ServingModel;
import dev.probity.scorer.io.InferenceSettings;
import dev.probity.scorer.io.ScorerService;
import dev.probity.scorer.io.openinference.InferenceOutcome.Answered;
import dev.probity.scorer.io.openinference.InferenceOutcome.Failed;
import dev.probity.scorer.io.openinference.InferenceOutcome.Problem;
import dev.probity.scorer.io.openinference.PendingCall.Ending;
import dev.probity.scorer.openinference.CandidateRows;
import dev.probity.scorer.openinference.InferenceAnswer;
import dev.probity.scorer.openinference.InferenceReading;
import dev.probity.scorer.openinference.InferenceRequest;
import dev.probity.scorer.openinference.OutputPlan;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.profile.Target;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.ReasonCode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls through the stream: each row becomes a candidate on its topic, the loop of
 * whichever scorer owns the partition scores it like every other, and the call is answered when the
 * predictions are read from their topic. There is no second way to score, so that nothing is
 * answered that is not on record, and nothing is on record twice.
 */
final class InferenceDesk {
  /** Who says so, in the candidates made here. */
  static final String SOURCE = "/probity/open-inference";

  private final ScorerService scorer;
  private final InferenceSettings settings;
  private final TopicNames names;
  private final Producer<byte[], byte[]> producer;
  private final AnswerTail tail;
  private final InferenceLedger ledger;
  private final InstantSource clock;
  private final Supplier<String> ids;
  private final Executor executor;
  private final Semaphore pending;
  private volatile Door door = Door.UNKNOWN;

  /** What is known of what operators said. */
  private enum Door {
    /** The record was not read yet. */
    UNKNOWN(
        "not known yet",
        "whether an operator unloaded the model here was not read from the record yet"),
    OPEN("", ""),
    SHUT("unloaded", "the model is unloaded here; an operator can load it again");

    private final String called;
    private final String why;

    Door(String called, String why) {
      this.called = called;
      this.why = why;
    }
  }

  /**
   * A desk.
   *
   * @param producer idempotent, acknowledged by all replicas, and short of patience
   * @param ids makes a candidate id for each row
   * @param executor finishes answers
   */
  InferenceDesk(
      ScorerService scorer,
      Producer<byte[], byte[]> producer,
      AnswerTail tail,
      InferenceLedger ledger,
      InstantSource clock,
      Supplier<String> ids,
      Executor executor) {
    this.scorer = scorer;
    this.settings = scorer.config().inference();
    this.names = scorer.config().kafka().names();
    this.producer = producer;
    this.tail = tail;
    this.ledger = ledger;
    this.clock = clock;
    this.ids = ids;
    this.executor = executor;
    this.pending = new Semaphore(settings.maxPendingRows());
  }

  /** Shuts or opens this door; the stream goes on either way. */
  synchronized void setUnloaded(boolean unloaded) {
    door = unloaded ? Door.SHUT : Door.OPEN;
  }

  /** What was said before this process started; whoever spoke meanwhile is right. */
  synchronized void recall(boolean unloaded) {
    if (door == Door.UNKNOWN) {
      setUnloaded(unloaded);
    }
  }

  /** How the repository's index calls a door that is not open; empty when it is. */
  String unloaded() {
    return door.called;
  }

  /** Why nothing is answered now; empty when calls are. */
  String notReady() {
    Door known = door;
    if (known != Door.OPEN) {
      return known.why;
    }
    if (scorer.stopped()) {
      return "the model is stopped by order of a person; nothing is answered until it is resumed";
    }
    return scorer.notReady();
  }

  /** The retained release of this version, the newest when several have it; null when none has. */
  @Nullable ReleaseRef retained(String version) {
    ReleaseRef found = null;
    for (ReleaseRef one : scorer.retained()) {
      found = one.version().equals(version) ? one : found;
    }
    return found;
  }

  /**
   * Answers a call; blocks while its rows are handed to the broker, and no longer.
   *
   * @param original the body as it came, which a refusal keeps
   */
  CompletionStage<InferenceOutcome> infer(InferenceCall call, byte[] original) {
    if (call.model() != null && !call.model().equals(scorer.model())) {
      return failed(Problem.UNKNOWN, "no model of that name; there is " + scorer.model());
    }
    if (!(call.reading() instanceof InferenceReading.Readable(InferenceRequest request))) {
      InferenceReading.Refused why = (InferenceReading.Refused) call.reading();
      return refused(call, original, why.code(), why.reason());
    }
    if (request.model() != null
        && !request.model().isEmpty()
        && !request.model().equals(scorer.model())) {
      return refused(
          call, original, ReasonCode.SCHEMA, "model_name: expected the model of the address");
    }
    String notReady = notReady();
    if (!notReady.isEmpty()) {
      return failed(Problem.UNAVAILABLE, notReady);
    }
    ServingModel champion = scorer.champion();
    if (champion == null) {
      return failed(Problem.UNAVAILABLE, "no release scores now");
    }
    ReleaseRef asked = call.version() == null ? null : retained(call.version());
    if (call.version() != null && asked == null) {
      return failed(Problem.UNKNOWN, "no version of that name is retained; GET the model for all");
    }
    ServingModel serving = asked == null ? champion : load(asked);
    return serving == null
        ? failed(Problem.UNAVAILABLE, "that version cannot be loaded now")
        : planned(call, original, request, serving, asked);
  }

  private @Nullable ServingModel load(ReleaseRef asked) {
    try {
      return scorer.load(asked);
    } catch (OutageException e) {
      return null;
    }
  }

  private CompletionStage<InferenceOutcome> planned(
      InferenceCall call,
      byte[] original,
      InferenceRequest request,
      ServingModel serving,
      @Nullable ReleaseRef asked) {
    return switch (OutputPlan.of(request)) {
      case OutputPlan.Refused(ReasonCode code, String reason) ->
          refused(call, original, code, reason);
      case OutputPlan.Planned plan ->
          switch (CandidateRows.of(serving, request, ids)) {
            case CandidateRows.Refused(ReasonCode code, String reason) ->
                refused(call, original, code, reason);
            case CandidateRows.Accepted(List<Candidate> candidates) -> {
              String id = request.id() == null ? call.requestId() : request.id();
              yield admitted(call, id, plan, candidates, asked);
            }
          };
    };
  }

  private CompletionStage<InferenceOutcome> admitted(
      InferenceCall call,
      String id,
      OutputPlan.Planned plan,
      List<Candidate> candidates,
      @Nullable ReleaseRef asked) {
    int rows = candidates.size();
    if (!pending.tryAcquire(rows)) {
      return failed(
          Problem.BUSY, "more rows are under way than this door holds; try again in a second");
    }
    PendingCall waiting = new PendingCall(candidates, plan.explains());
    return awaited(call, waiting, candidates, asked)
        .handleAsync(
            (ending, failure) -> {
              tail.forget(waiting);
              pending.release(rows);
              return failure != null ? null : ending;
            },
            executor)
        .thenCompose(ending -> ended(call, id, plan, rows, ending));
  }

  /** What the stream says about the rows; fails when it does not say it in time. */
  private CompletableFuture<Ending> awaited(
      InferenceCall call,
      PendingCall waiting,
      List<Candidate> candidates,
      @Nullable ReleaseRef asked) {
    long deadline = System.nanoTime() + settings.deadline().toNanos();
    try {
      if (!tail.watch(waiting, settings.deadline())) {
        waiting.notTaken();
      } else {
        publish(call, waiting, candidates, asked);
      }
    } catch (KafkaException e) {
      waiting.notTaken();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      waiting.notTaken();
    }
    long left = Math.max(1, deadline - System.nanoTime());
    return waiting.ending().orTimeout(left, TimeUnit.NANOSECONDS);
  }

  private void publish(
      InferenceCall call,
      PendingCall waiting,
      List<Candidate> candidates,
      @Nullable ReleaseRef asked) {
    Instant now = clock.instant();
    for (Candidate candidate : candidates) {
      Headers headers =
          EventHeaders.candidate(candidate, candidate.id(), SOURCE, now, call.trace());
      if (asked != null) {
        headers.add(EventHeaders.REQUESTED_RELEASE, asked.digest().getBytes(US_ASCII));
      }
      var unused =
          producer.send(
              new ProducerRecord<>(
                  names.of(Topics.CANDIDATES),
                  null,
                  Topics.CANDIDATES.keyCodec().encode(candidate.key()),
                  Topics.CANDIDATES.codec().encode(candidate),
                  headers),
              (metadata, failure) -> {
                if (failure == null) {
                  waiting.acknowledged();
                } else {
                  waiting.notTaken();
                }
              });
    }
  }

  private CompletionStage<InferenceOutcome> ended(
      InferenceCall call, String id, OutputPlan.Planned plan, int rows, @Nullable Ending ending) {
    if (scorer.stopped()) {
      return ledger
          .late(call, rows, "stopped")
          .thenCompose(recorded -> failed(Problem.UNAVAILABLE, notReady()));
    }
    return switch (ending) {
      case null ->
          ledger
              .late(call, rows, "deadline of " + settings.deadline().toMillis() + " ms")
              .thenCompose(
                  recorded ->
                      failed(
                          Problem.LATE,
                          "the stream did not answer in time; the rows are on record and will be"
                              + " scored, and that the answer was late is on record too"));
      case Ending.Recorded recorded ->
          CompletableFuture.completedFuture(new Answered(answer(id, plan, recorded)));
      case Ending.RowRefused(int row, ReasonCode code, String reason) ->
          failed(
              code == ReasonCode.INTERNAL_ERROR || code == ReasonCode.EXPLAIN_FAILED
                  ? Problem.INTERNAL
                  : Problem.BAD_REQUEST,
              code == ReasonCode.INTERNAL_ERROR
                  ? "row " + row + " could not be processed; the reject is on record"
                  : "row " + row + ": " + code.code() + ", " + reason);
      case Ending.NotTaken notTaken ->
          failed(
              Problem.UNAVAILABLE,
              "the broker did not take the rows in time; send them again in two seconds");
    };
  }

  private InferenceAnswer answer(String id, OutputPlan.Planned plan, Ending.Recorded recorded) {
    Target target = scorer.profile().target();
    return InferenceAnswer.of(
        scorer.model(),
        id,
        plan,
        target.band(false),
        target.band(true),
        recorded.predictions(),
        recorded.explanations());
  }

  /** A request at fault is a fact to record: it is answered when the reject is on its topic. */
  private CompletionStage<InferenceOutcome> refused(
      InferenceCall call, byte[] original, ReasonCode code, String reason) {
    return ledger
        .refused(call, original, code, reason)
        .thenCompose(
            recorded ->
                recorded
                    ? failed(Problem.BAD_REQUEST, reason)
                    : failed(
                        Problem.UNAVAILABLE,
                        "the broker did not take the refusal in time; try again in two seconds"));
  }

  private static CompletionStage<InferenceOutcome> failed(Problem problem, String words) {
    return CompletableFuture.completedFuture(new Failed(problem, words));
  }
}
