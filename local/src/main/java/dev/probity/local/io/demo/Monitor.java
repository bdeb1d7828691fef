// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far the drift monitor has read, by what it has committed. */
final class Monitor implements AutoCloseable {
  private static final String GROUP = "probity-drift-monitor";
  private static final String STAGE = "-stage-repartition";
  private static final List<Topic<?, ?>> READ = List.of(Topics.PREDICTIONS, Topics.OUTCOMES);

  private final Admin admin;
  private final TopicNames names;

  Monitor(KafkaSettings kafka) {
    this.admin = Admin.create(kafka.admin());
    this.names = kafka.names();
  }

  /** Whether it has read predictions and outcomes up to the ends last looked at. */
  boolean isCaughtUp(StreamWatch watch) {
    try {
      Map<TopicPartition, OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(names.id(GROUP)).partitionsToOffsetAndMetadata().get();
      Map<TopicPartition, Long> ends = watch.ends();
      for (Topic<?, ?> topic : READ) {
        for (TopicPartition partition : watch.begin(topic).keySet()) {
          OffsetAndMetadata offset = committed.get(partition);
          long end = ends.getOrDefault(partition, 0L);
          if (end > 0 && (offset == null || offset.offset() < end)) {
            return false;
          }
        }
      }
      return isStageCaughtUp(committed);
    } catch (ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Whether its second stage has read what the first one passed on. The last offset of a partition
   * that transactions write is the marker of the last one, which may stay uncommitted.
   */
  private boolean isStageCaughtUp(Map<TopicPartition, OffsetAndMetadata> committed)
      throws ExecutionException, InterruptedException {
    TopicPartition stage = new TopicPartition(names.id(GROUP) + STAGE, 0);
    OffsetAndMetadata offset = committed.get(stage);
    if (offset == null) {
      return false;
    }
    long end =
        admin.listOffsets(Map.of(stage, OffsetSpec.latest())).partitionResult(stage).get().offset();
    return offset.offset() >= end - 1;
  }

  @Override
  public void close() {
    admin.close();
  }
}
