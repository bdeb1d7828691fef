// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.Answer;
import dev.probity.ingest.AnswerView;
import dev.probity.ingest.Arrival;
import dev.probity.ingest.BatchBook;
import dev.probity.ingest.BatchBook.Progress;
import dev.probity.ingest.Body;
import dev.probity.ingest.CandidateIntake;
import dev.probity.ingest.IntakeResult;
import dev.probity.ingest.OversightIntake;
import dev.probity.ingest.RequestEvent;
import dev.probity.ingest.ReviewQueue;
import dev.probity.ingest.Waterfall;
import dev.probity.ingest.WithdrawalIntake;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.Requisitions;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.AuditPublisher;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Withdrawal;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The front door of one process: takes requests apart, bounds them, and keeps the answers. */
public final class IngestService implements AutoCloseable {
  static final String CANDIDATE = "GET /candidates/{id}";

  private static final Duration READ_BACK = Duration.ofMillis(500);

  private final IngestConfig config;
  private final ProfileShelf shelf;
  private final Trial trial;
  private final BatchBook batches;
  private final RecordSender sender;
  private final CandidateDoor door;
  private final OversightDoor oversight;
  private final OutcomeDoor outcomes;
  private final AnswerView answers;
  private final AnswerFollower follower;
  private final InstantSource clock;
  private final Supplier<String> ids;
  private final Semaphore pending;

  /**
   * Puts the door together.
   *
   * @param shelf the use cases
   * @param sender acknowledges after the broker
   * @param follower keeps the answers up to date
   * @param batches is told by the follower's view how far candidates have come
   * @param clock the time of arrivals
   * @param ids makes an id for events and candidates that came without
   */
  IngestService(
      IngestConfig config,
      ProfileShelf shelf,
      RecordSender sender,
      AnswerFollower follower,
      BatchBook batches,
      IngestListener listener,
      InstantSource clock,
      Supplier<String> ids) {
    this.config = config;
    this.shelf = shelf;
    this.batches = batches;
    this.sender = sender;
    this.follower = follower;
    this.answers = follower.view();
    this.clock = clock;
    this.ids = ids;
    this.pending = new Semaphore(config.maxPendingRows());
    CandidateIntake intake = new CandidateIntake(shelf.profiles(), config.maxSkew());
    this.trial = new Trial(intake, config);
    this.door =
        new CandidateDoor(
            intake,
            sender,
            config.kafka().names(),
            new Refusals(config.kafka().names(), version()),
            answers,
            listener);
    this.oversight =
        new OversightDoor(
            new OversightIntake(shelf.profiles(), answers::get, config.contestWithin()),
            sender,
            config.kafka().names(),
            new Refusals(config.kafka().names(), version()),
            listener,
            clock,
            ids);
    this.outcomes =
        new OutcomeDoor(
            sender,
            config.kafka().names(),
            new Refusals(config.kafka().names(), version()),
            listener,
            clock,
            ids);
  }

