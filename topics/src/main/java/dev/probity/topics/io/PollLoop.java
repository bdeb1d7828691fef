// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.io.BugBoundary.Attempt;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One life of a stage: poll, hand the batch to the {@link BatchStep}, send every output, wait until
 * all are acknowledged, and only then let the offsets be committed.
 *
 * <pre>
 *   poll ──► before ──► handle ──► send all ──► acknowledged ──► (every 200 ms, when idle,
 *    ▲         │ outage: wait, same batch again      │             when revoked, at the end) commit
 *    └─────────┴──────── keeps polling, paused ──────┘
 * </pre>
 *
 * <p>Guarantee: <b>at least once</b>. An offset is committed only when every output of every record
 * below it is acknowledged by the broker. A crash in between repeats records, and a step repeats
 * its bytes, so a reader that collapses by id sees each once.
 *
 * <p>A record at fault is dead-lettered and never blocks its partition. A failed send ends the life
 * without a commit. A bug ends it too, after the record that causes it was dead-lettered and the
 * position has moved on; {@link PollStage} begins the next life, within a bound.
 *
 * <p>One thread runs {@link #run}, and no other touches the consumer; {@link #stop}, {@link
 * #nanosSinceLastPoll} and the {@link Intake} may be used from any thread.
 */
public final class PollLoop {
  private static final System.Logger LOG = System.getLogger(PollLoop.class.getName());

  private final LoopSettings settings;
  private final Membership membership;
  private final Producer<byte[], byte[]> producer;
  private final BugBoundary step;
  private final DeadLetters deadLetters;
  private final Intake intake;
  private final LoopListener listener;
  private final RandomGenerator jitter;
  private final LongSupplier nanoTime;

  private Set<PauseReason> pausedFor = Set.of();
  private StageState state = StageState.STARTING;
  private boolean brokerAway;
  private volatile boolean stopping;

  /**
   * A loop that has not begun.
   *
   * @param consumer without subscription; the loop subscribes and closes it
   * @param producer acknowledged by all replicas and idempotent; the loop closes it
   * @param step what to do with a batch
   * @param deadLetters how a record at fault is written to the rejects topic
   */
  public PollLoop(
      LoopSettings settings,
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      BatchStep step,
      DeadLetters deadLetters,
      Intake intake,
      LoopListener listener,
      RandomGenerator jitter) {
    this(
        settings,
        consumer,
        producer,
        step,
        deadLetters,
        intake,
        listener,
        jitter,
        System::nanoTime);
  }

  PollLoop(
      LoopSettings settings,
      Consumer<byte[], byte[]> consumer,
      Producer<byte[], byte[]> producer,
      BatchStep step,
      DeadLetters deadLetters,
      Intake intake,
      LoopListener listener,
      RandomGenerator jitter,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.membership = new Membership(settings, consumer, step, nanoTime);
    this.producer = producer;
    this.step = new BugBoundary(step);
    this.deadLetters = deadLetters;
    this.intake = intake;
    this.listener = listener;
    this.jitter = jitter;
    this.nanoTime = nanoTime;
  }

  /** Runs until asked to stop or until something ends this life; closes both clients. */
  public LoopEnd run() {
    LoopEnd end = null;
    try {
      membership.subscribe();
      while (end == null) {
        end = stopping ? new LoopEnd.Closed() : turn();
      }
      membership.commit();
    } catch (FencedInstanceIdException e) {
      end = new LoopEnd.Fenced(described(e));
    } catch (KafkaException e) {
      end = new LoopEnd.Failed(described(e), e instanceof RetriableException);
    } finally {
      boolean forGood = end instanceof LoopEnd.Closed;
      producer.close(forGood ? settings.drainTimeout() : Duration.ZERO);
      membership.close(forGood);
    }
    return end;
  }

  /** Asks the loop to finish the batch in hand, commit and end. */
  public void stop() {
    stopping = true;
  }

  /** Age of the last poll, the sign of life of the loop. */
  public long nanosSinceLastPoll() {
    return membership.nanosSinceLastPoll();
  }

  private @Nullable LoopEnd turn() {
    obeyIntake();
    ConsumerRecords<byte[], byte[]> polled = membership.poll();
    if (polled.isEmpty()) {
      membership.announceAssigned(List.of());
      membership.commit();
      membership.reportLag(listener);
      brokerAway = !membership.hearsBroker();
      if (brokerAway) {
        change(StageState.OUTAGE, "the broker does not answer");
      }
      return null;
    }
    brokerAway = false;
    List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>(polled.count());
    polled.forEach(batch::add);
    membership.announceAssigned(batch);
    return work(batch, polled.nextOffsets());
  }

  private @Nullable LoopEnd work(
      List<ConsumerRecord<byte[], byte[]>> batch, Map<TopicPartition, OffsetAndMetadata> next) {
    long began = nanoTime.getAsLong();
    Attempt<List<Handled>> attempt = attempt(batch);
    return switch (attempt) {
      case Attempt.Answered<List<Handled>>(List<Handled> handled) -> {
        settle(batch, handled, next, began);
        yield null;
      }
      case Attempt.Bug<List<Handled>>(Throwable cause) -> isolate(batch, cause);
      case Attempt.Outage<List<Handled>>(OutageException cause) ->
          stopping
              ? new LoopEnd.Closed()
              : new LoopEnd.Failed("outage outlasted patience: " + cause.getMessage(), true);
    };
  }

  /** Sends what must precede the batch and handles it, waiting out outages of the environment. */
  private Attempt<List<Handled>> attempt(List<ConsumerRecord<byte[], byte[]>> batch) {
    long deadline = nanoTime.getAsLong() + settings.outage().patience().toNanos();
    for (int number = 1; ; number++) {
      Attempt<List<Handled>> attempt =
          switch (step.before(membership.nextOffsets(batch))) {
            case Attempt.Answered<List<ProducerRecord<byte[], byte[]>>>(var first) -> {
              deliver(first);
              yield step.handle(batch);
            }
            case Attempt.Outage<List<ProducerRecord<byte[], byte[]>>>(OutageException cause) ->
                new Attempt.Outage<>(cause);
            case Attempt.Bug<List<ProducerRecord<byte[], byte[]>>>(Throwable cause) ->
                throw new IllegalStateException("bug before a batch: " + named(cause), cause);
          };
      if (!(attempt instanceof Attempt.Outage<List<Handled>>(OutageException cause))
          || stopping
          || nanoTime.getAsLong() >= deadline) {
        membership.resumeAfterWait();
        return attempt;
      }
      change(StageState.OUTAGE, String.valueOf(cause.getMessage()));
      waitWhilePolling(settings.outage().wait(number, jitter));
    }
  }

  /** All outputs out and acknowledged; only now the positions may be committed. */
  private void settle(
      List<ConsumerRecord<byte[], byte[]>> batch,
      List<Handled> handled,
      Map<TopicPartition, OffsetAndMetadata> next,
      long began) {
    deliver(outputs(batch, handled));
    membership.acknowledged(next);
    if (step.acknowledged() instanceof Attempt.Bug<Boolean>(Throwable cause)) {
      throw new IllegalStateException("bug after a batch: " + named(cause), cause);
    }
    long now = nanoTime.getAsLong();
    listener.handled(report(handled, Duration.ofNanos(now - began)));
    if (membership.commitIfDue()) {
      membership.reportLag(listener);
    }
  }

  /**
   * Handles the records one by one, up to the first that fails again by itself. That one is
   * dead-lettered and the position moves behind it; what follows it is left to the next life.
   */
  private LoopEnd isolate(List<ConsumerRecord<byte[], byte[]>> batch, Throwable bug) {
    LOG.log(
        System.Logger.Level.ERROR, "bug in a step, looking for the record; error={0}", named(bug));
    for (ConsumerRecord<byte[], byte[]> suspect : batch) {
      TopicPartition partition = new TopicPartition(suspect.topic(), suspect.partition());
      List<ConsumerRecord<byte[], byte[]>> alone = List.of(suspect);
      Map<TopicPartition, OffsetAndMetadata> behind =
          Map.of(partition, new OffsetAndMetadata(suspect.offset() + 1, suspect.leaderEpoch(), ""));
      switch (step.handle(alone)) {
        case Attempt.Answered<List<Handled>>(List<Handled> handled) ->
            settle(alone, handled, behind, nanoTime.getAsLong());
        case Attempt.Outage<List<Handled>>(OutageException cause) -> {
          return new LoopEnd.Failed("outage: " + cause.getMessage(), true);
        }
        case Attempt.Bug<List<Handled>>(Throwable cause) -> {
          String error = named(cause);
          deliver(deadLetters.internalError(suspect, error));
          membership.acknowledged(behind);
          membership.commit();
          listener.internalError(partition, suspect.offset(), error);
          return new LoopEnd.Poisoned(partition, suspect.offset(), error);
        }
      }
    }
    return new LoopEnd.Failed(
        "a batch failed whose records do not fail alone: " + named(bug), false);
  }

  private List<ProducerRecord<byte[], byte[]>> outputs(
      List<ConsumerRecord<byte[], byte[]>> batch, List<Handled> handled) {
    List<ProducerRecord<byte[], byte[]>> outputs = new ArrayList<>(handled.size() + 8);
    for (int i = 0; i < handled.size(); i++) {
      switch (handled.get(i)) {
        case Handled.Forwarded(List<ProducerRecord<byte[], byte[]>> records) ->
            outputs.addAll(records);
        case Handled.Refused(Stage stage, ReasonCode code, String reason) ->
            outputs.add(deadLetters.refused(batch.get(i), stage, code, reason));
        case Handled.Skipped() -> {}
      }
    }
    return outputs;
  }

  /** Sends and waits for every acknowledgement, polling on while the broker takes its time. */
  private void deliver(List<ProducerRecord<byte[], byte[]>> outputs) {
    if (outputs.isEmpty()) {
      return;
    }
    InFlight inFlight = new InFlight(producer);
    outputs.forEach(inFlight::send);
    long stopBy = 0;
    while (!inFlight.acknowledgedWithin(settings.clientTimeout())) {
      change(StageState.OUTAGE, "acknowledgements are late");
      membership.pollPaused(Duration.ZERO);
      if (stopping) {
        long now = nanoTime.getAsLong();
        stopBy = stopBy == 0 ? now + settings.drainTimeout().toNanos() : stopBy;
        if (now >= stopBy) {
          throw new TimeoutException("sends are not acknowledged while stopping");
        }
      }
    }
    membership.resumeAfterWait();
  }

  private void obeyIntake() {
    Set<PauseReason> wanted = intake.reasons();
    if (!wanted.equals(pausedFor)) {
      pausedFor = wanted;
      membership.setIntakeOpen(wanted.isEmpty());
      if (wanted.isEmpty()) {
        listener.resumed();
      } else {
        membership.commit();
        listener.paused(wanted);
      }
    }
    if (!brokerAway) {
      change(pausedFor.isEmpty() ? StageState.RUNNING : StageState.PAUSED, pausedFor.toString());
    }
  }

  private void waitWhilePolling(Duration wait) {
    long until = nanoTime.getAsLong() + wait.toNanos();
    for (long left = wait.toNanos(); left > 0 && !stopping; left = until - nanoTime.getAsLong()) {
      membership.pollPaused(Duration.ofNanos(Math.min(left, settings.pollTimeout().toNanos())));
    }
  }

  private void change(StageState wanted, String reason) {
    if (state != wanted) {
      state = wanted;
      listener.changed(wanted, reason);
    }
  }

  private static BatchReport report(List<Handled> handled, Duration took) {
    int forwarded = 0;
    int produced = 0;
    int skipped = 0;
    Map<ReasonCode, Integer> refused = new EnumMap<>(ReasonCode.class);
    for (Handled one : handled) {
      switch (one) {
        case Handled.Forwarded(List<ProducerRecord<byte[], byte[]>> records) -> {
          forwarded++;
          produced += records.size();
        }
        case Handled.Refused(Stage stage, ReasonCode code, String reason) ->
            refused.merge(code, 1, Integer::sum);
        case Handled.Skipped() -> skipped++;
      }
    }
    return new BatchReport(handled.size(), forwarded, produced, refused, skipped, took);
  }

  private static String described(KafkaException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  /** Class and place, not the message: a message may quote a record. */
  private static String named(Throwable error) {
    StackTraceElement[] frames = error.getStackTrace();
    return error.getClass().getName() + (frames.length == 0 ? "" : " at " + frames[0]);
  }
}
