// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** An HR system as the product sees one: it posts candidates, or writes them to the topic. */
final class HrSystem implements Closeable {
  private static final String SOURCE = "/demo/hr-system";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Producer<byte[], byte[]> producer;
  private final TopicNames names;
  private final URI door;
  private final String token;
  private final InstantSource clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  HrSystem(
      Producer<byte[], byte[]> producer,
      TopicNames names,
      URI door,
      String token,
      InstantSource clock) {
    this.producer = producer;
    this.names = names;
    this.door = door;
    this.token = token;
    this.clock = clock;
  }

  /** Posts candidates in one request and returns after the answer. */
  void post(List<Candidate> candidates, String event) throws IOException, InterruptedException {
    int status =
        http.send(request(candidates, event), HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status != 202 && status != 207) {
      throw new IOException("the door answered " + status + " to " + event);
    }
  }

  private HttpRequest request(List<Candidate> candidates, String event) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(candidates.size() * 320);
    char before = '[';
    for (Candidate candidate : candidates) {
      body.write(before);
      body.writeBytes(Topics.CANDIDATES.codec().encode(candidate));
      before = ',';
    }
    body.write(']');
    return HttpRequest.newBuilder(door)
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", event)
        .header("ce-source", SOURCE)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
        .build();
  }

  /** Writes candidates to the topic and returns after the broker has them. */
  void write(List<Candidate> candidates, String event) throws IOException, InterruptedException {
    List<Future<RecordMetadata>> underWay = new ArrayList<>(candidates.size());
    Instant now = clock.instant();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      underWay.add(
          producer.send(
              new ProducerRecord<>(
                  names.of(Topics.CANDIDATES),
                  null,
                  Topics.CANDIDATES.keyCodec().encode(candidate.key()),
                  Topics.CANDIDATES.codec().encode(candidate),
                  EventHeaders.candidate(candidate, event + "#" + i, SOURCE, now, Trace.NONE))));
    }
    await(producer, underWay);
  }

  /**
   * Reports how cases ended.
   *
   * @param observed by candidate id, the quantity that was observed
   * @param target its name
   */
  void report(Map<String, Double> observed, String target, String event)
      throws IOException, InterruptedException {
    List<Future<RecordMetadata>> underWay = new ArrayList<>(observed.size());
    Instant now = clock.instant();
    int i = 0;
    for (Map.Entry<String, Double> one : observed.entrySet()) {
      Outcome outcome =
          new Outcome(one.getKey(), null, Map.of(target, AttributeValue.of(one.getValue())), now);
      String id = event + "#" + i++;
      underWay.add(
          producer.send(
              new ProducerRecord<>(
                  names.of(Topics.OUTCOMES),
                  null,
                  Topics.OUTCOMES.keyCodec().encode(outcome.key()),
                  Topics.OUTCOMES.codec().encode(outcome),
                  EventHeaders.outcome(outcome, id, SOURCE, now, Trace.NONE))));
    }
    await(producer, underWay);
  }

  /** Returns when the broker has acknowledged all of them. */
  static void await(Producer<byte[], byte[]> producer, List<Future<RecordMetadata>> underWay)
      throws IOException, InterruptedException {
    producer.flush();
    for (Future<RecordMetadata> one : underWay) {
      try {
        one.get();
      } catch (ExecutionException e) {
        throw new IOException("the broker did not acknowledge a record", e.getCause());
      }
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    http.close();
  }
}