  static String version() {
    String version = IngestService.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Starts to follow the answers. */
  public void start() {
    follower.start();
  }

  /** The explanation of a candidate as an SVG picture; null when none is held for the caller. */
  @Nullable String waterfall(String id, Requisitions reach) {
    Answer answer = answer(id, reach);
    Bytes bytes = answer == null ? null : answer.explanation();
    if (bytes == null
        || !(Topics.EXPLANATIONS.codec().decode(bytes.toArray())
            instanceof Decoded.Valid<Explanation>(Explanation explanation))) {
      return null;
    }
    return shelf.profiles().stream()
        .filter(one -> one.name().equals(explanation.profile()))
        .findFirst()
        .map(profile -> Waterfall.svg(explanation, profile))
        .orElse(null);
  }

  /** The use cases of this process. */
  List<Profile> profiles() {
    return shelf.profiles();
  }

  /** The file of a use case; null when it is none of this process. */
  @Nullable Bytes profileFile(String name) {
    return shelf.files().get(name);
  }

  /** How far a batch has come; null when it is not among the newest. */
  @Nullable Progress progress(String batch) {
    return batches.progress(batch);
  }

  /** Says what the door would say, and does nothing. */
  SubmissionAnswer validate(Submission request) {
    return trial.of(request, clock.instant());
  }

  /**
   * Reads a body, at most one byte beyond the limit: what is longer is refused without being read.
   *
   * @throws IOException when the connection ends before the body does
   */
  byte[] read(InputStream body) throws IOException {
    return body.readNBytes(config.maxBodyBytes() + 1);
  }

  /** Whether so much is more than the door takes. */
  boolean isTooLong(long bytes) {
    return bytes > config.maxBodyBytes();
  }

  /** What a person should look at first of what they may see, at most so many. */
  List<ReviewQueue.Item> reviewQueue(int most, Requisitions reach) {
    return ReviewQueue.first(
        answers.all().stream().filter(answer -> answer.isFor(reach)).toList(), most);
  }

  /**
   * Waits until a candidate is explained or refused; that it took too long is on record.
   *
   * @param actor the subject of the caller's token
   * @return the answer in time; null when there is none
   */
  @Nullable Answer await(String id, Duration patience, String actor) throws InterruptedException {
    Answer answer = answers.await(id, patience, System::nanoTime);
    if (answer != null && answer.isFinal()) {
      return answer;
    }
    AuditEntry late =
        new AuditEntry(
            EventType.ANSWER_TIMED_OUT,
            "ingest",
            config.kafka().instance(),
            actor,
            clock.instant(),
            id,
            null,
            null,
            null,
            Map.of(),
            Map.of("door", "POST /candidates", "waitSeconds", Long.toString(patience.toSeconds())),
            null);
    var unused = sender.send(AuditPublisher.toRecord(config.kafka().names(), late));
    return null;
  }

  /** The newest answer to a candidate; null when it is not held, or not for the caller to see. */
  @Nullable Answer answer(String id, Requisitions reach) {
    Answer answer = answers.get(id);
    // The prediction may be read before the candidate it is about, by some milliseconds.
    long until = System.nanoTime() + READ_BACK.toNanos();
    while (answer != null
        && !answer.isFor(reach)
        && answer.input() == null
        && System.nanoTime() < until) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      answer = answers.get(id);
    }
    return answer != null && answer.isFor(reach) ? answer : null;
  }

  /**
   * Records that somebody is about to be told what became of a candidate.
   *
   * @param actor the subject of the reader's token
   * @param asked the endpoint
   * @return whether the broker has the record; without it nothing may be told
   */
  CompletionStage<Boolean> recordRead(String actor, String id, String asked) {
    AuditEntry read =
        AuditEntry.ofRead(
            "ingest", config.kafka().instance(), actor, clock.instant(), id, Map.of("door", asked));
    return sender
        .send(AuditPublisher.toRecord(config.kafka().names(), read))
        .handle((nothing, failure) -> failure == null);
  }

  /** The door for what people decide. */
  OversightDoor oversight() {
    return oversight;
  }

  /** Takes a request; completes after the broker has every record that came of it. */
  CompletionStage<SubmissionAnswer> submit(Submission request) {
    byte[] body = request.body();
    Instant now = clock.instant();
    if (isTooLong(body.length)) {
      return whole(request, Trial.tooLarge(config), now);
    }
    return switch (RequestEvent.of(request.headers(), body)) {
      case RequestEvent.Unreadable(IntakeResult.Refused refusal) -> whole(request, refusal, now);
      case RequestEvent.Readable event -> take(request, event, now);
    };
  }

  /**
   * Takes a withdrawal; completes after the broker has it, or its refusal.
   *
   * @param id the candidate who takes part no longer
   */
  CompletionStage<SubmissionAnswer> withdraw(String id, Submission request) {
    byte[] body = request.body();
    Instant now = clock.instant();
    if (isTooLong(body.length)) {
      return whole(request, Trial.tooLarge(config), now);
    }
    return switch (RequestEvent.of(request.headers(), body)) {
      case RequestEvent.Unreadable(IntakeResult.Refused refusal) -> whole(request, refusal, now);
      case RequestEvent.Readable event ->
          switch (WithdrawalIntake.of(id, body, event.subject())) {
            case WithdrawalIntake.Result.Refused(IntakeResult.Refused refusal) ->
                whole(request, refusal, now);
            case WithdrawalIntake.Result.Withdrawn(Withdrawal withdrawal) -> {
              String eventId = event.id() == null ? ids.get() : event.id();
              Arrival arrival = arrival(event, eventId, now);
              yield bounded(
                  1,
                  () ->
                      door.withdraw(withdrawal, arrival, request.trace())
                          .thenApply(SubmissionAnswer.Single::new));
            }
          };
    };
  }

