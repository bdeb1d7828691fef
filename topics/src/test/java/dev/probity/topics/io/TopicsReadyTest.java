// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicsReadyTest {
  private static final List<Topic<?, ?>> TOPICS = List.of(Topics.CANDIDATES, Topics.AUDIT);
  private final InMemoryCluster cluster = new InMemoryCluster();
  private final TopicNames names = TopicNames.withPrefix("acme.");
  private long nanos;

  private void await() {
    new TopicsReady(
            cluster,
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            () -> nanos,
            length -> nanos += length.toNanos())
        .await(names, TOPICS);
  }

  private void exist() {
    TOPICS.forEach(topic -> cluster.partitions.put(names.of(topic), topic.partitions()));
  }

  @Test
  void opensWhenEveryPartitionAnswers() {
    // Given
    exist();

    // When
    await();

    // Then
    assertEquals(0, nanos);
    assertEquals(1, cluster.questions.size());
    assertEquals(5, cluster.questions.getFirst().size());
  }

  @Test
  void asksAgainOnlyThosePartitionsThatAreSilent() {
    // Given
    exist();
    TopicPartition late = new TopicPartition(names.of(Topics.CANDIDATES), 2);
    cluster.silentFor.put(late, 3);

    // When
    await();

    // Then
    assertEquals(4, cluster.questions.size());
    assertEquals(Set.of(late), cluster.questions.get(3));
  }

  @Test
  void waitsAMomentForATopicThatIsBeingCreated() {
    // Given
    exist();
    cluster.appearsAtQuestion = 20;

    // When
    await();

    // Then
    assertTrue(nanos > 0 && nanos < Duration.ofSeconds(5).toNanos());
  }

  @Test
  void missingTopicFailsWithTheCommandThatMakesIt() {
    // Given
    cluster.partitions.put(names.of(Topics.CANDIDATES), 4);

    // When
    IllegalStateException failure = assertThrows(IllegalStateException.class, this::await);

    // Then
    assertEquals(
        "topics [acme."
            + Topics.AUDIT.name()
            + "] do not exist on broker:9092\n"
            + "Maybe run: ./probity topics apply",
        failure.getMessage());
    assertTrue(nanos <= Duration.ofSeconds(6).toNanos());
  }

  @Test
  void partitionThatNeverAnswersFailsAtTheDeadline() {
    // Given
    exist();
    cluster.silentFor.put(new TopicPartition(names.of(Topics.CANDIDATES), 3), Integer.MAX_VALUE);

    // When
    IllegalStateException failure = assertThrows(IllegalStateException.class, this::await);

    // Then
    assertTrue(
        failure.getMessage().contains("acme." + Topics.CANDIDATES.name() + "-3"),
        failure.getMessage());
    assertTrue(nanos >= Duration.ofSeconds(30).toNanos());
  }

  /** A cluster whose topics appear and whose partitions answer when the test says. */
  private static final class InMemoryCluster implements TopicsReady.Cluster {
    final Map<String, Integer> partitions = new HashMap<>();
    final Map<TopicPartition, Integer> silentFor = new HashMap<>();
    final List<Set<TopicPartition>> questions = new ArrayList<>();
    int appearsAtQuestion;
    private int asked;

    @Override
    public Map<String, Integer> partitions(Collection<String> topics) {
      return asked++ < appearsAtQuestion ? Map.of() : Map.copyOf(partitions);
    }

    @Override
    public Set<TopicPartition> silent(Set<TopicPartition> unanswered) {
      questions.add(Set.copyOf(unanswered));
      Set<TopicPartition> silent = new HashSet<>();
      for (TopicPartition partition : unanswered) {
        if (silentFor.merge(partition, -1, Integer::sum) >= 0) {
          silent.add(partition);
        }
      }
      return silent;
    }

    @Override
    public String described() {
      return "broker:9092";
    }
  }
}
