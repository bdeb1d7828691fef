// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static dev.probity.topics.io.LoopFixture.IN_0;
import static dev.probity.topics.io.LoopFixture.IN_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class PollLoopMembershipTest {
  private final LoopFixture fixture = new LoopFixture();

  @Test
  void commitsWhatIsAcknowledgedBeforeAPartitionGoes() {
    // Given
    fixture.commitEvery = Duration.ofHours(1);
    fixture
        .assign(IN_0, IN_1)
        .turn(
            () -> {
              fixture.arrive(IN_0, "a");
              fixture.arrive(IN_1, "b", "c");
            })
        .assign(IN_1)
        .stop();

    // When
    fixture.run();

    // Then
    assertEquals(
        List.of("commit {in-0=1, in-1=2}", "revoked in-0"), fixture.events("commit", "revoked"));
  }

  @Test
  void neverCommitsABatchInHandWhenItsPartitionGoes() {
    // Given
    fixture.producer.prompt = false;
    fixture
        .assign(IN_0)
        .records(IN_0, "a")
        .turn(() -> fixture.consumer.rebalance(List.of(IN_1)))
        .turn(fixture.producer::completeNext)
        .idle()
        .stop();

    // When
    fixture.run();

    // Then
    assertNull(fixture.committed(IN_0));
    assertEquals(List.of("a"), fixture.sent("out"));
  }

  @Test
  void neverCommitsABatchWhosePartitionWentAndCameBack() {
    // Given
    fixture.producer.prompt = false;
    fixture
        .assign(IN_0)
        .records(IN_0, "a")
        .turn(() -> fixture.consumer.rebalance(List.of()))
        .turn(() -> fixture.consumer.rebalance(List.of(IN_0)))
        .turn(fixture.producer::completeNext)
        .idle()
        .stop();

    // When
    fixture.run();

    // Then
    assertNull(fixture.committed(IN_0));
  }

  @Test
  void tellsTheStepOfNewPartitionsBeforeTheirFirstRecord() {
    // Given
    fixture
        .turn(
            () -> {
              fixture.consumer.rebalance(List.of(IN_0, IN_1));
              fixture.arrive(IN_0, "a", "b");
            })
        .stop();

    // When
    fixture.run();

    // Then
    List<String> events = fixture.events("assigned", "handle");
    assertEquals(3, events.size());
    assertTrue(events.subList(0, 2).contains("assigned in-0@0"), events.toString());
    assertTrue(events.subList(0, 2).contains("assigned in-1@0"), events.toString());
    assertEquals("handle a,b", events.get(2));
  }

  @Test
  void tellsTheStepOfAPartitionThatComesBack() {
    // Given
    fixture.assign(IN_0).records(IN_0, "a").assign().assign(IN_0).idle().stop();

    // When
    fixture.run();

    // Then
    assertEquals(
        List.of("assigned in-0@0", "revoked in-0", "assigned in-0@1"),
        fixture.events("assigned", "revoked"));
  }

  @Test
  void commitsOnAnIdlePollAndNotBefore() {
    // Given
    fixture.commitEvery = Duration.ofHours(1);
    fixture.assign(IN_0).records(IN_0, "a").records(IN_0, "b").idle().idle().stop();

    // When
    fixture.run();

    // Then
    assertEquals(
        List.of("handle a", "handle b", "commit {in-0=2}"), fixture.events("handle", "commit"));
  }

  @Test
  void commitsAtTheLatestWhenTheTimeHasCome() {
    // Given
    fixture.commitEvery = Duration.ofSeconds(10);
    fixture
        .assign(IN_0)
        .records(IN_0, "a")
        .turn(
            () -> {
              fixture.nanos.addAndGet(Duration.ofSeconds(11).toNanos());
              fixture.arrive(IN_0, "b");
            })
        .records(IN_0, "c")
        .stop();

    // When
    fixture.run();

    // Then
    assertEquals(
        List.of("handle a", "handle b", "commit {in-0=2}", "handle c", "commit {in-0=3}"),
        fixture.events("handle", "commit"));
  }

  @Test
  void commitPutOffIsTriedAgain() {
    // Given
    fixture.consumer.commitFailures.add(new TimeoutException("slow"));
    fixture.consumer.commitFailures.add(new RebalanceInProgressException());
    fixture.consumer.commitFailures.add(new CommitFailedException());
    fixture.assign(IN_0).records(IN_0, "a").idle().idle().idle().stop();

    // When
    LoopEnd end = fixture.run();

    // Then
    assertEquals(new LoopEnd.Closed(), end);
    assertEquals(
        List.of("commit fails", "commit fails", "commit fails", "commit {in-0=1}"),
        fixture.events("commit"));
  }

  @Test
  void closedIntakeKeepsPollingAndTakesNothing() {
    // Given
    fixture.commitEvery = Duration.ofHours(1);
    fixture
        .assign(IN_0)
        .records(IN_0, "a")
        .turn(
            () -> {
              fixture.arrive(IN_0, "b");
              fixture.intake.pause(PauseReason.STOP_ORDER);
            })
        .records(IN_0, "c")
        .idle()
        .turn(() -> fixture.intake.resume(PauseReason.STOP_ORDER))
        .idle()
        .stop();

    // When
    fixture.run();

    // Then
    assertEquals(
        List.of(
            "handle b",
            "commit {in-0=2}",
            "paused [STOP_ORDER]",
            "poll",
            "poll",
            "poll",
            "resumed",
            "poll",
            "handle c"),
        fixture.events("handle", "commit", "paused", "resumed", "poll").subList(4, 13));
    assertEquals(
        List.of("state RUNNING", "state PAUSED", "state RUNNING"), fixture.events("state"));
  }

  @Test
  void intakeOpensOnlyWhenEveryReasonIsGone() {
    // Given
    fixture.intake.pause(PauseReason.STOP_ORDER);
    fixture.intake.pause(PauseReason.NO_MODEL);
    fixture
        .assign(IN_0)
        .turn(
            () -> {
              fixture.arrive(IN_0, "a");
              fixture.intake.resume(PauseReason.NO_MODEL);
            })
        .idle()
        .turn(() -> assertEquals(List.of(), fixture.batches))
        .turn(() -> fixture.intake.resume(PauseReason.STOP_ORDER))
        .idle()
        .stop();

    // When
    fixture.run();

    // Then
    assertEquals(List.of(List.of("a")), fixture.batches);
  }

  @Test
  void partitionThatComesWhileTheIntakeIsClosedIsNotRead() {
    // Given
    fixture.intake.pause(PauseReason.NO_MODEL);
    fixture
        .turn(
            () -> {
              fixture.consumer.rebalance(List.of(IN_0));
              fixture.arrive(IN_0, "a");
            })
        .idle()
        .stop();

    // When
    fixture.run();

    // Then
    assertEquals(List.of(), fixture.batches);
    assertNull(fixture.committed(IN_0));
  }

  @Test
  void closedIntakeStaysClosedAfterLateAcknowledgements() {
    // Given
    fixture.producer.prompt = false;
    fixture
        .assign(IN_0)
        .records(IN_0, "a")
        .turn(
            () -> {
              fixture.intake.pause(PauseReason.STOP_ORDER);
              fixture.arrive(IN_0, "b");
            })
        .turn(fixture.producer::completeNext)
        .idle()
        .idle()
        .stop();

    // When
    fixture.run();

    // Then
    assertEquals(List.of(List.of("a")), fixture.batches);
  }

  @Test
  void tellsHowFarItIsBehind() {
    // Given
    fixture.consumer.setMaxPollRecords(1);
    fixture.assign(IN_0).records(IN_0, "a", "b", "c").stop();

    // When
    fixture.run();

    // Then
    assertTrue(fixture.events("lag").contains("lag in-0=2"), fixture.events("lag").toString());
  }
}
