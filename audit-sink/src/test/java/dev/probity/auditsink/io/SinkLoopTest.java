// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static dev.probity.auditsink.Examples.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.AppendResult;
import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Draft;
import dev.probity.auditsink.Examples;
import dev.probity.auditsink.InMemoryLedger;
import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.Position;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.verify.VerifierRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loop on a scripted consumer, in one thread: every poll runs the next step of the script. */
class SinkLoopTest {
  private static final Source SOURCE = Examples.CANDIDATES;
  private static final TopicPartition PARTITION =
      new TopicPartition(SOURCE.topic(), SOURCE.partition());

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
  private final InMemoryLedger ledger = new InMemoryLedger();
  private final Map<Source, String> broker = new HashMap<>(Map.of(SOURCE, "topic-id"));
  private final Deque<LedgerException> beforeCommit = new ArrayDeque<>();
  private final Deque<LedgerException> afterCommit = new ArrayDeque<>();
  private final List<SinkState> states = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private long clock = NOW;
  private long ticks = 1_000;
  private boolean closeWhenFatal;
  private final SinkLoop loop =
      new SinkLoop(
          new Sink(
              new LogReader(consumer, new Random(1), 2_000, Duration.ZERO, null),
              () -> Map.copyOf(broker),
              ScriptedLedger::new,
              new Clocks(
                  () -> Instant.ofEpochMilli(clock), () -> Duration.ofMillis(ticks).toNanos()),
              new Random(2),
              new Recording()),
          System::nanoTime);

