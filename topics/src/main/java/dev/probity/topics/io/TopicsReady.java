// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/**
 * The gate in front of every stage: nobody sends before each partition of the topics answers with
 * its latest offset. A broker announces a topic a moment before it opens the partition's log, and a
 * producer that is quicker loses its order there (KAFKA-15591).
 */
public final class TopicsReady {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Cluster cluster;
  private final Duration deadline;
  private final Duration missingDeadline;
  private final LongSupplier nanoTime;
  private final Pause pause;

  /** What the gate asks a cluster. */
  interface Cluster {
    /** The number of partitions of each of these topics that exists. */
    Map<String, Integer> partitions(Collection<String> topics);

    /** The partitions that do not answer with their latest offset yet. */
    Set<TopicPartition> silent(Set<TopicPartition> partitions);

    /** The cluster in words, for the error. */
    String described();
  }

  /** Waits between two questions. */
  interface Pause {
    void nap(Duration length);
  }

  TopicsReady(
      Cluster cluster,
      Duration deadline,
      Duration missingDeadline,
      LongSupplier nanoTime,
      Pause pause) {
    this.cluster = cluster;
    this.deadline = deadline;
    this.missingDeadline = missingDeadline;
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  /**
   * A gate that waits for brokers as long as the deadline says, and 5 seconds for a topic that does
   * not exist.
   *
   * @param admin a client of the cluster; stays the caller's
   * @param bootstrapServers the cluster in words, for the error
   */
  public static TopicsReady of(Admin admin, String bootstrapServers, Duration deadline) {
    Duration missing = Duration.ofSeconds(5);
    return new TopicsReady(
        new AdminCluster(admin, bootstrapServers),
        deadline,
        missing.compareTo(deadline) < 0 ? missing : deadline,
        System::nanoTime,
        AdminCluster::nap);
  }

  /**
   * Returns when every partition of the topics takes records.
   *
   * @throws IllegalStateException naming what is missing and the command that makes it
   */
  public void await(TopicNames names, List<Topic<?, ?>> topics) {
    Set<String> wanted = topics.stream().map(names::of).collect(Collectors.toSet());
    long start = nanoTime.getAsLong();
    Set<TopicPartition> open = new HashSet<>();
    while (true) {
      Map<String, Integer> found = cluster.partitions(wanted);
      Set<String> missing = new TreeSet<>(wanted);
      missing.removeAll(found.keySet());
      Set<TopicPartition> unanswered = all(found);
      unanswered.removeAll(open);
      Set<TopicPartition> silent = unanswered.isEmpty() ? unanswered : cluster.silent(unanswered);
      unanswered.removeAll(silent);
      open.addAll(unanswered);
      if (missing.isEmpty() && silent.isEmpty()) {
        return;
      }
      check(missing, silent, nanoTime.getAsLong() - start);
      pause.nap(PAUSE);
    }
  }

  private static Set<TopicPartition> all(Map<String, Integer> partitions) {
    Set<TopicPartition> all = new HashSet<>();
    partitions.forEach(
        (topic, number) -> {
          for (int i = 0; i < number; i++) {
            all.add(new TopicPartition(topic, i));
          }
        });
    return all;
  }

  private void check(Set<String> missing, Set<TopicPartition> silent, long waitedNanos) {
    if (!missing.isEmpty() && waitedNanos >= missingDeadline.toNanos()) {
      throw new IllegalStateException(
          "topics "
              + missing
              + " do not exist on "
              + cluster.described()
              + "\nMaybe run: ./probity topics apply");
    }
    if (waitedNanos >= deadline.toNanos()) {
      throw new IllegalStateException(
          "partitions "
              + silent
              + " do not take records on "
              + cluster.described()
              + " after "
              + deadline
              + "\nMaybe a broker is down");
    }
  }
}
