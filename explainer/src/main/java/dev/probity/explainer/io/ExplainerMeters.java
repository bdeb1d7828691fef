// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import dev.probity.topics.io.BatchReport;
import dev.probity.topics.io.LoopListener;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts what the explainer does. What a batch led to counts once all of it is acknowledged; what
 * is handled again after an outage counts once.
 */
final class ExplainerMeters implements LoopListener {
  private static final Duration[] BUCKETS =
      LongStream.of(
              1_000,
              2_500,
              5_000,
              10_000,
              25_000,
              50_000,
              100_000,
              250_000,
              500_000,
              1_000_000,
              2_500_000,
              5_000_000,
              10_000_000)
          .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Timer stage;
  private final Counter explanations;
  private final Map<TopicPartition, AtomicLong> lags = new ConcurrentHashMap<>();
  private final Map<Refused, Integer> refusals = new HashMap<>();
  private int explained;

  private record Refused(Stage stage, ReasonCode code) {}

  ExplainerMeters(MeterRegistry registry) {
    this.registry = registry;
    this.stage =
        Timer.builder("probity.stage.duration")
            .description("From the end of a poll to the last acknowledgement")
            .tag("stage", "explainer")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    this.explanations =
        Counter.builder("probity.explanations")
            .description("Predictions explained")
            .tag("result", "explained")
            .register(registry);
  }

  /** A batch begins; what an attempt before it counted is forgotten. */
  void batch() {
    explained = 0;
    refusals.clear();
  }

  /** A prediction of the batch was explained. */
  void explained() {
    explained++;
  }

  /** A record of the batch was refused. */
  void refused(Stage at, ReasonCode code) {
    refusals.merge(new Refused(at, code), 1, Integer::sum);
  }

  @Override
  public void handled(BatchReport report) {
    stage.record(report.took());
    explanations.increment(explained);
    refusals.forEach((refused, times) -> rejects(refused).increment(times));
    batch();
  }

  private Counter rejects(Refused refused) {
    return Counter.builder("probity.rejects")
        .description("Dead letters by stage and reason code")
        .tag("stage", refused.stage().code())
        .tag("reason", refused.code().code())
        .register(registry);
  }

  @Override
  public void lag(TopicPartition partition, long records) {
    lags.computeIfAbsent(partition, this::gauge).set(records);
  }

  private AtomicLong gauge(TopicPartition partition) {
    AtomicLong value = new AtomicLong();
    Gauge.builder("probity.consumer.lag.records", value, AtomicLong::get)
        .description("Records between a module and the end of its partition")
        .tag("module", "explainer")
        .tag("topic", partition.topic())
        .tag("partition", Integer.toString(partition.partition()))
        .register(registry);
    return value;
  }
}
