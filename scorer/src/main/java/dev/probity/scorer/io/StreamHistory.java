// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import dev.probity.scorer.CandidateReader;
import dev.probity.scorer.ModelSwitch;
import dev.probity.scorer.ModelTimeline;
import dev.probity.scorer.RecentEvents;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.SourcePosition;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** What a scorer must know of the past before its first record: read back from the topics. */
final class StreamHistory {
  private final TopicReader reader;
  private final TopicNames names;
  private final String model;

  StreamHistory(TopicReader reader, TopicNames names, String model) {
    this.reader = reader;
    this.names = names;
    this.model = model;
  }

  /** Where partitions end by now. */
  Map<TopicPartition, Long> endOffsets(Set<TopicPartition> partitions) {
    return reader.endOffsets(partitions);
  }

  /** The recorded switches of this model, folded. */
  ModelTimeline timeline() {
    ModelTimeline[] timeline = {ModelTimeline.empty()};
    reader.readAll(
        names.of(Topics.AUDIT),
        one -> {
          if (isSwitch(one)
              && Topics.AUDIT.codec().decode(one.value())
                  instanceof Decoded.Valid<AuditEntry>(AuditEntry entry)) {
            ModelSwitch found = ModelSwitch.from(entry, Topics.CANDIDATES.name(), model);
            timeline[0] = found == null ? timeline[0] : timeline[0].plus(found);
          }
        });
    return timeline[0];
  }

  /** Most entries are none; their headers say so without parsing. */
  private static boolean isSwitch(ConsumerRecord<byte[], byte[]> one) {
    Header type = one.headers().lastHeader(EventHeaders.EVENT_TYPE);
    return type != null
        && type.value() != null
        && EventType.MODEL_SWITCHED.code().equals(new String(type.value(), StandardCharsets.UTF_8));
  }

  /** The events before these positions, as far back as a repeat is noticed. */
  Map<Integer, RecentEvents> recentEvents(
      Map<TopicPartition, Long> nextOffsets, CandidateReader candidates) {
    Map<Integer, RecentEvents> recent = new HashMap<>();
    Map<TopicPartition, OffsetRange> ranges = new HashMap<>();
    nextOffsets.forEach(
        (partition, next) -> {
          recent.put(partition.partition(), new RecentEvents());
          ranges.put(partition, new OffsetRange(Math.max(0, next - RecentEvents.WINDOW), next));
        });
    reader.read(
        ranges,
        one -> {
          RecentEvents window = recent.get(one.partition());
          if (window != null) {
            candidates.remember(position(one), one.key(), one.value(), one.headers(), window);
          }
        });
    return recent;
  }

  private SourcePosition position(ConsumerRecord<byte[], byte[]> one) {
    return new SourcePosition(Topics.CANDIDATES.name(), one.partition(), one.offset());
  }
}
