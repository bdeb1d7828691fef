// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RequestLoopTest {
  private static final TopicPartition REQUESTS = new TopicPartition("probity.retraining.v1", 0);

  @Test
  void startAndStopAreAuditedWithWhatProtectedAttributesAreOpenedFor() throws Exception {
    // Given
    Joining clients = new Joining();
    RequestLoop loop = loop(clients, "true");
    assertNotNull(loop.notReady(), "no member before it starts");
    // When
    loop.start();
    assertTrue(clients.joined.await(20, TimeUnit.SECONDS));
    assertTrue(loop.isAlive());
    loop.close();
    // Then
    List<AuditEntry> audit = clients.topics.values(Topics.AUDIT);
    assertEquals(
        List.of(EventType.PROCESS_STARTED, EventType.PROCESS_STOPPED),
        audit.stream().map(AuditEntry::event).toList());
    assertEquals(
        TrainerService.FAIRNESS_PURPOSE,
        audit.getFirst().details().get("protectedAttributesOpenedFor"));
    assertTrue(clients.consumer.closed());
    assertTrue(clients.awaited.contains(Topics.MODELS), "gated on the topics it writes");
  }

  @Test
  void loopThatIsNotWantedIsReadyAndTouchesNothing() {
    // Given
    Joining clients = new Joining();
    RequestLoop loop = loop(clients, "false");
    // When
    loop.start();
    // Then
    assertNull(loop.notReady());
    assertTrue(loop.isAlive());
    assertEquals(0, clients.topics.size(Topics.AUDIT));
    loop.close();
  }

  @Test
  void loopThatDiedSaysSo() throws Exception {
    // Given
    Joining clients = new Joining();
    clients.missing = true;
    RequestLoop loop = loop(clients, "true");
    CountDownLatch died = new CountDownLatch(1);
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, cause) -> died.countDown());
    try {
      // When
      loop.start();
      assertTrue(died.await(20, TimeUnit.SECONDS));
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
    // Then
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (loop.isAlive() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertFalse(loop.isAlive());
    assertNotNull(loop.notReady());
  }

  @Test
  void aTrainingMayTakeHoursBetweenTwoPolls() {
    KafkaSettings usual = KafkaSettings.parse(Map.of(), "trainer");
    KafkaSettings told =
        KafkaSettings.parse(Map.of("kafka.max.poll.interval.ms", "600000"), "trainer");
    assertEquals("86400000", TrainerClients.requests(usual).get("max.poll.interval.ms"));
    assertEquals("600000", TrainerClients.requests(told).get("max.poll.interval.ms"));
  }

  @Test
  void anOffsetThatCannotBeCommittedEndsNoLoop() throws Exception {
    // Given: two requests, and a broker that takes the first offset for nobody's
    Joining clients = new Joining();
    MockConsumer<byte[], byte[]> consumer = refusing(1);
    consumer.addRecord(request(0, "r1"));
    consumer.addRecord(request(1, "r2"));
    List<String> performed = new ArrayList<>();
    RequestLoop loop = loop(clients, InstantSource.system(), failing(performed));
    // When
    loop.turn(consumer);
    loop.turn(consumer);
    // Then
    assertEquals(List.of("r1", "r2"), performed);
    assertEquals(2, consumer.committed(Set.of(REQUESTS)).get(REQUESTS).offset());
  }

  @Test
  void aRequestThatIsPutOffIsNotTriedAgainAtOnce() throws Exception {
    // Given: somebody else carries out its run
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    List<String> tried = new ArrayList<>();
    MockConsumer<byte[], byte[]> consumer = refusing(0);
    consumer.addRecord(request(0, "r1"));
    RequestLoop loop =
        loop(
            new Joining(),
            now::get,
            asked -> {
              tried.add(asked.requestId());
              throw new OutageException("run r1 is being carried out");
            });
    // When
    loop.turn(consumer);
    assertEquals(Set.of(REQUESTS), consumer.paused());
    consumer.addRecord(request(0, "r1"));
    loop.turn(consumer);
    // Then
    assertEquals(List.of("r1"), tried);
    assertEquals(0, consumer.position(REQUESTS));
    now.set(now.get().plusSeconds(10));
    loop.turn(consumer);
    assertEquals(List.of("r1", "r1"), tried);
  }

  private static RequestLoop.Performer failing(List<String> performed) {
    return asked -> {
      performed.add(asked.requestId());
      return new TrainingReport.Failed("no rows");
    };
  }

  /** A consumer of the requests, of which the first commits are refused. */
  private static MockConsumer<byte[], byte[]> refusing(int commits) {
    AtomicInteger left = new AtomicInteger(commits);
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>("earliest") {
          @Override
          public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            if (left.getAndDecrement() > 0) {
              throw new CommitFailedException();
            }
            super.commitSync(offsets);
          }
        };
    consumer.assign(List.of(REQUESTS));
    consumer.updateBeginningOffsets(Map.of(REQUESTS, 0L));
    consumer.setMaxPollRecords(1);
    return consumer;
  }

  private static ConsumerRecord<byte[], byte[]> request(long offset, String id) {
    Retraining asked =
        new Retraining(
            id,
            "probity-acs-salary",
            RetrainingState.REQUESTED,
            "drift-monitor",
            "accuracy fell",
            null,
            "i1",
            List.of(),
            List.of(),
            Map.of(),
            null,
            null,
            Instant.EPOCH);
    return new ConsumerRecord<>(
        REQUESTS.topic(), 0, offset, new byte[0], Codecs.RETRAINING.encode(asked));
  }

  private static RequestLoop loop(
      TrainerClients clients, InstantSource clock, RequestLoop.Performer performer) {
    return new RequestLoop(
        config("true"),
        ProfileFiles.load("acs-salary"),
        "probity-acs-salary",
        clients,
        clock,
        performer);
  }

  private static TrainerConfig config(String wanted) {
    return TrainerConfig.parse(
        Map.of(
            "probity.instance.id", "t",
            "probity.trainer.requests", wanted,
            "probity.trainer.signing-key-file", "none"));
  }

  private static RequestLoop loop(TrainerClients clients, String wanted) {
    return new RequestLoop(
        config(wanted),
        ProfileFiles.load("acs-salary"),
        "probity-acs-salary",
        clients,
        InstantSource.system(),
        asked -> new TrainingReport.Failed("not asked here"));
  }

  /** Clients whose request consumer becomes a member at its first poll. */
  private static final class Joining implements TrainerClients {
    private final InMemoryTopics topics = new InMemoryTopics(TopicNames.PLAIN, 1);
    private final MockConsumer<byte[], byte[]> consumer = topics.consumer();
    private final CountDownLatch joined = new CountDownLatch(1);
    private List<Topic<?, ?>> awaited = List.of();
    private boolean missing;

    @Override
    public Consumer<byte[], byte[]> replay() {
      return topics.replay();
    }

    @Override
    public Consumer<byte[], byte[]> requests() {
      consumer.schedulePollTask(
          () -> {
            consumer.rebalance(List.of(REQUESTS));
            consumer.seek(REQUESTS, 0);
            joined.countDown();
          });
      return consumer;
    }

    @Override
    public Producer<byte[], byte[]> producer() {
      return topics.producer();
    }

    @Override
    public void awaitTopics(List<Topic<?, ?>> wanted) {
      if (missing) {
        throw new IllegalStateException("topics do not exist");
      }
      awaited = wanted;
    }
  }
}
