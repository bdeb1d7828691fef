// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static dev.probity.topics.io.LoopFixture.IN_0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class PollStageTest {
  private final Deque<LoopFixture> lives = new ArrayDeque<>();
  private final List<StageState> states = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch ended = new CountDownLatch(1);
  private int begun;

  private PollStage stage(RestartLimit limit, Duration patience) {
    LoopListener listener =
        new LoopListener() {
          @Override
          public void changed(StageState state, String reason) {
            states.add(state);
            if (state == StageState.STOPPED || state == StageState.FAILED) {
              ended.countDown();
            }
          }
        };
    return new PollStage(
        "test",
        keeper -> {
          begun++;
          LoopFixture life = lives.size() > 1 ? lives.removeFirst() : lives.getFirst();
          return life.loop(keeper);
        },
        limit,
        new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), patience),
        Duration.ofSeconds(5),
        listener,
        new Random(3));
  }

  private LoopFixture life() {
    LoopFixture fixture = new LoopFixture();
    lives.add(fixture);
    return fixture.assign(IN_0);
  }

  private static LoopFixture poisoned(LoopFixture life) {
    life.step =
        input -> {
          throw new IllegalStateException("bug");
        };
    return life.records(IN_0, "poison");
  }

  private void awaitEnd() throws InterruptedException {
    assertTrue(ended.await(10, TimeUnit.SECONDS), "stage did not end: " + states);
  }

  @Test
  void beginsANewLifeBehindAPoisonPill() throws InterruptedException {
    // Given
    poisoned(life());
    LoopFixture second = life().records(IN_0, "a").stop();

    // When
    stage(RestartLimit.usual(), Duration.ofSeconds(5)).start();
    awaitEnd();

    // Then
    assertEquals(2, begun);
    assertEquals(List.of("a"), second.sent("out"));
    assertEquals(
        List.of(StageState.RUNNING, StageState.RESTARTING, StageState.RUNNING, StageState.STOPPED),
        states);
  }

  @Test
  void staysDownWhenBugsWouldDrainTheTopic() throws InterruptedException {
    // Given
    for (int i = 0; i < 10; i++) {
      poisoned(life());
    }
    PollStage stage = stage(RestartLimit.usual(), Duration.ofSeconds(5));

    // When
    stage.start();
    awaitEnd();

    // Then
    assertEquals(4, begun);
    assertEquals(StageState.FAILED, stage.health().state());
    assertTrue(stage.health().reason().startsWith("bug at in-0@0"), stage.health().reason());
    assertTrue(stage.health().live(Duration.ofNanos(1)));
  }

  @Test
  void outagesAreNoBugsAndAreTriedMoreOften() throws InterruptedException {
    // Given
    for (int i = 0; i < 8; i++) {
      LoopFixture life = life();
      life.turn(() -> life.consumer.setPollException(new TimeoutException("away")));
    }
    life().records(IN_0, "a").stop();

    // When
    stage(RestartLimit.usual(), Duration.ofSeconds(5)).start();
    awaitEnd();

    // Then
    assertEquals(9, begun);
    assertEquals(StageState.STOPPED, states.getLast());
  }

  @Test
  void outageWithoutEndEndsTheStage() throws InterruptedException {
    // Given
    for (int i = 0; i < 1000; i++) {
      LoopFixture life = life();
      life.turn(() -> life.consumer.setPollException(new TimeoutException("away")));
    }

    // When
    stage(RestartLimit.usual(), Duration.ofMillis(50)).start();
    awaitEnd();

    // Then
    assertEquals(StageState.FAILED, states.getLast());
    assertTrue(begun > 1 && begun < 200, "lives " + begun);
  }

  @Test
  void fencedStageDoesNotFightBack() throws InterruptedException {
    // Given
    LoopFixture life = life();
    life.turn(() -> life.consumer.setPollException(new FencedInstanceIdException("other")));
    life();

    // When
    stage(RestartLimit.usual(), Duration.ofSeconds(5)).start();
    awaitEnd();

    // Then
    assertEquals(1, begun);
    assertEquals(StageState.FAILED, states.getLast());
  }

  @Test
  void clientsThatCannotBeBuiltAreABoundedFailure() throws InterruptedException {
    // Given
    PollStage stage =
        new PollStage(
            "test",
            keeper -> {
              begun++;
              throw new KafkaException("no such host");
            },
            RestartLimit.usual(),
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofSeconds(5)),
            Duration.ofSeconds(5),
            new LoopListener() {
              @Override
              public void changed(StageState state, String reason) {
                if (state == StageState.FAILED) {
                  ended.countDown();
                }
              }
            },
            new Random(3));

    // When
    stage.start();
    awaitEnd();

    // Then
    assertEquals(4, begun);
    assertEquals("failed: KafkaException: no such host", stage.health().reason());
  }

  @Test
  void closeEndsARunningStage() throws InterruptedException {
    // Given
    CountDownLatch polling = new CountDownLatch(1);
    LoopFixture life = life();
    life.commitEvery = Duration.ofHours(1);
    life.records(IN_0, "a").turn(polling::countDown);
    PollStage stage = stage(RestartLimit.usual(), Duration.ofSeconds(5));
    stage.start();
    assertTrue(polling.await(10, TimeUnit.SECONDS));

    // When
    stage.close();

    // Then
    assertEquals(StageState.STOPPED, stage.health().state());
    assertEquals(1, life.committed(IN_0));
    assertEquals(List.of("close LEAVE_GROUP"), life.events("close"));
  }
}
