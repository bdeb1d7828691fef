// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.local.io.demo.Story;
import dev.probity.topics.TopicNames;
import dev.probity.topics.io.KafkaSettings;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Brings an installation to what it does for days before a phase of minutes is measured: the
 * compiler has little left to do, and nothing of the phase before is still being read.
 */
final class SteadyState implements AutoCloseable {
  private static final int MOST_ROUNDS = 12;
  private static final double COMPILER_AT_MOST = .05;
  private static final long MOST_SECONDS = 300;
  private static final List<String> READERS =
      List.of("probity-scorer", "probity-explainer", "probity-drift-monitor");

  private final Admin admin;
  private final TopicNames names;
  private final CpuClock cpu;
  private final Story story;

  SteadyState(KafkaSettings kafka, CpuClock cpu, Story story) {
    this.admin = Admin.create(kafka.admin());
    this.names = kafka.names();
    this.cpu = cpu;
    this.story = story;
  }

  /** Some seconds of the work that is going to be measured. */
  @FunctionalInterface
  interface Round {
    /**
     * Works.
     *
     * @param number of the round, from 0
     * @return CPU nanoseconds of its clients, whose threads have ended by then
     */
    long run(int number) throws IOException, InterruptedException;
  }

  /** Works until the compiler takes at most a twentieth of the CPU, or for twelve rounds. */
  void reach(String work, Round round) throws IOException, InterruptedException {
    for (int number = 0; number < MOST_ROUNDS; number++) {
      CpuClock.Reading from = cpu.read();
      double clients = round.run(number) / 1e6;
      double share = compilerShare(CpuClock.between(from, cpu.read()), clients);
      story.line(
          String.format(
              Locale.ROOT, "  %s: the compiler takes %.0f %% of the CPU", work, 100 * share));
      if (share <= COMPILER_AT_MOST) {
        return;
      }
    }
  }

  /**
   * The compiler's share of all CPU, 0 to 1.
   *
   * @param used milliseconds by stage; those of ended clients stand with the compiler
   * @param clients milliseconds of clients that have ended
   */
  static double compilerShare(Map<String, Double> used, double clients) {
    double all = used.values().stream().mapToDouble(Double::doubleValue).sum();
    double compiler = used.getOrDefault(CpuClock.COMPILER, 0.) - clients;
    return all == 0 ? 0 : Math.max(0, compiler) / all;
  }

  /** Waits until scorer, explainer and monitor have read what is there. */
  void awaitRead() throws IOException {
    long began = System.nanoTime();
    while (!isRead()) {
      if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(MOST_SECONDS)) {
        throw new IOException("the processors did not catch up within " + MOST_SECONDS + " s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  private boolean isRead() throws IOException {
    try {
      for (String reader : READERS) {
        Map<TopicPartition, OffsetAndMetadata> committed =
            admin.listConsumerGroupOffsets(names.id(reader)).partitionsToOffsetAndMetadata().get();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        committed.keySet().forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        ListOffsetsResult ends = admin.listOffsets(latest);
        for (Map.Entry<TopicPartition, OffsetAndMetadata> one : committed.entrySet()) {
          // The last offset may be the marker of a transaction, which nobody commits.
          if (one.getValue().offset() < ends.partitionResult(one.getKey()).get().offset() - 1) {
            return false;
          }
        }
      }
      return true;
    } catch (ExecutionException e) {
      throw new IOException("the broker does not say how far the processors have read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the processors caught up", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
