// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.probity.topics.Topics;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.ReleaseEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class ModelsFollowerTest {
  private static final String MODELS = ScorerFixture.NAMES.of(Topics.MODELS);

  private final ScorerFixture fixture = new ScorerFixture("apprentice-retention");
  private final Deque<MockConsumer<byte[], byte[]>> clients = new ArrayDeque<>();
  private final ModelsFollower follower =
      new ModelsFollower(clients::removeFirst, MODELS, fixture.releases, fixture.desk);

  @Test
  void settlesOnlyWhatStandsAtTheEndOfTheTopic() {
    // Given
    String first = fixture.store(1);
    String second = fixture.store(2);
    append(fixture.record(first, "v1", ReleaseEvent.PROMOTED, "champion"));
    append(fixture.record(second, "v2", ReleaseEvent.PROMOTED, "champion"));
    client(() -> {}, follower::close);
    // When
    follower.run();
    // Then
    assertEquals(List.of("serving v2 after 48"), fixture.heard);
  }

  @Test
  void followsWhatIsAnnouncedLater() {
    // Given
    String first = fixture.store(1);
    String second = fixture.store(2);
    append(fixture.record(first, "v1", ReleaseEvent.PROMOTED, "champion"));
    client(
        () -> {},
        () -> append(fixture.record(second, "v2", ReleaseEvent.PROMOTED, "champion")),
        () -> {},
        follower::close);
    // When
    follower.run();
    // Then
    assertEquals(List.of("serving v1 after 48", "serving v2 after 48"), fixture.heard);
  }

  @Test
  void aRecordThatIsNoReleaseIsPassedOver() {
    // Given
    String first = fixture.store(1);
    fixture.kafka.append(new ProducerRecord<>(MODELS, 0, null, new byte[] {'{'}));
    append(fixture.record(first, "v1", ReleaseEvent.PROMOTED, "champion"));
    client(() -> {}, follower::close);
    // When
    follower.run();
    // Then
    assertEquals(List.of("serving v1 after 48"), fixture.heard);
    assertNull(follower.death());
  }

  @Test
  void beginsAnewWhenTheBrokerGoesAway() {
    // Given
    String first = fixture.store(1);
    MockConsumer<byte[], byte[]> broken = client();
    broken.setPollException(new KafkaException("gone"));
    append(fixture.record(first, "v1", ReleaseEvent.PROMOTED, "champion"));
    client(() -> {}, follower::close);
    // When
    follower.run();
    // Then
    assertEquals(List.of("serving v1 after 48"), fixture.heard);
  }

  private MockConsumer<byte[], byte[]> client(Runnable... turns) {
    MockConsumer<byte[], byte[]> client = fixture.kafka.consumer();
    for (Runnable turn : turns) {
      client.schedulePollTask(turn);
    }
    clients.add(client);
    return client;
  }

  private void append(ModelRelease release) {
    fixture.kafka.append(
        new ProducerRecord<>(
            MODELS,
            0,
            release.key().getBytes(StandardCharsets.UTF_8),
            Topics.MODELS.codec().encode(release)));
  }
}
