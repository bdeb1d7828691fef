// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.AnswerView;
import dev.probity.ingest.BatchBook;
import dev.probity.topics.io.ConfigTexts;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.MutinyEmitter;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;

/** Builds the front door from its configuration and opens it when the process has started. */
@Singleton
final class IngestWiring {
  private static final int MOST_BATCH_ROWS = 50_000;

  /** So much later than at once may be known what became of a candidate. */
  private static final Duration ANSWERS_BEHIND = Duration.ofMillis(10);

  /** The service is bounded itself, so the channel need not be. */
  @Produces
  @Singleton
  IngestService service(
      Config config,
      MeterRegistry registry,
      @Channel("ingest-records") @OnOverflow(OnOverflow.Strategy.UNBOUNDED_BUFFER)
          MutinyEmitter<byte[]> emitter) {
    IngestConfig settings = IngestConfig.parse(values(config));
    BatchBook batches = new BatchBook(MOST_BATCH_ROWS);
    AnswerFollower follower =
        new AnswerFollower(
            () -> new KafkaConsumer<>(settings.kafka().patientConsumer("answers", ANSWERS_BEHIND)),
            settings.kafka().names(),
            new AnswerView(settings.maxAnswerRows(), batches::moved),
            settings.maxAnswerRows() / 4);
    return new IngestService(
        settings,
        ProfileShelf.load(settings.profiles()),
        new EmitterSender(emitter),
        follower,
        batches,
        new IngestMeters(registry),
        InstantSource.system(),
        () -> UUID.randomUUID().toString());
  }

  @Produces
  @Singleton
  Webhooks webhooks(Config config, MeterRegistry registry) {
    return new Webhooks(IngestConfig.parse(values(config)), registry, InstantSource.system());
  }

  /** Reads an HR database's log, where one is configured. */
  @Produces
  @Singleton
  ChangeCapture capture(Config config, MeterRegistry registry) {
    Map<String, String> values = values(config);
    IngestConfig settings = IngestConfig.parse(values);
    return CaptureParts.capture(
        CaptureConfig.parse(values),
        settings.kafka(),
        settings.profiles().getFirst(),
        registry,
        InstantSource.system());
  }

  static Map<String, String> values(Config config) {
    return ConfigTexts.of(
        IngestConfig.keys(),
        config.getPropertyNames(),
        key -> config.getOptionalValue(key, String.class));
  }

  void open(
      @Observes StartupEvent started,
      IngestService service,
      Webhooks webhooks,
      ChangeCapture capture) {
    service.start();
    webhooks.start();
    capture.start();
  }

  void close(
      @Observes ShutdownEvent stopping,
      IngestService service,
      Webhooks webhooks,
      ChangeCapture capture) {
    capture.close();
    webhooks.close();
    service.close();
  }
}
