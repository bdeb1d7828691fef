// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.AppendResult;
import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Draft;
import dev.probity.auditsink.Examples;
import dev.probity.auditsink.FaultClass;
import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.flow.FlowAccounts;
import dev.probity.auditsink.io.CheckpointLoop.CheckpointRhythm;
import dev.probity.auditsink.sign.LogKeys;
import dev.probity.auditsink.vault.BodyOpener;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.TopicNames;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loops on a real database, with a scripted consumer in place of a broker. */
class AuditSinkIT {
  private static final Source SOURCE = Examples.CANDIDATES;
  private static final TopicPartition PARTITION =
      new TopicPartition(SOURCE.topic(), SOURCE.partition());
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final TestPostgres postgres = TestPostgres.migrated();

  private VerifyReport verify() {
    return new FilledLedger(postgres).verify();
  }

  /** One sink with everything in reach on its consumer; it ends when the ledger has so many. */
  private final class Twin implements SinkListener {
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final int records;
    private final int perPoll;
    private final List<Twin> all;
    private final AtomicInteger fenced = new AtomicInteger();
    private final SinkLoop loop;
    private final Thread thread;

    Twin(int records, int perPoll, List<Twin> all, LedgerOpener opener) {
      this.records = records;
      this.perPoll = perPoll;
      this.all = all;
      consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
      consumer.updateEndOffsets(Map.of(PARTITION, (long) records));
      consumer.schedulePollTask(this::arrive);
      loop =
          new SinkLoop(
              new Sink(
                  new LogReader(consumer, new Random(1), 2_000, Duration.ZERO, null),
                  () -> Map.of(SOURCE, "topic-id"),
                  opener,
                  new Clocks(() -> Instant.ofEpochMilli(Examples.NOW), System::nanoTime),
                  new Random(2),
                  this),
              System::nanoTime);
      thread = new Thread(loop, "twin");
      all.add(this);
    }

    /** As many records as one poll gives, from where the consumer stands; and so at each poll. */
    private void arrive() {
      long from = consumer.position(PARTITION);
      for (long offset = from; offset < Math.min(from + perPoll, records); offset++) {
        byte[] value = ("{\"n\":" + offset + "}").getBytes(UTF_8);
        consumer.addRecord(
            new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset, value, value));
      }
      consumer.schedulePollTask(this::arrive);
    }

    @Override
    public void appended(Draft draft, long size, long now) {
      if (size >= records) {
        all.forEach(twin -> twin.loop.close());
      }
    }

