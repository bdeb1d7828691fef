// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Cursor;
import dev.probity.auditsink.Draft;
import dev.probity.auditsink.Ledger;
import dev.probity.auditsink.Position;
import dev.probity.auditsink.Stretch;
import dev.probity.auditsink.entry.Commitments;
import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.entry.RawRecord;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.vault.Subjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka side: reads from where the ledger stands and turns each poll into a draft. Positions
 * come from the ledger only; the consumer's own, taken after the poll, say how far a draft reaches,
 * so that commit markers at the end of a poll trip no fence.
 */
final class LogReader {
  private final Consumer<byte[], byte[]> consumer;
  private final RandomGenerator random;
  private final int batchRows;
  private final Duration linger;
  private final @Nullable Subjects subjects;
  private final Commitments commitments = new Commitments();
  private final Map<TopicPartition, Source> sources = new HashMap<>();
  private final Map<Source, Cursor> cursors = new HashMap<>();
  private final Map<Source, PartitionIncident> incidents = new TreeMap<>();

  /**
   * A reader that has not begun.
   *
   * @param batchRows a draft with so many records waits for no more
   * @param linger how long a smaller one waits: a transaction costs the same for one row as for
   *     hundreds
   * @param subjects tells whose a record is; null when none is about a person
   */
  LogReader(
      Consumer<byte[], byte[]> consumer,
      RandomGenerator random,
      int batchRows,
      Duration linger,
      @Nullable Subjects subjects) {
    this.consumer = consumer;
    this.random = random;
    this.batchRows = batchRows;
    this.linger = linger;
    this.subjects = subjects;
  }

  /** Begins where the ledger stands; partitions with an incident are left out. */
  void resume(Map<Source, String> topicIds, Ledger ledger) {
    sources.clear();
    cursors.clear();
    incidents.clear();
    Map<TopicPartition, Source> all = new HashMap<>();
    topicIds
        .keySet()
        .forEach(source -> all.put(new TopicPartition(source.topic(), source.partition()), source));
    Map<TopicPartition, Long> firsts = consumer.beginningOffsets(all.keySet());
    Map<TopicPartition, Long> ends = consumer.endOffsets(all.keySet());
    Map<Source, Position> known = ledger.positions();
    all.forEach(
        (partition, source) -> {
          String topicId = topicIds.getOrDefault(source, "");
          long first = firsts.getOrDefault(partition, 0L);
          Position position = known.get(source);
          if (position == null) {
            position = ledger.begin(source, topicId, first);
          }
          long end = ends.getOrDefault(partition, Long.MAX_VALUE);
          admit(partition, source, position, PartitionIncident.of(position, topicId, first, end));
        });
    consumer.assign(sources.keySet());
    sources.forEach((partition, source) -> consumer.seek(partition, next(source)));
  }

  private void admit(
      TopicPartition partition,
      Source source,
      Position position,
      @Nullable PartitionIncident incident) {
    if (incident == null) {
      sources.put(partition, source);
      cursors.put(source, position.cursor());
    } else {
      incidents.put(source, incident);
    }
  }

  private long next(Source source) {
    return cursor(source).next();
  }

  private Cursor cursor(Source source) {
    Cursor cursor = cursors.get(source);
    if (cursor == null) {
      throw new IllegalStateException("no cursor of " + source);
    }
    return cursor;
  }

  /** Partitions that are not read, and why. */
  Map<Source, PartitionIncident> incidents() {
    return Map.copyOf(incidents);
  }

  /** Partitions that are known, read or not. */
  Set<Source> known() {
    Set<Source> known = new HashSet<>(cursors.keySet());
    known.addAll(incidents.keySet());
    return known;
  }

  /** Polls for one transaction; null when nothing moved. */
  @Nullable Draft poll(Duration patience) {
    List<ConsumerRecords<byte[], byte[]>> polled = gather(patience);
    int count = polled.stream().mapToInt(ConsumerRecords::count).sum();
    byte[] salts = new byte[count * Commitments.SALT_BYTES];
    random.nextBytes(salts);
    int saltAt = 0;
    List<Stretch> stretches = new ArrayList<>();
    for (Map.Entry<TopicPartition, Source> each : sources.entrySet()) {
      List<Prepared> prepared = new ArrayList<>();
      for (ConsumerRecords<byte[], byte[]> records : polled) {
        for (ConsumerRecord<byte[], byte[]> found : records.records(each.getKey())) {
          RawRecord raw = raw(each.getValue(), found);
          Hash subject = subjects == null ? null : subjects.reference(raw);
          prepared.add(Prepared.of(raw, subject, salts, saltAt, commitments));
          saltAt += Commitments.SALT_BYTES;
        }
      }
      long position = consumer.position(each.getKey());
      Cursor from = cursor(each.getValue());
      if (position != from.next()) {
        stretches.add(new Stretch(each.getValue(), from, position, prepared));
      }
    }
    return stretches.isEmpty() ? null : new Draft(stretches);
  }

  /** What one poll gave, and while that is little, what comes in the next moments. */
  private List<ConsumerRecords<byte[], byte[]>> gather(Duration patience) {
    List<ConsumerRecords<byte[], byte[]>> polled = new ArrayList<>();
    ConsumerRecords<byte[], byte[]> next = consumer.poll(patience);
    int count = next.count();
    polled.add(next);
    long until = System.nanoTime() + linger.toNanos();
    for (long left = linger.toNanos();
        count > 0 && count < batchRows / 2 && left > 0;
        left = until - System.nanoTime()) {
      next = consumer.poll(Duration.ofNanos(left));
      count += next.count();
      polled.add(next);
    }
    return polled;
  }

  private static RawRecord raw(Source source, ConsumerRecord<byte[], byte[]> found) {
    return new RawRecord(
        source,
        found.offset(),
        found.timestamp(),
        found.timestampType(),
        found.key(),
        found.headers(),
        found.value());
  }

  /** The draft is committed: the next one begins behind it. */
  void advance(Draft draft) {
    draft.stretches().forEach(stretch -> cursors.put(stretch.source(), stretch.to()));
  }

  /** Records of each partition that are not read yet, where the consumer knows. */
  Map<Source, Long> lag() {
    Map<Source, Long> lag = new HashMap<>();
    sources.forEach(
        (partition, source) ->
            consumer.currentLag(partition).ifPresent(records -> lag.put(source, records)));
    return lag;
  }

  /** Where the next drafts begin. */
  Map<Source, Cursor> cursors() {
    return Map.copyOf(cursors);
  }

  /** Commits positions to the broker without waiting or caring. */
  void advise() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    sources.forEach(
        (partition, source) -> offsets.put(partition, new OffsetAndMetadata(next(source))));
    consumer.commitAsync(offsets, (committed, failure) -> {});
  }

  /** Ends a poll of another thread. */
  void wakeUp() {
    consumer.wakeup();
  }

  void close() {
    consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
  }
}
