// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Sends records at a fixed rate and tells for each how long after the broker's acknowledgement a
 * record of the same key was seen at the other end. A sender that fell behind does not slow down:
 * every record is due at its own time.
 */
final class FixedRate {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern OURS = Pattern.compile("(?!oip-).*-(\\d{1,9})");

  private final int rate;
  private final AtomicLongArray acknowledged;
  private final AtomicLongArray seen;
  private final AtomicBoolean failed = new AtomicBoolean();

  /** A run of so many records at so many a second. */
  FixedRate(int records, int rate) {
    this.rate = rate;
    this.acknowledged = unset(records);
    this.seen = unset(records);
  }

  private static AtomicLongArray unset(int records) {
    long[] none = new long[records];
    Arrays.fill(none, -1);
    return new AtomicLongArray(none);
  }

  /** Hears of each record that was seen at the other end. */
  interface Listener {
    /** The record with this index was seen at this place of the topic. */
    void seen(int index, int partition, long offset);
  }

  /**
   * Sends and watches.
   *
   * @param records the record with an index, whose key holds nothing but a text ending in {@code
   *     -<index>}
   * @param output not subscribed to anything yet; closed by the caller
   * @param topic where the answers come
   */
  Quantiles run(
      Producer<byte[], byte[]> producer,
      Function<Integer, ProducerRecord<byte[], byte[]>> records,
      Consumer<byte[], byte[]> output,
      String topic,
      Listener listener)
      throws IOException, InterruptedException {
    List<TopicPartition> partitions =
        output.partitionsFor(topic).stream()
            .map(one -> new TopicPartition(topic, one.partition()))
            .toList();
    output.assign(partitions);
    output.seekToEnd(partitions);
    partitions.forEach(output::position);
    AtomicBoolean over = new AtomicBoolean();
    Thread watching =
        Thread.ofPlatform().name("bench-watch").start(() -> watch(output, listener, over));
    try {
      send(producer, records);
      watching.join(PATIENCE.toMillis());
    } finally {
      over.set(true);
      watching.join();
    }
    if (failed.get()) {
      throw new IOException("the broker did not acknowledge a record of the bench");
    }
    long[] nanos = new long[seen.length()];
    for (int i = 0; i < nanos.length; i++) {
      // Who reads the topic may see a record before its sender hears of it.
      nanos[i] = seen.get(i) < 0 ? -1 : Math.max(0, seen.get(i) - acknowledged.get(i));
    }
    return Quantiles.ofNanos(nanos);
  }

  /** When the broker acknowledged a record, by {@link System#nanoTime}. */
  long acknowledgedAt(int index) {
    return acknowledged.get(index);
  }

  private void send(
      Producer<byte[], byte[]> producer,
      Function<Integer, ProducerRecord<byte[], byte[]>> records) {
    long began = System.nanoTime();
    for (int i = 0; i < seen.length(); i++) {
      int index = i;
      long due = began + TimeUnit.SECONDS.toNanos(i) / rate;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      var unused =
          producer.send(
              records.apply(index),
              (metadata, failure) -> {
                acknowledged.set(index, System.nanoTime());
                failed.compareAndSet(false, failure != null);
              });
    }
    producer.flush();
  }

  private void watch(Consumer<byte[], byte[]> output, Listener listener, AtomicBoolean over) {
    AtomicInteger missing = new AtomicInteger(seen.length());
    while (!over.get() && missing.get() > 0) {
      for (ConsumerRecord<byte[], byte[]> record : output.poll(Duration.ofMillis(50))) {
        int index = index(new String(record.key(), StandardCharsets.UTF_8));
        if (index >= 0 && index < seen.length()) {
          if (seen.compareAndSet(index, -1, System.nanoTime())) {
            missing.decrementAndGet();
          }
          listener.seen(index, record.partition(), record.offset());
        }
      }
    }
  }

  /** The key of a record with this index. */
  static String key(String name, int index) {
    return name + "-" + index;
  }

  /**
   * The index a key of {@link #key} ends with, 0 to 999,999,999; -1 for the key of a record that
   * somebody else sent, such as an Open Inference row whose explanation comes late.
   */
  static int index(String key) {
    Matcher ours = OURS.matcher(key);
    return ours.matches() ? Integer.parseInt(ours.group(1)) : -1;
  }
}
