// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.probity.scorer.ServingOrders;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.OversightDecisions;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.PauseReason;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.ReleaseEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class ModelsFollowerTest {
  private static final String MODELS = ScorerFixture.NAMES.of(Topics.MODELS);

  private final ScorerFixture fixture = new ScorerFixture("apprentice-retention");
  private final Deque<MockConsumer<byte[], byte[]>> clients = new ArrayDeque<>();
  private final ModelsFollower follower =
      new ModelsFollower(
          clients::removeFirst,
          ScorerFixture.NAMES,
          fixture.releases,
          ServingOrders.none(fixture.profile.name()),
          fixture.desk,
          new Answers());
  private final List<String> answers = new ArrayList<>();
  private boolean carriedOut = true;

  /** Acknowledges on the models topic, as the desk does. */
  private final class Answers implements ModelsFollower.Orders {
    @Override
    public boolean acknowledge(OversightDecision order, ModelRelease champion, String positions) {
      answers.add(order.action() + " at " + positions + (carriedOut ? "" : " not yet"));
      if (carriedOut) {
        append(
            fixture.record(
                champion.digest(),
                champion.version(),
                order.action() == OversightAction.HALTED
                    ? ReleaseEvent.STOPPED
                    : ReleaseEvent.SERVING,
                null),
            positions);
      }
      return carriedOut;
    }

    @Override
    public void refused(
        ConsumerRecord<byte[], byte[]> one, Decoded.Invalid<OversightDecision> why) {
      answers.add("refused " + one.partition() + "@" + one.offset() + " " + why.code());
    }
  }

  @Test
  void settlesOnlyWhatStandsAtTheEndOfTheTopic() {
    // Given
    String first = fixture.store(1);
    String second = fixture.store(2);
    append(fixture.record(first, "v1", ReleaseEvent.PROMOTED, "champion"));
    append(fixture.record(second, "v2", ReleaseEvent.PROMOTED, "champion"));
    client(() -> {}, () -> {}, follower::close);
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
    client(() -> {}, () -> {}, follower::close);
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
    client(() -> {}, () -> {}, follower::close);
    // When
    follower.run();
    // Then
    assertEquals(List.of("serving v1 after 48"), fixture.heard);
  }

  @Test
  void aStopClosesTheIntakeAndIsAcknowledgedOnce() {
    // Given
    promoted();
    client(
        () -> {},
        () -> {},
        () -> order(1, OversightAction.HALTED),
        () -> {},
        () -> {},
        () -> {},
        follower::close);
    // When
    follower.run();
    // Then
    assertEquals(List.of("serving v1 after 48", "stopped true"), fixture.heard);
    assertEquals(List.of("HALTED at 1:1"), answers);
    assertEquals(Set.of(PauseReason.STOP_ORDER), fixture.intake.reasons());
  }

  @Test
  void aStopIsObeyedAtOnceButAcknowledgedOnlyWhenItIsCarriedOut() {
    // Given
    promoted();
    carriedOut = false;
    client(
        () -> {},
        () -> {},
        () -> order(0, OversightAction.HALTED),
        () -> {},
        () -> assertEquals(Set.of(PauseReason.STOP_ORDER), fixture.intake.reasons()),
        () -> carriedOut = true,
        () -> {},
        follower::close);
    // When
    follower.run();
    // Then
    assertEquals("HALTED at 0:1 not yet", answers.getFirst());
    assertEquals("HALTED at 0:1", answers.getLast());
  }

  @Test
  void aScorerThatStartsAnewStaysStopped() {
    // Given: stopped and acknowledged by an earlier process
    String digest = promoted();
    order(0, OversightAction.HALTED);
    append(fixture.record(digest, "v1", ReleaseEvent.STOPPED, null), "0:1");
    client(() -> {}, () -> {}, () -> {}, follower::close);
    // When
    follower.run();
    // Then
    assertEquals(List.of("stopped true", "serving v1 after 48"), fixture.heard);
    assertEquals(List.of(), answers);
    assertEquals(Set.of(PauseReason.STOP_ORDER), fixture.intake.reasons());
  }

  @Test
  void anOrderGivenWhileNoScorerRanIsObeyedBeforeAnythingIsScored() {
    // Given
    String digest = promoted();
    order(0, OversightAction.HALTED);
    append(fixture.record(digest, "v1", ReleaseEvent.STOPPED, null), "0:1");
    order(0, OversightAction.RESUMED);
    order(0, OversightAction.HALTED);
    client(() -> {}, () -> {}, () -> {}, () -> {}, follower::close);
    // When
    follower.run();
    // Then
    assertEquals("stopped true", fixture.heard.getFirst());
    assertEquals(List.of("HALTED at 0:3"), answers);
  }

  @Test
  void whoResumesIsObeyedWhenItIsOnTheTopic() {
    // Given
    String digest = promoted();
    append(fixture.record(digest, "v1", ReleaseEvent.STOPPED, null), "0:0");
    client(
        () -> {},
        () -> {},
        () -> order(0, OversightAction.RESUMED),
        () -> {},
        () -> {},
        () -> {},
        follower::close);
    // When
    follower.run();
    // Then
    assertEquals(List.of("RESUMED at 0:1"), answers);
    assertEquals("stopped false", fixture.heard.getLast());
    assertEquals(Set.of(), fixture.intake.reasons());
  }

  @Test
  void anOrderAboutAnotherModelChangesNothingAndOneThatCannotBeReadIsRefused() {
    // Given
    promoted();
    String oversight = ScorerFixture.NAMES.of(Topics.OVERSIGHT);
    byte[] key = ("model:" + fixture.profile.name()).getBytes(StandardCharsets.UTF_8);
    fixture.kafka.append(new ProducerRecord<>(oversight, 0, key, new byte[] {'{'}));
    append(OversightDecisions.halted("another"), 1);
    client(() -> {}, () -> {}, () -> {}, follower::close);
    // When
    follower.run();
    // Then
    assertEquals(List.of("refused 0@0 SCHEMA"), answers);
    assertEquals(List.of("serving v1 after 48"), fixture.heard);
  }

  private String promoted() {
    String digest = fixture.store(1);
    append(fixture.record(digest, "v1", ReleaseEvent.PROMOTED, "champion"));
    return digest;
  }

  private void order(int partition, OversightAction action) {
    String model = fixture.profile.name();
    append(
        action == OversightAction.HALTED
            ? OversightDecisions.halted(model)
            : OversightDecisions.resumed(model),
        partition);
  }

  private void append(OversightDecision decision, int partition) {
    fixture.kafka.append(
        new ProducerRecord<>(
            ScorerFixture.NAMES.of(Topics.OVERSIGHT),
            partition,
            decision.key().getBytes(StandardCharsets.UTF_8),
            Topics.OVERSIGHT.codec().encode(decision)));
  }

  private void append(ModelRelease state, String positions) {
    ProducerRecord<byte[], byte[]> output =
        new ProducerRecord<>(
            MODELS,
            0,
            state.key().getBytes(StandardCharsets.UTF_8),
            Topics.MODELS.codec().encode(state));
    output
        .headers()
        .add(EventHeaders.ORDER_POSITIONS, positions.getBytes(StandardCharsets.US_ASCII));
    fixture.kafka.append(output);
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
