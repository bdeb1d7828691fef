// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.DeadLetter;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.Reject;
import dev.probity.topics.value.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Reads the rejects topic and sends dead letters back to where they came from, each once. */
public final class RejectsDesk {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String REPLAYED_BY = DeadLetter.PREFIX + "replayed-by";

  private final KafkaSettings kafka;
  private final TopicNames names;
  private final TopicReader reader;

  /** A desk over these brokers. */
  public RejectsDesk(KafkaSettings kafka) {
    this.kafka = kafka;
    this.names = kafka.names();
    this.reader = new TopicReader(() -> new KafkaConsumer<>(kafka.consumer("dlq")), PATIENCE);
  }

  /**
   * A dead letter and where it stands.
   *
   * @param partition its partition of the rejects topic
   * @param offset its offset there
   * @param at when Kafka took it
   * @param reject what it says
   */
  public record Filed(int partition, long offset, Instant at, Reject reject) {
    /** Where it stands, {@code partition@offset}. */
    public String position() {
      return partition + "@" + offset;
    }
  }

  /** What came of one replay. */
  public sealed interface Replayed {
    /** The dead letter. */
    Filed filed();

    /** The original record is on its topic again. */
    record Sent(Filed filed, int partition, long offset) implements Replayed {}

    /** It stays where it is. */
    record Left(Filed filed, String why) implements Replayed {}
  }

  /**
   * The newest dead letters, the oldest of them first.
   *
   * @param wanted which ones
   * @param most how many at most
   */
  public List<Filed> list(Predicate<Filed> wanted, int most) {
    Deque<Filed> newest = new ArrayDeque<>();
    reader.readAll(
        names.of(Topics.REJECTS),
        one -> {
          Filed filed = read(one);
          if (filed != null && wanted.test(filed)) {
            newest.addLast(filed);
            if (newest.size() > most) {
              newest.removeFirst();
            }
          }
        });
    return List.copyOf(newest);
  }

  /** One dead letter; null when there is none. */
  public @Nullable Filed at(int partition, long offset) {
    List<Filed> found = list(one -> one.partition() == partition && one.offset() == offset, 1);
    return found.isEmpty() ? null : found.getFirst();
  }

  /** A record of another tool on the same topic is none of ours and passed over. */
  private static @Nullable Filed read(ConsumerRecord<byte[], byte[]> one) {
    return DeadLetter.read(one.key(), one.value(), one.headers())
            instanceof Decoded.Valid<Reject>(Reject reject)
        ? new Filed(one.partition(), one.offset(), Instant.ofEpochMilli(one.timestamp()), reject)
        : null;
  }

  /**
   * Puts original records on their topics again: same key, value and headers, and one header more
   * that names the dead letter. What was replayed before is left, unless forced.
   *
   * @param letters which ones, in this order
   * @param actor who does it, the subject of the token
   * @param forced also what was replayed before
   */
  public List<Replayed> replay(List<Filed> letters, String actor, boolean forced)
      throws InterruptedException {
    Set<String> before = forced ? Set.of() : replayedBefore(letters);
    List<Replayed> all = new ArrayList<>();
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("dlq"))) {
      for (Filed one : letters) {
        Topic<?, ?> topic = TopicNames.PLAIN.topic(one.reject().originalTopic());
        if (topic == null) {
          all.add(
              new Replayed.Left(
                  one,
                  "it was refused at a door and its sender told so; there is no topic to go back"
                      + " to, so it is to be sent again there"));
        } else if (before.contains(link(one))) {
          all.add(new Replayed.Left(one, "it was replayed before; --force does it again"));
        } else {
          all.add(send(producer, topic, one, actor, forced));
        }
      }
    }
    return all;
  }

  private Replayed send(
      Producer<byte[], byte[]> producer, Topic<?, ?> topic, Filed one, String actor, boolean forced)
      throws InterruptedException {
    Headers headers = DeadLetter.restored(one.reject());
    headers.remove(DeadLetter.REPLAYED_FROM).remove(DeadLetter.REPLAY_ID).remove(REPLAYED_BY);
    if (forced) {
      headers.add(DeadLetter.REPLAY_ID, UUID.randomUUID().toString().getBytes(UTF_8));
    }
    headers.add(DeadLetter.REPLAYED_FROM, link(one).getBytes(UTF_8));
    headers.add(REPLAYED_BY, actor.getBytes(UTF_8));
    ProducerRecord<byte[], byte[]> original =
        new ProducerRecord<>(
            names.of(topic),
            one.reject().originalPartition(),
            array(one.reject().key()),
            array(one.reject().value()),
            headers);
    try {
      var stands = producer.send(original).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return new Replayed.Sent(one, stands.partition(), stands.offset());
    } catch (ExecutionException | TimeoutException e) {
      return new Replayed.Left(one, "the broker did not take it: " + e.getClass().getSimpleName());
    }
  }

  /** The dead letters that records of the original topics say they come from. */
  private Set<String> replayedBefore(List<Filed> letters) {
    Set<String> topics =
        letters.stream()
            .map(one -> TopicNames.PLAIN.topic(one.reject().originalTopic()))
            .filter(topic -> topic != null)
            .map(names::of)
            .collect(Collectors.toSet());
    Set<String> links = new HashSet<>();
    for (String topic : topics) {
      reader.readAll(
          topic,
          one -> {
            Header link = one.headers().lastHeader(DeadLetter.REPLAYED_FROM);
            if (link != null && link.value() != null) {
              links.add(new String(link.value(), UTF_8));
            }
          });
    }
    return links;
  }

  private static String link(Filed one) {
    return Topics.REJECTS.name() + "/" + one.partition() + "/" + one.offset();
  }

  private static byte @Nullable [] array(@Nullable Bytes bytes) {
    return bytes == null ? null : bytes.toArray();
  }
}
