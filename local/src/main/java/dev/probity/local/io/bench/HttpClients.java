// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Clients that post candidates, and a reader that sees when their explanations are durable. */
final class HttpClients implements AutoCloseable {
  private static final int SENDERS = 16;
  private static final Duration REQUEST = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final URI door;
  private final KafkaConsumer<byte[], byte[]> explanations;
  private final List<TopicPartition> partitions;

  HttpClients(URI door, KafkaSettings kafka) {
    this.door = door;
    this.explanations = new KafkaConsumer<>(kafka.consumer("http-out"));
    this.partitions =
        IntStream.range(0, Topics.EXPLANATIONS.partitions())
            .mapToObj(i -> new TopicPartition(kafka.names().of(Topics.EXPLANATIONS), i))
            .toList();
    explanations.assign(partitions);
  }

  /** The body of each post, by number; its candidate's id ends in {@code -<number>}. */
  @FunctionalInterface
  interface Bodies {
    /** The JSON of one candidate. */
    byte[] of(int index);
  }

  /**
   * Delays of posts at a fixed rate, from when each was due.
   *
   * @param answered until the door said 202
   * @param explained until the explanation was on its topic
   * @param refused how many were answered otherwise
   * @param cpuNanos what the clients themselves used
   */
  record Paced(Quantiles answered, Quantiles explained, int refused, long cpuNanos) {}

  /**
   * What clients got who post again as soon as they are answered.
   *
   * @param accepted how many posts were answered with 202
   * @param busy how many with 429
   * @param failed how many otherwise
   * @param perSecond accepted and explained posts a second, from the first post to the last
   *     explanation
   * @param answered until the door said 202
   * @param cpuNanos what the clients themselves used
   */
  record Load(
      int accepted, int busy, int failed, double perSecond, Quantiles answered, long cpuNanos) {}

  /** Posts so many at so many a second. */
  Paced paced(int rate, int posts, Bodies bodies) throws IOException, InterruptedException {
    toEnd();
    long[] due = new long[posts];
    long[] answered = unset(posts);
    long[] explained = unset(posts);
    AtomicInteger next = new AtomicInteger();
    AtomicInteger accepted = new AtomicInteger();
    long began = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
    ClientPool.Client sender =
        connection -> {
          for (int i = next.getAndIncrement(); i < posts; i = next.getAndIncrement()) {
            due[i] = began + TimeUnit.SECONDS.toNanos(i) / rate;
            byte[] body = bodies.of(i);
            for (long left = due[i] - System.nanoTime(); left > 0; ) {
              LockSupport.parkNanos(left);
              left = due[i] - System.nanoTime();
            }
            if (connection.post(body) == 202) {
              answered[i] = System.nanoTime();
              accepted.incrementAndGet();
            }
          }
        };
    long cpuNanos;
    try (ClientPool senders = new ClientPool(door, SENDERS, REQUEST, sender)) {
      var unused = watch(explained, senders::isDone, accepted);
      senders.await();
      cpuNanos = senders.cpuNanos();
    }
    return new Paced(since(due, answered), since(due, explained), posts - accepted.get(), cpuNanos);
  }

  /**
   * Posts from so many clients, each after its last answer.
   *
   * @param posts how many at most
   * @param seconds how long at most
   */
  Load closedLoop(int clients, int posts, int seconds, Bodies bodies)
      throws IOException, InterruptedException {
    long nanos = TimeUnit.SECONDS.toNanos(seconds);
    toEnd();
    long[] sent = unset(posts);
    long[] answered = unset(posts);
    long[] explained = unset(posts);
    AtomicInteger next = new AtomicInteger();
    AtomicInteger accepted = new AtomicInteger();
    AtomicInteger busy = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    long began = System.nanoTime();
    ClientPool.Client client =
        connection -> {
          for (int i = next.getAndIncrement();
              i < posts && System.nanoTime() - began < nanos;
              i = next.getAndIncrement()) {
            byte[] body = bodies.of(i);
            sent[i] = System.nanoTime();
            switch (connection.post(body)) {
              case 202 -> {
                answered[i] = System.nanoTime();
                accepted.incrementAndGet();
              }
              case 429 -> busy.incrementAndGet();
              default -> failed.incrementAndGet();
            }
          }
        };
    long last;
    long cpuNanos;
    try (ClientPool pool = new ClientPool(door, clients, REQUEST, client)) {
      last = watch(explained, pool::isDone, accepted);
      pool.await();
      cpuNanos = pool.cpuNanos();
    }
    double perSecond = accepted.get() / ((last - began) / 1e9);
    return new Load(
        accepted.get(), busy.get(), failed.get(), perSecond, since(sent, answered), cpuNanos);
  }

  private void toEnd() {
    explanations.seekToEnd(partitions);
    partitions.forEach(explanations::position);
  }

  /** Something that may still grow. */
  @FunctionalInterface
  private interface Over {
    boolean isOver();
  }

  /** Reads until all posts are over and so many explanations are seen; tells when the last was. */
  private long watch(long[] seen, Over sent, AtomicInteger expected) throws IOException {
    long until = Long.MAX_VALUE;
    long last = System.nanoTime();
    int count = 0;
    while (!(sent.isOver() && count >= expected.get())) {
      for (ConsumerRecord<byte[], byte[]> record : explanations.poll(Duration.ofMillis(50))) {
        int index = FixedRate.index(new String(record.key(), StandardCharsets.UTF_8));
        if (index >= 0 && index < seen.length && seen[index] < 0) {
          last = System.nanoTime();
          seen[index] = last;
          count++;
        }
      }
      if (sent.isOver() && until == Long.MAX_VALUE) {
        until = System.nanoTime() + PATIENCE.toNanos();
      }
      if (System.nanoTime() > until) {
        throw new IOException(
            "of " + expected.get() + " accepted posts only " + count + " were explained in time");
      }
    }
    return last;
  }

  private static long[] unset(int size) {
    long[] none = new long[size];
    Arrays.fill(none, -1);
    return none;
  }

  private static Quantiles since(long[] from, long[] to) {
    long[] nanos = new long[to.length];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = to[i] < 0 ? -1 : Math.max(0, to[i] - from[i]);
    }
    return Quantiles.ofNanos(nanos);
  }

  @Override
  public void close() {
    explanations.close();
  }
}
