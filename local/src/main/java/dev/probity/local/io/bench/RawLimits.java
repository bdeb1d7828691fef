// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.topics.io.Backoff;
import dev.probity.topics.io.Handled;
import dev.probity.topics.io.Intake;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.LoopListener;
import dev.probity.topics.io.LoopSettings;
import dev.probity.topics.io.PollLoop;
import dev.probity.topics.io.PollStage;
import dev.probity.topics.io.RejectLetters;
import dev.probity.topics.io.RestartLimit;
import dev.probity.topics.record.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What broker and clients can do at most on this machine, with the client settings and the record
 * sizes of the product: to be read beside what the stream does in the same run.
 */
final class RawLimits {
  private static final int PARTITIONS = 4;
  private static final String RAW = "bench-raw";
  private static final String OUT = "bench-out";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final KafkaSettings kafka;
  private final List<byte[]> values;
  private final InstantSource clock;

  /**
   * Limits with these records.
   *
   * @param values the bytes of some records, taken again and again
   */
  RawLimits(KafkaSettings kafka, List<byte[]> values, InstantSource clock) {
    this.kafka = kafka;
    this.values = List.copyOf(values);
    this.clock = clock;
  }

  /**
   * Records per second of each, and how late an empty hop is at a fixed rate.
   *
   * @param produce one producer, acks=all, idempotent, one request in flight
   * @param consume one consumer, read_committed
   * @param hop the poll loop of scorer and explainer with no work between reading and writing
   * @param delay from acknowledgement to what comes out of that hop
   */
  record Figures(double produce, double consume, double hop, Quantiles delay) {}

  /** Measures one after the other. */
  Figures measure(int records, int rate, int seconds) throws IOException, InterruptedException {
    makeTopics();
    int warmUp = records / 5;
    double produce = produce(warmUp, records);
    double consume = consume(records);
    try (PollStage stage = stage()) {
      long began = System.nanoTime();
      stage.start();
      awaitEnd(warmUp + records);
      double hop = (warmUp + records) / seconds(began);
      return new Figures(produce, consume, hop, delay(rate, seconds));
    }
  }

  private void makeTopics() throws IOException, InterruptedException {
    try (Admin admin = Admin.create(kafka.admin())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(RAW, PARTITIONS, (short) 1),
                  new NewTopic(OUT, PARTITIONS, (short) 1)))
          .all()
          .get();
      // The answer waits for the leaders; who produces before is told to come again, and logs it.
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      partitions(RAW).forEach(one -> latest.put(one, OffsetSpec.latest()));
      partitions(OUT).forEach(one -> latest.put(one, OffsetSpec.latest()));
      var unused = admin.listOffsets(latest).all().get();
    } catch (ExecutionException e) {
      throw new IOException("the topics of the bench cannot be made", e.getCause());
    }
  }

  private ProducerRecord<byte[], byte[]> record(String name, int index) {
    return new ProducerRecord<>(
        RAW,
        FixedRate.key(name, index).getBytes(StandardCharsets.UTF_8),
        values.get(index % values.size()));
  }

  /** The rate of a producer that has sent before: connected, and with an id. */
  private double produce(int warmUp, int records) throws IOException {
    AtomicBoolean failed = new AtomicBoolean();
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(kafka.bulkProducer("raw"))) {
      send(producer, warmUp, failed);
      long began = System.nanoTime();
      send(producer, records, failed);
      double rate = records / seconds(began);
      if (failed.get()) {
        throw new IOException("the broker did not acknowledge a record of the bench");
      }
      return rate;
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, int records, AtomicBoolean failed) {
    for (int i = 0; i < records; i++) {
      var unused =
          producer.send(
              record("raw", i),
              (metadata, failure) -> failed.compareAndSet(false, failure != null));
    }
    producer.flush();
  }

  private double consume(int records) {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.consumer("raw"))) {
      List<TopicPartition> all = partitions(RAW);
      consumer.assign(all);
      consumer.seekToBeginning(all);
      all.forEach(consumer::position);
      long began = System.nanoTime();
      for (int read = 0; read < records; ) {
        read += consumer.poll(Duration.ofMillis(500)).count();
      }
      return records / seconds(began);
    }
  }

  private static List<TopicPartition> partitions(String topic) {
    return IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(topic, i)).toList();
  }

  private PollStage stage() {
    RejectLetters letters =
        new RejectLetters(kafka.names(), "bench", "bench", "bench", Stage.SCORE, clock);
    return new PollStage(
        "bench-hop",
        listener ->
            new PollLoop(
                LoopSettings.reading(List.of(RAW)),
                new KafkaConsumer<>(kafka.groupConsumer()),
                new KafkaProducer<>(kafka.producer("hop")),
                RawLimits::forward,
                letters,
                new Intake(),
                listener,
                RandomGenerator.getDefault()),
        RestartLimit.usual(),
        Backoff.usual(),
        Duration.ofSeconds(10),
        LoopListener.none(),
        RandomGenerator.getDefault());
  }

  private static List<Handled> forward(List<ConsumerRecord<byte[], byte[]>> batch) {
    List<Handled> handled = new ArrayList<>(batch.size());
    for (ConsumerRecord<byte[], byte[]> one : batch) {
      handled.add(
          Handled.Forwarded.one(
              new ProducerRecord<>(OUT, one.partition(), one.key(), one.value())));
    }
    return handled;
  }

  private void awaitEnd(long records) throws IOException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    try (KafkaConsumer<byte[], byte[]> ends = new KafkaConsumer<>(kafka.consumer("ends"))) {
      while (sum(ends) < records) {
        if (System.nanoTime() > until) {
          throw new IOException("the empty hop did not end within " + PATIENCE.toSeconds() + " s");
        }
      }
    }
  }

  private static long sum(KafkaConsumer<byte[], byte[]> ends) {
    return ends.endOffsets(partitions(OUT)).values().stream().mapToLong(Long::longValue).sum();
  }

  private Quantiles delay(int rate, int seconds) throws IOException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("paced"));
        KafkaConsumer<byte[], byte[]> output = new KafkaConsumer<>(kafka.consumer("hop-out"))) {
      return new FixedRate(rate * seconds, rate)
          .run(
              producer,
              index -> record("paced", index),
              output,
              OUT,
              (index, partition, offset) -> {});
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
