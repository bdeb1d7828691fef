// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.model.eval.RocAuc;
import dev.probity.model.eval.ScoredRows;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.profile.Label;
import dev.probity.topics.profile.Target;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Prediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads whole topics once more, to count what the processes cannot be asked about. */
final class TopicCensus {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int SILENT_POLLS = 20;

  private final Consumer<byte[], byte[]> consumer;
  private final TopicNames names;

  TopicCensus(Consumer<byte[], byte[]> consumer, TopicNames names) {
    this.consumer = consumer;
    this.names = names;
  }

  /** What is done with each record. */
  private interface Visit {
    void see(ConsumerRecord<byte[], byte[]> record);
  }

  /** The number of records on all audited topics; markers of transactions are none. */
  long audited() {
    long[] count = {0};
    List<TopicPartition> counted = new ArrayList<>();
    for (Topic<?, ?> topic : Topics.audited()) {
      List<TopicPartition> partitions = partitions(topic);
      if (topic.transactional()) {
        counted.addAll(partitions);
      } else {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        consumer
            .endOffsets(partitions)
            .forEach((partition, end) -> count[0] += end - begins.getOrDefault(partition, 0L));
      }
    }
    read(consumer.beginningOffsets(counted), record -> count[0]++);
    return count[0];
  }

  /**
   * The area under the ROC curve of calibrated probabilities against what was observed.
   *
   * @param begin where to begin on each partition of the predictions
   * @param observed by candidate id, the quantity observed of the rows that count
   * @return NaN when the rows do not have both classes
   */
  double auc(Map<TopicPartition, Long> begin, Map<String, Double> observed, Target target) {
    Map<String, Double> probabilities = new HashMap<>();
    read(
        begin,
        record -> {
          if (Topics.PREDICTIONS.codec().decode(record.value())
              instanceof Decoded.Valid<Prediction>(Prediction prediction)) {
            if (observed.containsKey(prediction.candidateId())) {
              probabilities.put(prediction.candidateId(), prediction.probability());
            }
          }
        });
    double[] scores = new double[probabilities.size()];
    boolean[] labels = new boolean[scores.length];
    int i = 0;
    for (Map.Entry<String, Double> one : probabilities.entrySet()) {
      scores[i] = one.getValue();
      labels[i++] = positive(observed.getOrDefault(one.getKey(), Double.NaN), target);
    }
    ScoredRows rows = scores.length == 0 ? null : ScoredRows.of(scores, labels);
    return rows == null || !rows.hasBothClasses() ? Double.NaN : RocAuc.of(rows);
  }

  private static boolean positive(double amount, Target target) {
    return target.label(Map.of(target.source(), AttributeValue.of(amount)))
            instanceof Label.Known known
        && known.positive();
  }

  private List<TopicPartition> partitions(Topic<?, ?> topic) {
    List<TopicPartition> all = new ArrayList<>();
    for (PartitionInfo info : consumer.partitionsFor(names.of(topic))) {
      all.add(new TopicPartition(info.topic(), info.partition()));
    }
    return all;
  }

  /** Visits every record from these positions to the present ends. */
  private void read(Map<TopicPartition, Long> begin, Visit visit) {
    consumer.assign(begin.keySet());
    begin.forEach(consumer::seek);
    Map<TopicPartition, Long> ends = consumer.endOffsets(begin.keySet());
    int silent = 0;
    while (!reached(ends)) {
      int before = silent;
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        visit.see(record);
        silent = -1;
      }
      silent = silent < 0 ? 0 : before + 1;
      if (silent > SILENT_POLLS) {
        throw new IllegalStateException("the broker stopped giving records before the end");
      }
    }
  }

  private boolean reached(Map<TopicPartition, Long> ends) {
    for (Map.Entry<TopicPartition, Long> one : ends.entrySet()) {
      if (consumer.position(one.getKey()) < one.getValue()) {
        return false;
      }
    }
    return true;
  }
}