  @BeforeEach
  void anEmptyLog() {
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, 1_000L));
  }

  private final class Recording implements SinkListener {
    @Override
    public void changed(SinkState state) {
      states.add(state);
      if (closeWhenFatal && state.phase() == SinkState.Phase.FATAL) {
        loop.close();
      }
    }

    @Override
    public void fenced() {
      events.add("fenced");
    }

    @Override
    public void retried(String sqlState) {
      events.add("retried " + sqlState);
    }

    @Override
    public void appended(Draft draft, long size, long now) {
      events.add("appended " + size);
    }
  }

  /** The ledger of lists behind a connection that breaks when the script says so. */
  private final class ScriptedLedger implements LedgerOpener.OpenLedger {
    ScriptedLedger() {
      events.add("open");
    }

    @Override
    public Map<Source, Position> positions() {
      return ledger.positions();
    }

    @Override
    public Position begin(Source source, String topicId, long firstPosition) {
      return ledger.begin(source, topicId, firstPosition);
    }

    @Override
    public AppendResult append(Draft draft, long now) {
      if (!beforeCommit.isEmpty()) {
        throw beforeCommit.remove();
      }
      AppendResult result = ledger.append(draft, now);
      if (!afterCommit.isEmpty()) {
        throw afterCommit.remove();
      }
      return result;
    }

    @Override
    public void maintain(long now) {}

    @Override
    public void close() {
      events.add("close");
    }
  }

  private void then(Runnable step) {
    consumer.schedulePollTask(step);
  }

  private void arrive(long from, long to) {
    for (long offset = from; offset < to; offset++) {
      byte[] key = ("c-" + offset).getBytes(UTF_8);
      consumer.addRecord(
          new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, key, key));
    }
  }

  /** Waits of the loop end at once when it is closed, so the last step closes it. */
  private void run() {
    then(loop::close);
    loop.run();
  }

  private Cursor cursor() {
    Position position = ledger.positions().get(SOURCE);
    return position == null ? new Cursor(0, 0) : position.cursor();
  }

  private static LedgerException sql(String state) {
    return new LedgerException(state, "appending", new IllegalStateException("scripted"));
  }

  @Test
  void whatArrivesIsAppendedPollByPoll() {
    // Given
    then(() -> arrive(0, 3));
    then(() -> arrive(3, 5));

    // When
    run();

    // Then
    assertEquals(List.of("open", "appended 3", "appended 5", "close"), events);
    assertEquals(new Cursor(5, 5), cursor());
    assertEquals(SinkState.RUNNING, states.getFirst());
    assertEquals(SinkState.Phase.STOPPED, states.getLast().phase());
    VerifierRun.assertSound(ledger.snapshot());
  }

  @Test
  void aFailureBeforeTheCommitIsReadAgainAndNothingIsDoubled() {
    // Given
    beforeCommit.add(sql("57P03"));
    then(() -> arrive(0, 3));
    then(() -> arrive(0, 3));

    // When
    run();

    // Then
    assertEquals(List.of("open", "close", "retried 57P03", "open", "appended 3", "close"), events);
    VerifierRun.assertSound(ledger.snapshot());
  }

  @Test
  void aCommitWhoseAnswerWasLostIsDecidedByThePositions() {
    // Given: the rows are in, the sink does not know
    afterCommit.add(sql(""));
    then(() -> arrive(0, 3));
    then(() -> arrive(3, 4));

    // When
    run();

    // Then
    assertEquals(List.of("open", "close", "retried ", "open", "appended 4", "close"), events);
    assertEquals(new Cursor(4, 4), cursor());
    VerifierRun.assertSound(ledger.snapshot());
  }

  @Test
  void aZombieIsFencedAndGoesOnBehindTheTwin() {
    // Given
    then(
        () -> {
          arrive(0, 3);
          ledger.append(Examples.draft(SOURCE, new Cursor(0, 0), 2), NOW);
        });
    then(() -> arrive(2, 4));

    // When
    run();

    // Then
    assertEquals(List.of("open", "fenced", "appended 4", "close"), events);
    assertTrue(states.stream().anyMatch(s -> s.phase() == SinkState.Phase.STANDBY));
    VerifierRun.assertSound(ledger.snapshot());
  }

  @Test
  void theSameDuplicateTwiceAtTheSamePositionsIsFatal() {
    // Given
    beforeCommit.add(sql("23505"));
    beforeCommit.add(sql("23505"));
    then(() -> arrive(0, 1));
    then(() -> arrive(0, 1));
    closeWhenFatal = true;

    // When
    loop.run();

    // Then
    assertTrue(fatalReason().startsWith("DUPLICATE_POSITION"), fatalReason());
    assertEquals(2, events.stream().filter("fenced"::equals).count());
  }

  @Test
  void aFatalFailureStopsConsumingAndTheProcessStaysUpWithTheReason() {
    // Given
    beforeCommit.add(sql("42501"));
    then(() -> arrive(0, 1));
    closeWhenFatal = true;

    // When
    loop.run();

    // Then
    assertEquals("appending failed with SQLSTATE 42501", fatalReason());
    assertEquals(new Cursor(0, 0), cursor());
  }

  private String fatalReason() {
    return states.stream()
        .filter(state -> state.phase() == SinkState.Phase.FATAL)
        .map(SinkState::reason)
        .findFirst()
        .orElse("none");
  }

  @Test
  void commitMarkersAtTheEndOfAPollTripNoFence() {
    // Given: three records, then a marker takes position 3
    then(
        () -> {
          arrive(0, 3);
          ledger.begin(SOURCE, "topic-id", 0);
        });
    then(() -> consumer.seek(PARTITION, 4));
    then(() -> arrive(4, 6));

    // When
    run();

    // Then
    assertEquals(List.of("open", "appended 3", "appended 3", "appended 5", "close"), events);
    assertEquals(new Cursor(6, 5), cursor());
  }

  @Test
  void incidentsStopTheirPartitionAndNeverResetSilently() {
    // Given
    ledger.begin(SOURCE, "topic-id", 5);
    consumer.updateBeginningOffsets(Map.of(PARTITION, 7L));

    // When
    run();

    // Then
    assertTrue(fatalReason().contains("AUDIT_GAP"), fatalReason());
    assertEquals(List.of("open", "close"), events);
  }

  @Test
  void incidentsAreToldApart() {
    Position at10 = new Position("id", new Cursor(10, 10));
    assertEquals(null, PartitionIncident.of(at10, "id", 10, 10));
    assertEquals(PartitionIncident.AUDIT_GAP, PartitionIncident.of(at10, "id", 11, 20));
    assertEquals(PartitionIncident.LOG_TRUNCATED, PartitionIncident.of(at10, "id", 0, 9));
    assertEquals(PartitionIncident.TOPIC_RECREATED, PartitionIncident.of(at10, "other", 0, 20));
  }

  @Test
  void aPartitionAddedAtRunTimeIsTakenIn() {
    // Given
    Source added = new Source(SOURCE.topic(), 1);
    TopicPartition second = new TopicPartition(added.topic(), 1);
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, second, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, 0L, second, 0L));
    then(
        () -> {
          broker.put(added, "topic-id");
          ticks += 11_000;
        });
    then(() -> assertTrue(consumer.assignment().contains(second)));

    // When
    run();

    // Then
    assertEquals(2, ledger.positions().size());
  }

  @Test
  void aClockSetBackADayPutsNothingOff() {
    // Given: the time of day goes back, time itself goes on
    Source added = new Source(SOURCE.topic(), 1);
    TopicPartition second = new TopicPartition(added.topic(), 1);
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, second, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, 0L, second, 0L));
    then(
        () -> {
          broker.put(added, "topic-id");
          clock -= Duration.ofDays(1).toMillis();
          ticks += 11_000;
        });
    then(() -> assertTrue(consumer.assignment().contains(second)));

    // When
    run();

    // Then
    assertEquals(2, ledger.positions().size());
  }

  @Test
  void aBrokerOutOfReachIsAnOutageAndPassesByItself() {
    // Given
    consumer.setPollException(new KafkaException("scripted"));
    then(() -> arrive(0, 1));

    // When
    run();

    // Then
    assertTrue(states.stream().anyMatch(s -> s.phase() == SinkState.Phase.OUTAGE));
    assertFalse(events.isEmpty());
  }
}
