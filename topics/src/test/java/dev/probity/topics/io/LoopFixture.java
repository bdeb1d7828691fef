// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A poll loop between Kafka's own fakes, run on the test's thread. What happens outside is a list
 * of turns: each is run inside one poll, and the last turn stops the loop. Everything that happens
 * is written down in order.
 */
final class LoopFixture {
  static final TopicPartition IN_0 = new TopicPartition("in", 0);
  static final TopicPartition IN_1 = new TopicPartition("in", 1);

  final List<String> events = new ArrayList<>();
  final RecordingConsumer consumer = new RecordingConsumer(events);
  final RecordingProducer producer = new RecordingProducer(events);
  final Intake intake = new Intake();
  final List<List<String>> batches = new ArrayList<>();
  final List<BatchReport> reports = new ArrayList<>();
  final AtomicLong nanos = new AtomicLong();
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  /** What the step does; by default each record becomes one of the same text. */
  RecordStep step = LoopFixture::echo;

  Duration commitEvery = Duration.ZERO;
  Duration drainTimeout = Duration.ofSeconds(1);
  Backoff outage = new Backoff(Duration.ofMillis(5), Duration.ofMillis(20), Duration.ofSeconds(60));

  /** Called before each batch; see {@link BatchStep#before}. */
  List<ProducerRecord<byte[], byte[]>> first = List.of();

  private volatile PollLoop loop;

  /** What a step does with one record. */
  interface RecordStep {
    Handled handle(ConsumerRecord<byte[], byte[]> input) throws OutageException;
  }

  LoopFixture() {
    consumer.updateBeginningOffsets(Map.of(IN_0, 0L, IN_1, 0L));
    // Before a commit the loop must have heard of every acknowledgement.
    consumer.beforeCommit = () -> assertEquals(0, producer.unacknowledged, "committed too early");
  }

  static Handled echo(ConsumerRecord<byte[], byte[]> input) {
    return Handled.Forwarded.one(new ProducerRecord<>("out", input.key(), input.value()));
  }

  static String text(ConsumerRecord<byte[], byte[]> input) {
    return new String(input.value(), UTF_8);
  }

  /** A turn in which these partitions, and no others, are assigned. */
  LoopFixture assign(TopicPartition... partitions) {
    return turn(() -> consumer.rebalance(List.of(partitions)));
  }

  /** Records for the poll that runs the current turn. */
  void arrive(TopicPartition partition, String... texts) {
    for (String text : texts) {
      long offset = ends.merge(partition, 1L, Long::sum) - 1;
      consumer.addRecord(
          new ConsumerRecord<>(
              partition.topic(),
              partition.partition(),
              offset,
              ("key-" + text).getBytes(UTF_8),
              text.getBytes(UTF_8)));
    }
    consumer.updateEndOffsets(new HashMap<>(ends));
  }

  LoopFixture records(TopicPartition partition, String... texts) {
    return turn(() -> arrive(partition, texts));
  }

  LoopFixture turn(Runnable turn) {
    consumer.schedulePollTask(turn);
    return this;
  }

  LoopFixture idle() {
    return turn(() -> {});
  }

  LoopFixture stop() {
    return turn(() -> loop.stop());
  }

  /** Runs the loop until its end. */
  LoopEnd run() {
    consumer.pollLimit = 10_000;
    return loop(new Listener()).run();
  }

  /** The loop, ready to run. */
  PollLoop loop(LoopListener listener) {
    LoopSettings settings =
        new LoopSettings(
            List.of("in"),
            Duration.ofMillis(1),
            commitEvery,
            Duration.ofMillis(1),
            drainTimeout,
            outage);
    loop =
        new PollLoop(
            settings,
            consumer,
            producer,
            new Step(),
            new FixedDeadLetters(),
            intake,
            listener,
            new Random(1),
            () -> nanos.addAndGet(1_000_000));
    return loop;
  }

  /** The texts sent to the topic, in order. */
  List<String> sent(String topic) {
    return producer.history().stream()
        .filter(one -> one.topic().equals(topic))
        .map(one -> new String(one.value(), UTF_8))
        .toList();
  }

  Long committed(TopicPartition partition) {
    return consumer.lastCommitted.get(partition);
  }

  /** The events that begin with one of these words, in order. */
  List<String> events(String... words) {
    return events.stream().filter(e -> List.of(words).contains(e.split(" ")[0])).toList();
  }

  /** Asks the fixture's {@link RecordStep} record by record. */
  private final class Step implements BatchStep {
    @Override
    public void assigned(Map<TopicPartition, Long> nextOffsets) {
      nextOffsets.forEach(
          (partition, offset) -> events.add("assigned " + partition + "@" + offset));
    }

    @Override
    public void revoked(Set<TopicPartition> partitions) {
      partitions.forEach(partition -> events.add("revoked " + partition));
    }

    @Override
    public List<ProducerRecord<byte[], byte[]>> before(Map<TopicPartition, Long> nextOffsets) {
      return first;
    }

    @Override
    public void acknowledged() {
      events.add("acknowledged");
    }

    @Override
    public List<Handled> handle(List<ConsumerRecord<byte[], byte[]>> batch) throws OutageException {
      List<String> texts = batch.stream().map(LoopFixture::text).toList();
      batches.add(texts);
      events.add("handle " + String.join(",", texts));
      List<Handled> handled = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> input : batch) {
        Handled one = step.handle(input);
        if (one != null) {
          handled.add(one);
        }
      }
      return handled;
    }
  }

  private final class Listener implements LoopListener {
    @Override
    public void changed(StageState state, String reason) {
      events.add("state " + state);
    }

    @Override
    public void handled(BatchReport report) {
      reports.add(report);
    }

    @Override
    public void lag(TopicPartition partition, long records) {
      events.add("lag " + partition + "=" + records);
    }

    @Override
    public void paused(Set<PauseReason> reasons) {
      events.add("paused " + reasons);
    }

    @Override
    public void resumed() {
      events.add("resumed");
    }

    @Override
    public void internalError(TopicPartition partition, long offset, String errorClass) {
      events.add("bug " + partition + "@" + offset);
    }
  }

  /** Writes rejects as short texts. */
  private static final class FixedDeadLetters implements DeadLetters {
    @Override
    public ProducerRecord<byte[], byte[]> refused(
        ConsumerRecord<byte[], byte[]> original, Stage stage, ReasonCode code, String reason) {
      return new ProducerRecord<>("rejects", (text(original) + ":" + code.code()).getBytes(UTF_8));
    }

    @Override
    public List<ProducerRecord<byte[], byte[]>> internalError(
        ConsumerRecord<byte[], byte[]> original, String errorClass) {
      return List.of(refused(original, Stage.SCORE, ReasonCode.INTERNAL_ERROR, errorClass));
    }
  }
}