    @Override
    public void fenced() {
      fenced.incrementAndGet();
    }
  }

  private static void runAll(List<Twin> twins) throws InterruptedException {
    for (Twin twin : twins) {
      twin.thread.start();
    }
    for (Twin twin : twins) {
      twin.thread.join(PATIENCE);
      assertEquals(SinkState.Phase.STOPPED, twin.loop.state().phase());
    }
  }

  @Test
  void aTwinThatWakesUpIsFencedAndEveryRecordIsHeldOnce() throws InterruptedException {
    // Given
    List<Twin> twins = new ArrayList<>();
    new Twin(400, 20, twins, new PostgresOpener(postgres.writer(), null, null));
    new Twin(400, 20, twins, new PostgresOpener(postgres.writer(), null, null));

    // When
    runAll(twins);

    // Then
    assertTrue(twins.stream().mapToInt(twin -> twin.fenced.get()).sum() >= 1, "nobody was fenced");
    assertEquals(400, verify().size());
    assertEquals(0, verify().exitCode(), verify().findings().toString());
  }

  @ParameterizedTest
  @EnumSource(CutAtCommit.Moment.class)
  void aCommitWhoseAnswerIsLostIsDecidedByThePositions(CutAtCommit.Moment moment)
      throws InterruptedException {
    // Given: months, positions and one batch work, then the line goes dead
    AtomicInteger opened = new AtomicInteger();
    LedgerOpener cutting =
        () -> {
          try {
            var real = postgres.writer().open(PATIENCE);
            return new PostgresLedger(
                opened.incrementAndGet() == 1 ? CutAtCommit.wrap(real, moment, 4) : real, null);
          } catch (SQLException e) {
            throw Transaction.failure("connecting", e);
          }
        };
    List<Twin> sinks = new ArrayList<>();
    new Twin(90, 30, sinks, cutting);

    // When
    runAll(sinks);

    // Then
    assertEquals(2, opened.get(), "the connection was not cut");
    assertEquals(90, verify().size());
    assertEquals(0, verify().exitCode(), verify().findings().toString());
  }

  @Test
  void withoutTheFenceTheSameRecordsEnterTwiceAndTheVerifierSaysSo() {
    // Given: the negative control, unique key and fence taken away by a superuser
    try (PostgresLedger ledger = postgres.openLedger()) {
      Cursor from = ledger.begin(SOURCE, "topic-id", 0).cursor();
      ledger.append(Examples.draft(SOURCE, from, 5), Examples.NOW);
      postgres.tamper(
          "ALTER TABLE ledger.entry_2026_01 DROP CONSTRAINT entry_2026_01_topic_part_off_key;"
              + " ALTER TABLE ledger.batch DROP CONSTRAINT batch_pkey;"
              + " ALTER TABLE ledger.batch DROP CONSTRAINT batch_topic_part_next_position_key;"
              + " ALTER TABLE ledger.sink_offset DISABLE TRIGGER USER;"
              + " UPDATE ledger.sink_offset SET next = 0, next_seq = 0");

      // When
      AppendResult again = ledger.append(Examples.draft(SOURCE, from, 5), Examples.NOW);

      // Then
      assertEquals(new AppendResult.Appended(10, Examples.NOW), again);
    }
    VerifyReport report = verify();
    assertEquals(6, report.exitCode());
    assertTrue(report.findings().toString().contains("POSITION_DUP idx 5"), report.lastLine());
  }

  @Test
  void theUniqueKeyStandsBehindTheFence() {
    try (PostgresLedger ledger = postgres.openLedger()) {
      Cursor from = ledger.begin(SOURCE, "topic-id", 0).cursor();
      ledger.append(Examples.draft(SOURCE, from, 5), Examples.NOW);
      postgres.tamper(
          "ALTER TABLE ledger.sink_offset DISABLE TRIGGER USER;"
              + " UPDATE ledger.sink_offset SET next = 0, next_seq = 0");

      LedgerException twice =
          assertThrows(
              LedgerException.class,
              () -> ledger.append(Examples.draft(SOURCE, from, 5), Examples.NOW));

      assertEquals("23505", twice.sqlState());
      assertEquals(FaultClass.FENCED, twice.faultClass());
    }
  }

  @Test
  void headsAreSignedWhenTheTreeGrowsAndPublishedAgainUntilItWorks() throws InterruptedException {
    // Given
    LedgerGrowth growth = new LedgerGrowth();
    growth.opened();
    List<Long> published = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger attempts = new AtomicInteger();
    CheckpointPublisher publisher =
        (checkpoint, note) -> {
          if (attempts.incrementAndGet() == 1) {
            throw new KafkaException("scripted");
          }
          published.add(checkpoint.size());
          growth.close();
        };
    CheckpointLoop loop =
        new CheckpointLoop(
            postgres.writer(),
            LogKeys.of(VerifierRun.SIGNER),
            publisher,
            growth,
            new CheckpointRhythm(Duration.ofMillis(50), 10),
            () -> Instant.ofEpochMilli(Examples.NOW));
    appendThree();

    // When
    Thread thread = new Thread(loop, "signer");
    thread.start();
    thread.join(PATIENCE);

    // Then
    assertEquals(List.of(3L), published);
    assertEquals(3, loop.lastSignedSize());
    assertEquals(Examples.NOW, loop.lastSignedAt());
    assertTrue(verify().lastLine().contains("checkpoints=1"), verify().lastLine());
  }

  private void appendThree() {
    try (PostgresLedger ledger = postgres.openLedger()) {
      Cursor from = ledger.begin(SOURCE, "topic-id", 0).cursor();
      ledger.append(Examples.draft(SOURCE, from, 3), Examples.NOW);
    }
  }

  @Test
  void theProjectorFollowsUntilItIsClosed() throws InterruptedException {
    // Given
    LedgerGrowth growth = new LedgerGrowth();
    growth.opened();
    ProjectorLoop loop =
        new ProjectorLoop(
            postgres.writer(), TopicNames.PLAIN, new BodyOpener(null), growth, new FlowAccounts());
    appendThree();

    // When
    Thread thread = new Thread(loop, "projector");
    thread.start();
    while (loop.next() < 3 && thread.isAlive()) {
      growth.await(Long.MAX_VALUE, Duration.ofMillis(5));
    }
    growth.close();
    thread.join(PATIENCE);

    // Then
    assertEquals(3, loop.next());
  }

  @Test
  void aProjectorThatStartsBeforeTheMigrationWaitsWithoutAWord() throws Exception {
    // Given
    TestPostgres fresh = TestPostgres.empty();
    LedgerGrowth growth = new LedgerGrowth();
    FlowAccounts accounts = new FlowAccounts();
    ProjectorLoop loop =
        new ProjectorLoop(fresh.writer(), TopicNames.PLAIN, new BodyOpener(null), growth, accounts);
    List<String> words = new CopyOnWriteArrayList<>();
    Handler handler = listening(words);
    Logger logger = Logger.getLogger(ProjectorLoop.class.getName());
    logger.addHandler(handler);

    // When
    Thread thread = new Thread(loop, "projector");
    thread.start();
    assertFalse(thread.join(Duration.ofMillis(200)), "ended early");
    try (LedgerOpener.OpenLedger ledger =
        new PostgresOpener(fresh.writer(), fresh.owner(), null).open()) {
      ledger.maintain(Examples.NOW);
      Cursor from = ledger.begin(SOURCE, "topic-id", 0).cursor();
      ledger.append(Examples.draft(SOURCE, from, 3), Examples.NOW);
    }
    growth.opened();
    while (loop.next() < 3 && thread.isAlive()) {
      growth.await(Long.MAX_VALUE, Duration.ofMillis(5));
    }
    growth.close();
    thread.join(PATIENCE);
    logger.removeHandler(handler);

    // Then
    assertEquals(3, loop.next());
    assertEquals(3, accounts.next());
    assertEquals(List.of(), words);
  }

  private static Handler listening(List<String> words) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        words.add(record.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void theFirstOpeningMigratesAsTheOwner() {
    // Given
    TestPostgres fresh = TestPostgres.empty();
    LedgerOpener opener = new PostgresOpener(fresh.writer(), fresh.owner(), null);

    // When
    try (LedgerOpener.OpenLedger ledger = opener.open()) {
      ledger.maintain(Examples.NOW);
      // Then
      assertEquals(Map.of(), ledger.positions());
    }
    opener.open().close();
  }

  @Test
  void aDatabaseThatIsAwayIsTriedAgainAndOneWithoutTablesIsNot() {
    PostgresAccess away = new PostgresAccess("jdbc:postgresql://127.0.0.1:1/x", "w", "");
    TestPostgres empty = TestPostgres.empty();

    LedgerException unreachable =
        assertThrows(LedgerException.class, () -> new PostgresOpener(away, null, null).open());
    LedgerException unmigrated =
        assertThrows(
            LedgerException.class, () -> new PostgresOpener(empty.writer(), null, null).open());
    LedgerException ownerAway =
        assertThrows(LedgerException.class, () -> new PostgresOpener(away, away, null).open());

    assertEquals(FaultClass.RETRY, unreachable.faultClass());
    assertEquals(FaultClass.FATAL, unmigrated.faultClass());
    assertEquals(FaultClass.RETRY, ownerAway.faultClass(), ownerAway.getMessage());
  }

  @Test
  void aLedgerThatCannotBeReadGivesAnIncompleteReport() {
    PostgresAccess away = new PostgresAccess("jdbc:postgresql://127.0.0.1:1/x", "r", "");

    VerifyReport report =
        new AuditVerify(away, VerifierRun.POLICY, TopicNames.PLAIN).run(List.of());

    assertEquals(8, report.exitCode());
    assertTrue(report.lastLine().startsWith("INCOMPLETE"), report.lastLine());
  }
}
