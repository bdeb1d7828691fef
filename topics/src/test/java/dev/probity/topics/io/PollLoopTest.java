// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static dev.probity.topics.io.LoopFixture.IN_0;
import static dev.probity.topics.io.LoopFixture.IN_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class PollLoopTest {
  private final LoopFixture fixture = new LoopFixture();

  @Test
  void commitsOnlyWhenEveryOutputIsAcknowledged() {
    // Given
    fixture.producer.prompt = false;
    fixture
        .assign(IN_0)
        .records(IN_0, "a", "b")
        .idle()
        .turn(fixture.producer::completeNext)
        .idle()
        .turn(fixture.producer::completeNext)
        .stop();

    // When
    LoopEnd end = fixture.run();

    // Then
    assertEquals(new LoopEnd.Closed(), end);
    assertEquals(
        List.of(
            "handle a,b", "send a", "send b", "ack a", "ack b", "acknowledged", "commit {in-0=2}"),
        fixture.events("handle", "send", "ack", "acknowledged", "commit"));
  }

  @Test
  void keepsPollingWithoutTakingRecordsWhileAcknowledgementsAreLate() {
    // Given
    fixture.producer.prompt = false;
    fixture
        .assign(IN_0)
        .records(IN_0, "a")
        .turn(() -> fixture.arrive(IN_0, "b"))
        .idle()
        .turn(
            () -> {
              assertEquals(List.of(List.of("a")), fixture.batches);
              fixture.producer.completeNext();
              fixture.producer.prompt = true;
            })
        .idle()
        .stop();

    // When
    LoopEnd end = fixture.run();

    // Then
    assertEquals(new LoopEnd.Closed(), end);
    assertEquals(List.of(List.of("a"), List.of("b")), fixture.batches);
    assertEquals(2, fixture.committed(IN_0));
    assertEquals(
        List.of("state RUNNING", "state OUTAGE", "state RUNNING"), fixture.events("state"));
  }

  @Test
  void idleLoopAsksAfterItsBrokerAndTellsWhenItIsAway() {
    // Given
    fixture.consumer.updateEndOffsets(Map.of(IN_0, 0L));
    fixture.consumer.lookFailures.add(new TimeoutException("no answer"));
    fixture.consumer.lookFailures.add(new TimeoutException("no answer"));
    fixture.assign(IN_0).idle();
    fixture.turn(() -> fixture.nanos.addAndGet(Duration.ofSeconds(5).toNanos()));
    fixture.idle().idle().stop();

    // When
    LoopEnd end = fixture.run();

    // Then
    assertEquals(new LoopEnd.Closed(), end);
    assertEquals(
        List.of(
            "state RUNNING", "look fails", "state OUTAGE", "look fails", "look", "state RUNNING"),
        fixture.events("state", "look"));
  }

  @Test
  void recordsAreProofEnoughThatTheBrokerIsThere() {
    // Given
    fixture.assign(IN_0);
    fixture.turn(() -> fixture.nanos.addAndGet(Duration.ofSeconds(4).toNanos()));
    fixture.records(IN_0, "a");
    fixture.turn(() -> fixture.nanos.addAndGet(Duration.ofSeconds(4).toNanos()));
    fixture.idle().stop();

    // When
    fixture.run();

    // Then
    assertEquals(List.of("state RUNNING"), fixture.events("state", "look"));
  }

  @Test
  void failedSendEndsTheLifeWithoutCommit() {
    // Given
    fixture.producer.prompt = false;
    fixture
        .assign(IN_0)
        .records(IN_0, "a", "b")
        .turn(() -> fixture.producer.completeNext())
        .turn(() -> fixture.producer.errorNext(new TimeoutException("no answer")));

    // When
    LoopEnd end = fixture.run();

    // Then
    assertTrue(assertInstanceOf(LoopEnd.Failed.class, end).outage());
    assertNull(fixture.committed(IN_0));
    assertEquals(
        List.of("producer closed within PT0S", "close REMAIN_IN_GROUP"),
        fixture.events("producer", "close"));
  }

  @Test
  void synchronousRefusalOfASendEndsTheLifeWithoutCommit() {
    // Given
    fixture.producer.sendException = new AuthorizationException("not yours");
    fixture.assign(IN_0).records(IN_0, "a");

    // When
    LoopEnd end = fixture.run();

    // Then
    assertEquals(new LoopEnd.Failed("AuthorizationException: not yours", false), end);
    assertNull(fixture.committed(IN_0));
  }

  @Test
  void refusedRecordGoesToTheRejectsAndBlocksNobody() {
    // Given
    fixture.step =
        input ->
            LoopFixture.text(input).equals("bad")
                ? new Handled.Refused(Stage.VALIDATE, ReasonCode.RANGE, "/x: expected 1 to 2")
                : LoopFixture.echo(input);
    fixture.assign(IN_0).records(IN_0, "a", "bad", "b").stop();

    // When
    fixture.run();

    // Then
    assertEquals(List.of("a", "b"), fixture.sent("out"));
    assertEquals(List.of("bad:range"), fixture.sent("rejects"));
    assertEquals(3, fixture.committed(IN_0));
    BatchReport report = fixture.reports.getFirst();
    assertEquals(3, report.records());
    assertEquals(2, report.produced());
    assertEquals(Map.of(ReasonCode.RANGE, 1), report.refused());
  }

  @Test
  void skippedRecordIsCommittedAndLeavesNothing() {
    // Given
    fixture.step = input -> new Handled.Skipped();
    fixture.assign(IN_0).records(IN_0, "a", "b").stop();

    // When
    fixture.run();

    // Then
    assertEquals(List.of(), fixture.producer.history());
    assertEquals(2, fixture.committed(IN_0));
    assertEquals(2, fixture.reports.getFirst().skipped());
  }

  @Test
  void bugIsDeadLetteredAndTheNextLifeBeginsBehindIt() {
    // Given
    fixture.step =
        input -> {
          if (LoopFixture.text(input).equals("poison")) {
            throw new IllegalStateException("secret value");
          }
          return LoopFixture.echo(input);
        };
    fixture.assign(IN_0).records(IN_0, "a", "poison", "b");

    // When
    LoopEnd end = fixture.run();

    // Then
    LoopEnd.Poisoned poisoned = assertInstanceOf(LoopEnd.Poisoned.class, end);
    assertEquals(IN_0, poisoned.partition());
    assertEquals(1, poisoned.offset());
    assertTrue(poisoned.errorClass().startsWith("java.lang.IllegalStateException at "));
    assertTrue(!poisoned.errorClass().contains("secret"));
    assertEquals(List.of("a"), fixture.sent("out"));
    assertEquals(List.of("poison:internal-error"), fixture.sent("rejects"));
    assertEquals(2, fixture.committed(IN_0));
    assertEquals(List.of("bug in-0@1"), fixture.events("bug"));
  }

  @Test
  void bugDoesNotMoveOtherPartitionsPastWhatWasHandled() {
    // Given
    fixture.step =
        input -> {
          if (LoopFixture.text(input).startsWith("poison")) {
            throw new StackOverflowError();
          }
          return LoopFixture.echo(input);
        };
    fixture
        .assign(IN_0, IN_1)
        .turn(
            () -> {
              fixture.arrive(IN_0, "a", "poison-0");
              fixture.arrive(IN_1, "b", "poison-1", "c");
            });

    // When
    LoopEnd end = fixture.run();

    // Then
    assertInstanceOf(LoopEnd.Poisoned.class, end);
    assertEquals(1, fixture.sent("rejects").size());
    long handled = fixture.sent("out").size() + fixture.sent("rejects").size();
    long committed =
        fixture.consumer.lastCommitted.values().stream().mapToLong(Long::longValue).sum();
    assertEquals(handled, committed);
  }

  @Test
  void bugThatNoRecordCausesAloneDeadLettersNone() {
    // Given
    int[] calls = {0};
    fixture.step =
        input -> {
          if (calls[0]++ == 0) {
            throw new IllegalStateException("once");
          }
          return LoopFixture.echo(input);
        };
    fixture.assign(IN_0).records(IN_0, "a", "b");

    // When
    LoopEnd end = fixture.run();

    // Then
    assertTrue(!assertInstanceOf(LoopEnd.Failed.class, end).outage());
    assertEquals(List.of("a", "b"), fixture.sent("out"));
    assertEquals(List.of(), fixture.sent("rejects"));
    assertEquals(2, fixture.committed(IN_0));
  }

  @Test
  void stepThatForgetsARecordIsABug() {
    // Given
    fixture.step = input -> LoopFixture.text(input).equals("lost") ? null : LoopFixture.echo(input);
    fixture.assign(IN_0).records(IN_0, "a", "lost");

    // When
    LoopEnd end = fixture.run();

    // Then
    assertEquals(1, assertInstanceOf(LoopEnd.Poisoned.class, end).offset());
    assertEquals(List.of("lost:internal-error"), fixture.sent("rejects"));
  }

  @Test
  void outageIsWaitedOutWithTheSameBatchWhilePolling() {
    // Given
    int[] failures = {3};
    fixture.step =
        input -> {
          if (failures[0]-- > 0) {
            throw new OutageException("model store");
          }
          return LoopFixture.echo(input);
        };
    fixture.assign(IN_0).records(IN_0, "a", "b");
    for (int i = 0; i < 60; i++) {
      fixture.idle();
    }
    fixture.stop();

    // When
    LoopEnd end = fixture.run();

    // Then
    assertEquals(new LoopEnd.Closed(), end);
    assertEquals(4, fixture.batches.size());
    assertEquals(1, fixture.batches.stream().distinct().count());
    assertEquals(List.of("a", "b"), fixture.sent("out"));
    assertEquals(2, fixture.committed(IN_0));
    assertEquals(
        List.of("state RUNNING", "state OUTAGE", "state RUNNING"), fixture.events("state"));
    int first = fixture.events.indexOf("handle a,b");
    int last = fixture.events.lastIndexOf("handle a,b");
    assertTrue(fixture.events.subList(first, last).stream().filter("poll"::equals).count() >= 3);
  }

  @Test
  void outageBeyondPatienceEndsTheLifeAndDeadLettersNothing() {
    // Given
    fixture.outage =
        new Backoff(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofMillis(100));
    fixture.step =
        input -> {
          throw new OutageException("model store");
        };
    fixture.assign(IN_0).records(IN_0, "a");

    // When
    LoopEnd end = fixture.run();

    // Then
    assertEquals(new LoopEnd.Failed("outage outlasted patience: model store", true), end);
    assertNull(fixture.committed(IN_0));
    assertEquals(List.of(), fixture.producer.history());
  }

  @Test
  void stopEndsAnOutageAtOnceWithoutCommit() {
    // Given
    fixture.step =
        input -> {
          throw new OutageException("model store");
        };
    fixture.assign(IN_0).records(IN_0, "a").idle().stop();

    // When
    LoopEnd end = fixture.run();

    // Then
    assertEquals(new LoopEnd.Closed(), end);
    assertNull(fixture.committed(IN_0));
  }

  @Test
  void stopFinishesTheBatchCommitsAndLeavesTheGroup() {
    // Given
    fixture.commitEvery = Duration.ofHours(1);
    fixture.producer.prompt = false;
    fixture.assign(IN_0).records(IN_0, "a").stop().turn(fixture.producer::completeNext);

    // When
    LoopEnd end = fixture.run();

    // Then
    assertEquals(new LoopEnd.Closed(), end);
    assertEquals(1, fixture.committed(IN_0));
    assertEquals(
        List.of("ack a", "commit {in-0=1}", "producer closed within PT1S", "close LEAVE_GROUP"),
        fixture.events("ack", "commit", "producer", "close"));
  }

  @Test
  void stopDoesNotWaitForEverForAcknowledgements() {
    // Given
    fixture.drainTimeout = Duration.ofMillis(20);
    fixture.producer.prompt = false;
    fixture.assign(IN_0).records(IN_0, "a").stop();

    // When
    LoopEnd end = fixture.run();

    // Then
    assertTrue(assertInstanceOf(LoopEnd.Failed.class, end).outage());
    assertNull(fixture.committed(IN_0));
  }

  @Test
  void recordsThatPrecedeTheBatchAreAcknowledgedFirst() {
    // Given
    fixture.producer.prompt = false;
    fixture.first = List.of(new ProducerRecord<>("audit", "switch".getBytes(UTF_8)));
    fixture
        .assign(IN_0)
        .records(IN_0, "a")
        .idle()
        .turn(fixture.producer::completeNext)
        .turn(fixture.producer::completeNext)
        .stop();

    // When
    fixture.run();

    // Then
    assertEquals(
        List.of("send switch", "ack switch", "handle a", "send a", "ack a", "commit {in-0=1}"),
        fixture.events("send", "ack", "handle", "commit"));
  }

  @Test
  void outputKeepsThePartitionItNames() {
    // Given
    fixture.step =
        input ->
            Handled.Forwarded.one(
                new ProducerRecord<>("out", input.partition(), input.key(), input.value()));
    fixture.assign(IN_0, IN_1).records(IN_1, "a").stop();

    // When
    fixture.run();

    // Then
    assertEquals(1, fixture.producer.history().getFirst().partition());
  }

  @Test
  void fencedMemberEndsForGood() {
    // Given
    fixture
        .assign(IN_0)
        .turn(
            () ->
                fixture.consumer.setPollException(
                    new FencedInstanceIdException("another one is here")));

    // When
    LoopEnd end = fixture.run();

    // Then
    assertEquals(new LoopEnd.Fenced("FencedInstanceIdException: another one is here"), end);
  }
}
