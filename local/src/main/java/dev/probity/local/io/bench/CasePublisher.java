// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.explainer.Explaining;
import dev.probity.explainer.ExplainingResult;
import dev.probity.explainer.io.CatalogueFile;
import dev.probity.local.io.demo.MonitorCases;
import dev.probity.local.io.demo.TrainedRelease;
import dev.probity.model.shap.TreeShap;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Explanation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Puts the records of real cases on the topics the monitor reads, and keeps none of them, so that
 * what is measured afterwards has the heap to itself.
 */
final class CasePublisher {
  private static final String SOURCE = "/bench";
  private static final int EXPLAINED_AT_ONCE = 256;

  private final KafkaSettings kafka;
  private final TrainedRelease release;
  private final Explaining explaining;
  private final AtomicBoolean failed = new AtomicBoolean();

  CasePublisher(KafkaSettings kafka, Profile profile, TrainedRelease release) {
    this.kafka = kafka;
    this.release = release;
    this.explaining =
        new Explaining(
            release.serving().model(),
            "hessian",
            profile,
            CatalogueFile.shipped(),
            TreeShap.TABLE_BUDGET);
  }

  /**
   * Candidates in order, each followed by its prediction and its explanation; outcomes so many
   * cases later. The last of them is a moment old.
   */
  void publish(int count, int delay) throws IOException {
    Instant start = Instant.now().minus(MonitorCases.APART.multipliedBy(count + delay));
    List<MonitorCases.Case> cases =
        MonitorCases.of(release.serving(), count, Topics.CANDIDATES.partitions(), start);
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("cases"))) {
      for (int from = 0; from < count + delay; from += EXPLAINED_AT_ONCE) {
        int last = from + EXPLAINED_AT_ONCE;
        decide(producer, cases.subList(Math.min(from, count), Math.min(last, count)));
        observe(
            producer,
            cases.subList(bounded(from - delay, count), bounded(last - delay, count)),
            MonitorCases.APART.multipliedBy(delay));
      }
      producer.flush();
    }
    if (failed.get()) {
      throw new IOException("the broker did not acknowledge a record of the bench");
    }
  }

  private static int bounded(int place, int count) {
    return Math.clamp(place, 0, count);
  }

  private void decide(Producer<byte[], byte[]> producer, List<MonitorCases.Case> cases)
      throws IOException {
    List<ExplainingResult> explained =
        explaining.explain(cases.stream().map(MonitorCases.Case::prediction).toList());
    for (int i = 0; i < cases.size(); i++) {
      MonitorCases.Case one = cases.get(i);
      if (!(explained.get(i) instanceof ExplainingResult.Explained(Explanation explanation))) {
        throw new IOException("a prediction of the bench cannot be explained");
      }
      Instant time = one.time();
      Headers headers =
          EventHeaders.candidate(one.candidate(), one.candidate().id(), SOURCE, time, Trace.NONE);
      send(producer, one, Topics.CANDIDATES, one.candidate(), headers, Duration.ZERO);
      headers = EventHeaders.prediction(one.prediction(), time, Trace.NONE);
      send(producer, one, Topics.PREDICTIONS, one.prediction(), headers, Duration.ofMillis(1));
      headers = EventHeaders.explanation(explanation, time, Trace.NONE);
      send(producer, one, Topics.EXPLANATIONS, explanation, headers, Duration.ofMillis(2));
    }
  }

  private void observe(
      Producer<byte[], byte[]> producer, List<MonitorCases.Case> cases, Duration later) {
    for (MonitorCases.Case one : cases) {
      String id = one.candidate().id();
      Headers headers = EventHeaders.outcome(one.outcome(), id, SOURCE, one.time(), Trace.NONE);
      send(producer, one, Topics.OUTCOMES, one.outcome(), headers, later);
    }
  }

  private <V> void send(
      Producer<byte[], byte[]> producer,
      MonitorCases.Case one,
      Topic<String, V> topic,
      V value,
      Headers headers,
      Duration later) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                kafka.names().of(topic),
                one.partition(),
                one.time().plus(later).toEpochMilli(),
                one.candidate().id().getBytes(StandardCharsets.UTF_8),
                topic.codec().encode(value),
                headers),
            (metadata, failure) -> failed.compareAndSet(false, failure != null));
  }
}
