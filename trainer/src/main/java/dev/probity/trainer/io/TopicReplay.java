// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.SourcePosition;
import dev.probity.trainer.Reading;
import dev.probity.trainer.TrainingIntake;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads candidates and outcomes up to end offsets that are taken once, at the start: records that
 * arrive meanwhile belong to the next training. Fetches one partition after the other, without a
 * group, and takes records in that order, so that what comes out depends on the offsets only.
 */
public final class TopicReplay {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Consumer<byte[], byte[]> consumer;
  private final TopicNames names;
  private final Duration patience;
  private final InstantSource clock;
  private @Nullable Instant earliest;
  private @Nullable Instant latest;

  /**
   * A replay.
   *
   * @param consumer reads committed records, without a group; used by the calling thread only
   * @param names the topics' names
   * @param patience how long the broker may send nothing before the replay gives up
   * @param clock measures that
   */
  public TopicReplay(
      Consumer<byte[], byte[]> consumer, TopicNames names, Duration patience, InstantSource clock) {
    this.consumer = consumer;
    this.names = names;
    this.patience = patience;
    this.clock = clock;
  }

  /**
   * Replays.
   *
   * @param ranges which offsets, by topic-partition as a release's lineage names them; a partition
   *     not named is read from its oldest record to where it ends now
   * @param intake takes the records
   * @throws OutageException when the broker stops answering
   * @throws OffsetsGoneException when a range asked for is not there any more
   */
  public Replayed run(Map<String, OffsetRange> ranges, TrainingIntake intake)
      throws OutageException, OffsetsGoneException {
    return exactly(fixed(ranges), intake);
  }

  /** Replays these offsets and nothing of a partition that is not named. */
  Replayed exactly(Map<String, OffsetRange> offsets, TrainingIntake intake) throws OutageException {
    try (OrderedReading reading =
        new OrderedReading(one -> read(one, intake), one -> take(one, intake))) {
      for (TopicPartition partition : partitions()) {
        OffsetRange range = offsets.get(name(partition));
        if (range != null) {
          read(partition, range, reading);
        }
      }
      reading.finish();
    }
    return new Replayed(intake.dataset(), intake.counts(), offsets, earliest, latest);
  }

  /**
   * The ranges with both ends of every partition, as the broker has them now; whoever keeps them
   * replays the same records again.
   *
   * @throws OffsetsGoneException when a range asked for is not there any more
   */
  Map<String, OffsetRange> fixed(Map<String, OffsetRange> ranges) throws OffsetsGoneException {
    List<TopicPartition> partitions = partitions();
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<String, OffsetRange> offsets = new TreeMap<>();
    for (TopicPartition partition : partitions) {
      String name = name(partition);
      OffsetRange whole = new OffsetRange(known(begins, partition), known(ends, partition));
      offsets.put(name, within(name, ranges.getOrDefault(name, whole), whole));
    }
    return offsets;
  }

  private List<TopicPartition> partitions() {
    List<TopicPartition> partitions = new ArrayList<>();
    partitions.addAll(partitionsOf(Topics.CANDIDATES));
    partitions.addAll(partitionsOf(Topics.OUTCOMES));
    return partitions;
  }

  private String name(TopicPartition partition) {
    return names.withoutPrefix(partition.topic()) + "-" + partition.partition();
  }

  private static long known(Map<TopicPartition, Long> offsets, TopicPartition partition) {
    return Objects.requireNonNull(offsets.get(partition), () -> "no offset of " + partition);
  }

  private static OffsetRange within(String name, OffsetRange asked, OffsetRange whole)
      throws OffsetsGoneException {
    if (asked.from() < whole.from() || asked.to() > whole.to()) {
      throw new OffsetsGoneException(
          name
              + " holds offsets "
              + whole.from()
              + " to "
              + whole.to()
              + ", asked for "
              + asked.from()
              + " to "
              + asked.to()
              + ". Maybe they are past the topic's retention; the ledger still has their bodies");
    }
    return asked;
  }

  private List<TopicPartition> partitionsOf(Topic<?, ?> topic) {
    String name = names.of(topic);
    return consumer.partitionsFor(name).stream()
        .map(info -> new TopicPartition(name, info.partition()))
        .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
        .toList();
  }

  private void read(TopicPartition partition, OffsetRange range, OrderedReading reading)
      throws OutageException {
    if (range.size() == 0) {
      return;
    }
    consumer.assign(List.of(partition));
    consumer.seek(partition, range.from());
    Instant progress = clock.instant();
    while (consumer.position(partition) < range.to()) {
      long before = consumer.position(partition);
      List<ConsumerRecord<byte[], byte[]>> polled = consumer.poll(POLL).records(partition);
      int inside = polled.size();
      while (inside > 0 && polled.get(inside - 1).offset() >= range.to()) {
        inside--;
      }
      reading.add(polled.subList(0, inside));
      if (consumer.position(partition) > before) {
        progress = clock.instant();
      } else if (progress.plus(patience).isBefore(clock.instant())) {
        throw new OutageException(
            "the broker sent nothing of " + partition + " for " + patience.toSeconds() + " s");
      }
    }
  }

  private Reading read(ConsumerRecord<byte[], byte[]> record, TrainingIntake intake) {
    String key = record.key() == null ? null : new String(record.key(), UTF_8);
    SourcePosition position =
        new SourcePosition(
            names.withoutPrefix(record.topic()), record.partition(), record.offset());
    return Topics.CANDIDATES.equals(names.topic(record.topic()))
        ? intake.readCandidate(
            position,
            key,
            record.value(),
            record.headers(),
            Instant.ofEpochMilli(record.timestamp()))
        : intake.readOutcome(position, key, record.value(), record.headers());
  }

  private void take(Reading reading, TrainingIntake intake) {
    intake.take(reading);
    if (reading instanceof Reading.OfCandidate candidate) {
      Instant time = candidate.at();
      earliest = earliest == null || time.isBefore(earliest) ? time : earliest;
      latest = latest == null || time.isAfter(latest) ? time : latest;
    }
  }
}
