// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import dev.probity.scorer.RefusedRelease;
import dev.probity.scorer.ServingModel;
import dev.probity.topics.io.BatchReport;
import dev.probity.topics.io.LoopListener;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the scorer does. What a batch led to counts once all of it is acknowledged; what is
 * handled again after an outage counts once.
 */
final class ScoringMeters implements LoopListener, ChampionDesk.Listener {
  private static final String UNSEEN = "unseen:";
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
  private final AtomicLong stopped = new AtomicLong();
  private final Map<TopicPartition, AtomicLong> lags = new ConcurrentHashMap<>();
  private final Map<Counted, Integer> batch = new HashMap<>();
  private Meter.@Nullable Id info;

  /** Something that is counted by label values. */
  private sealed interface Counted {
    record Scored(String version, String variant) implements Counted {}

    record Unseen(String feature) implements Counted {}

    record Refused(Stage stage, ReasonCode code) implements Counted {}
  }

  ScoringMeters(MeterRegistry registry) {
    this.registry = registry;
    this.stage =
        Timer.builder("probity.stage.duration")
            .description("From the end of a poll to the last acknowledgement")
            .tag("stage", "scorer")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    Gauge.builder("probity.stop.active", stopped, AtomicLong::get)
        .description("1 while a person has stopped the model")
        .register(registry);
  }

  /** A batch begins; what an attempt before it counted is forgotten. */
  void batch() {
    batch.clear();
  }

  /** A candidate of the batch was scored. */
  void scored(Prediction prediction) {
    count(new Counted.Scored(prediction.modelVersion(), prediction.variant().code()));
    for (String flag : prediction.flags()) {
      if (flag.startsWith(UNSEEN)) {
        count(new Counted.Unseen(flag.substring(UNSEEN.length())));
      }
    }
  }

  /** A record of the batch was refused. */
  void refused(Stage at, ReasonCode code) {
    count(new Counted.Refused(at, code));
  }

  private void count(Counted counted) {
    batch.merge(counted, 1, Integer::sum);
  }

  @Override
  public void handled(BatchReport report) {
    stage.record(report.took());
    batch.forEach((counted, times) -> counter(counted).increment(times));
    batch.clear();
  }

  private Counter counter(Counted counted) {
    Counter.Builder builder =
        switch (counted) {
          case Counted.Scored(String version, String variant) ->
              Counter.builder("probity.predictions")
                  .description("Candidates scored, by release and its role")
                  .tag("model_version", version)
                  .tag("variant", variant)
                  .tag("result", "scored");
          case Counted.Unseen(String feature) ->
              Counter.builder("probity.unseen.codes")
                  .description("Codes the release was not trained on, by feature")
                  .tag("feature", feature);
          case Counted.Refused(Stage at, ReasonCode code) ->
              Counter.builder("probity.rejects")
                  .description("Dead letters by stage and reason code")
                  .tag("stage", at.code())
                  .tag("reason", code.code());
        };
    return builder.register(registry);
  }

  @Override
  public void lag(TopicPartition partition, long records) {
    lags.computeIfAbsent(partition, this::gauge).set(records);
  }

  private AtomicLong gauge(TopicPartition partition) {
    AtomicLong value = new AtomicLong();
    Gauge.builder("probity.consumer.lag.records", value, AtomicLong::get)
        .description("Records between a module and the end of its partition")
        .tag("module", "scorer")
        .tag("topic", partition.topic())
        .tag("partition", Integer.toString(partition.partition()))
        .register(registry);
    return value;
  }

  @Override
  public synchronized void serving(ServingModel model, int selfTestRows) {
    if (info != null) {
      registry.remove(info);
    }
    info =
        Gauge.builder("probity.model.info", () -> 1)
            .description("The release that scores")
            .tag("version", model.model().version())
            .tag("digest", model.digest())
            .tag("alias", "champion")
            .register(registry)
            .getId();
  }

  @Override
  public void refused(RefusedRelease release) {
    Counter.builder("probity.releases.refused")
        .description("Releases that must not serve, by reason")
        .tag("reason", release.code().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .register(registry)
        .increment();
  }

  @Override
  public void stopped(boolean now) {
    stopped.set(now ? 1 : 0);
  }
}
