// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.topics.Candidates;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.SourcePosition;
import java.io.Closeable;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** An HR system that writes to the topic at a steady rate and keeps what the broker promised. */
final class CandidateStream implements Closeable {
  private final KafkaSettings settings;
  private final int perSecond;
  private final int badEvery;
  private final Producer<byte[], byte[]> producer;
  private final Map<SourcePosition, Boolean> acknowledged = new ConcurrentHashMap<>();
  private final Map<Integer, Exception> failed = new ConcurrentHashMap<>();
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "candidates");
  private final AtomicInteger sent = new AtomicInteger();

  /**
   * A stream that has not begun.
   *
   * @param badEvery every so many records one is no candidate
   */
  CandidateStream(KafkaSettings settings, int perSecond, int badEvery) {
    this.settings = settings;
    this.perSecond = perSecond;
    this.badEvery = badEvery;
    // A sender that outlives the broker's absence: what it gave up would be nobody's promise.
    Map<String, Object> patient = new HashMap<>(settings.producer("hr"));
    patient.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "300000");
    this.producer = new KafkaProducer<>(patient);
  }

  void start() {
    thread.start();
  }

  private void run() {
    long began = System.nanoTime();
    long steady = 0;
    long due = 0;
    try {
      while (!end.await(Math.max(0, began + due - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        send();
        due = TimeUnit.SECONDS.toNanos(++steady) / perSecond;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send() {
    int number = sent.getAndIncrement();
    boolean good = number % badEvery != badEvery - 1;
    var unused =
        producer.send(
            good ? candidate(number) : garbage(number),
            (metadata, failure) -> {
              if (failure == null) {
                acknowledged.put(position(metadata), good);
              } else {
                failed.put(number, failure);
              }
            });
  }

  private SourcePosition position(RecordMetadata at) {
    return new SourcePosition(Topics.CANDIDATES.name(), at.partition(), at.offset());
  }

  private ProducerRecord<byte[], byte[]> candidate(int number) {
    Candidate like = Candidates.withId("C-" + number);
    Map<String, AttributeValue> attributes = new HashMap<>(like.attributes());
    attributes.put("AGEP", AttributeValue.of(17 + number % 80));
    attributes.put("WKHP", AttributeValue.of(1 + number % 99));
    Candidate candidate =
        new Candidate(
            like.id(),
            like.purpose(),
            like.profile(),
            attributes,
            like.protectedAttributes(),
            like.provenance());
    return new ProducerRecord<>(
        settings.names().of(Topics.CANDIDATES),
        null,
        Topics.CANDIDATES.keyCodec().encode(candidate.key()),
        Topics.CANDIDATES.codec().encode(candidate),
        EventHeaders.candidate(candidate, "event-" + number, "/hr", Instant.now(), Trace.NONE));
  }

  private ProducerRecord<byte[], byte[]> garbage(int number) {
    return new ProducerRecord<>(
        settings.names().of(Topics.CANDIDATES), ("C-" + number).getBytes(UTF_8), new byte[] {'{'});
  }

  /**
   * Sends so many at once on top of the steady rate.
   *
   * @return every candidate from this number on was sent now or later
   */
  int burst(int count) {
    int from = sent.get();
    for (int i = 0; i < count; i++) {
      send();
    }
    return from;
  }

  /** The number of a candidate of this stream. */
  static int number(String candidateId) {
    return Integer.parseInt(candidateId.substring(2));
  }

  /** Ends the stream; returns when the broker has acknowledged every record that was sent. */
  void finish() throws InterruptedException {
    end.countDown();
    thread.join();
    producer.flush();
    assertEquals(Map.of(), failed);
    assertEquals(sent.get(), acknowledged.size(), "acknowledged positions");
  }

  int sent() {
    return sent.get();
  }

  /** By position, whether a candidate stands there. */
  Map<SourcePosition, Boolean> acknowledged() {
    return acknowledged;
  }

  @Override
  public void close() {
    end.countDown();
    producer.close();
  }
}
