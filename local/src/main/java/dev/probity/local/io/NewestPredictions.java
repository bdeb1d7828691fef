// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Prediction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** The tail of the predictions topic. */
final class NewestPredictions {
  private NewestPredictions() {}

  /**
   * Reads the newest predictions of a model; what nobody can read is passed over.
   *
   * @param last how many records of each partition
   * @param each gets them, within a partition the oldest first
   */
  static void read(
      TopicReader reader, TopicNames names, String model, int last, Consumer<Prediction> each) {
    String topic = names.of(Topics.PREDICTIONS);
    List<TopicPartition> partitions =
        IntStream.range(0, Topics.PREDICTIONS.partitions())
            .mapToObj(number -> new TopicPartition(topic, number))
            .toList();
    Map<TopicPartition, OffsetRange> ranges = new HashMap<>();
    reader
        .endOffsets(partitions)
        .forEach(
            (partition, end) ->
                ranges.put(partition, new OffsetRange(Math.max(0, end - last), end)));
    reader.read(
        ranges,
        record -> {
          if (Topics.PREDICTIONS.codec().decode(record.value())
                  instanceof Decoded.Valid<Prediction>(Prediction prediction)
              && prediction.model().equals(model)) {
            each.accept(prediction);
          }
        });
  }
}