  /** Takes what became known about a candidate; completes after the broker has it. */
  CompletionStage<SubmissionAnswer> observe(Submission request) {
    return bounded(1, () -> outcomes.take(request).thenApply(SubmissionAnswer.Single::new));
  }

  /** Whether the newest event about a candidate is a withdrawal. */
  boolean isWithdrawn(String id) {
    return answers.isWithdrawn(id);
  }

  private CompletionStage<SubmissionAnswer> take(
      Submission request, RequestEvent.Readable event, Instant now) {
    Bytes envelope = event.data();
    if (envelope != null) {
      return bounded(1, () -> single(request, event, envelope, now));
    }
    return switch (Body.cut(request.body(), config.maxBatchRows())) {
      case Body.Unreadable unreadable -> whole(request, unreadable.refusal(), now);
      case Body.One one -> bounded(1, () -> single(request, event, one.element(), now));
      case Body.Many many ->
          bounded(many.elements().size(), () -> batch(request, event, many.elements(), now));
    };
  }

  private CompletionStage<SubmissionAnswer> bounded(
      int rows, Supplier<CompletionStage<SubmissionAnswer>> work) {
    int permits = Math.min(rows, config.maxPendingRows());
    if (!pending.tryAcquire(permits)) {
      return CompletableFuture.completedStage(new SubmissionAnswer.Busy());
    }
    return work.get().whenComplete((answer, failure) -> pending.release(permits));
  }

  private CompletionStage<SubmissionAnswer> single(
      Submission request, RequestEvent.Readable event, Bytes candidate, Instant now) {
    String id = event.id() == null ? ids.get() : event.id();
    return door.admit(request.body(), candidate.toArray(), arrival(event, id, now), request.trace())
        .thenApply(SubmissionAnswer.Single::new);
  }

  private CompletionStage<SubmissionAnswer> batch(
      Submission request, RequestEvent.Readable event, List<Bytes> elements, Instant now) {
    List<CompletableFuture<ElementAnswer>> underWay = new ArrayList<>(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      String id = event.id() == null ? ids.get() : event.id() + "#" + i;
      byte[] element = elements.get(i).toArray();
      underWay.add(
          door.admit(element, element, arrival(event, id, now), request.trace())
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(underWay.toArray(CompletableFuture[]::new))
        .thenApply(all -> opened(underWay.stream().map(CompletableFuture::join).toList()));
  }

  private SubmissionAnswer opened(List<ElementAnswer> elements) {
    List<String> candidates =
        elements.stream()
            .filter(ElementAnswer.Accepted.class::isInstance)
            .map(one -> ((ElementAnswer.Accepted) one).id())
            .toList();
    String id = ids.get();
    batches.open(id, candidates, elements.size() - candidates.size(), answers::get);
    return new SubmissionAnswer.Batch(id, elements);
  }

  private Arrival arrival(RequestEvent.Readable event, String id, Instant now) {
    String made = event.subject() == null ? "c-" + ids.get() : event.subject();
    return new Arrival(id, event.source(), made, event.subject(), event.time(), now);
  }

  /** Refuses a body that says itself that it is too long, and of which nothing was read. */
  CompletionStage<SubmissionAnswer> refuseUnread() {
    return refused(new byte[0], false, Trial.tooLarge(config), clock.instant());
  }

  /** Refuses a body as a whole; of one that is too large only length and digest are recorded. */
  private CompletionStage<SubmissionAnswer> whole(
      Submission request, IntakeResult.Refused refusal, Instant now) {
    byte[] body = request.body();
    return refused(body, !isTooLong(body.length), refusal, now);
  }

  private CompletionStage<SubmissionAnswer> refused(
      byte[] body, boolean keep, IntakeResult.Refused refusal, Instant now) {
    Arrival arrival = new Arrival(ids.get(), RequestEvent.SOURCE, null, null, null, now);
    return door.refuse(keep ? body : null, DeadLetter.payloadSha256(body), refusal, arrival)
        .thenApply(SubmissionAnswer.Single::new);
  }

  /** Why the door is not ready, or null when it is. */
  public @Nullable String notReady() {
    return follower.notReady();
  }

  /** Whether the follower still makes progress. */
  public boolean isAlive() {
    return follower.isAlive();
  }

  @Override
  public void close() {
    follower.close();
  }
}
