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
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
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

  private static RequestLoop loop(TrainerClients clients, String wanted) {
    TrainerConfig config =
        TrainerConfig.parse(
            Map.of(
                "probity.instance.id", "t",
                "probity.trainer.requests", wanted,
                "probity.trainer.signing-key-file", "none"));
    return new RequestLoop(
        config,
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
