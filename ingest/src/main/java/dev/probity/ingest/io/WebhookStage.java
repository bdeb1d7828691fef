// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.WebhookCall;
import dev.probity.ingest.WebhookSignature;
import dev.probity.topics.Topics;
import dev.probity.topics.io.Backoff;
import dev.probity.topics.io.Intake;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.LoopListener;
import dev.probity.topics.io.LoopSettings;
import dev.probity.topics.io.PollLoop;
import dev.probity.topics.io.PollStage;
import dev.probity.topics.io.RejectLetters;
import dev.probity.topics.io.RestartLimit;
import dev.probity.topics.record.Stage;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.jspecify.annotations.Nullable;

/**
 * Reads decisions in the group of the module and tells a receiver of each. Its position is
 * committed when the receiver has answered: an outage of either is waited out for a week, and a
 * group that is new begins with the oldest decision on the topic.
 */
final class WebhookStage implements AutoCloseable {
  private static final int BATCH = 200;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
  private static final Backoff OUTAGE =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(60), Duration.ofDays(7));

  private final KafkaSettings kafka;
  private final @Nullable WebhookSettings settings;
  private final MeterRegistry registry;
  private final InstantSource clock;
  private final @Nullable PollStage stage;

  /** A stage that has not started; without settings it never does anything. */
  WebhookStage(
      KafkaSettings kafka,
      @Nullable WebhookSettings settings,
      MeterRegistry registry,
      InstantSource clock) {
    this.kafka = kafka;
    this.settings = settings;
    this.registry = registry;
    this.clock = clock;
    this.stage =
        settings == null
            ? null
            : new PollStage(
                "webhook",
                listener -> life(settings, signature(settings), listener),
                RestartLimit.usual(),
                OUTAGE,
                CLOSE_WITHIN,
                LoopListener.none(),
                RandomGenerator.getDefault());
  }

  void start() {
    if (settings != null && stage != null) {
      signature(settings); // a secret that is none is found now and not at the first decision
      stage.start();
    }
  }

  /** What the readiness check shows; a receiver that is away shuts no door. */
  String state() {
    return stage == null ? "off" : stage.health().state() + ": " + stage.health().reason();
  }

  private static WebhookSignature signature(WebhookSettings settings) {
    try {
      return WebhookSignature.of(Files.readString(settings.secretFile()));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "probity.ingest.webhook.secret-file "
              + settings.secretFile()
              + " cannot be read\nMaybe it is another user's",
          e);
    }
  }

  private PollLoop life(
      WebhookSettings receiver, WebhookSignature signature, LoopListener listener) {
    Map<String, Object> consumer = new TreeMap<>(kafka.groupConsumer());
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(BATCH));
    LoopSettings usual = LoopSettings.reading(List.of(kafka.names().of(Topics.PREDICTIONS)));
    return new PollLoop(
        new LoopSettings(
            usual.topics(),
            usual.pollTimeout(),
            usual.commitEvery(),
            usual.clientTimeout(),
            usual.drainTimeout(),
            OUTAGE),
        new KafkaConsumer<>(consumer),
        new KafkaProducer<>(kafka.producer("webhook")),
        new WebhookStep(
            receiver(receiver, signature), kafka.names(), kafka.instance(), clock, registry),
        new RejectLetters(
            kafka.names(), "ingest", kafka.instance(), IngestService.version(), Stage.SINK, clock),
        new Intake(),
        listener,
        RandomGenerator.getDefault());
  }

  private WebhookStep.Receiver receiver(WebhookSettings receiver, WebhookSignature signature) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(receiver.timeout())
            .build();
    Semaphore underWay = new Semaphore(receiver.inFlight());
    return call -> {
      underWay.acquireUninterruptibly();
      return http.sendAsync(
              request(receiver, signature, call), HttpResponse.BodyHandlers.discarding())
          .thenApply(HttpResponse::statusCode)
          .whenComplete((status, failure) -> underWay.release());
    };
  }

  private HttpRequest request(
      WebhookSettings receiver, WebhookSignature signature, WebhookCall call) {
    byte[] body = call.body().toArray();
    long seconds = clock.instant().getEpochSecond();
    return HttpRequest.newBuilder(receiver.url())
        .timeout(receiver.timeout())
        .header("content-type", "application/json")
        .header("webhook-id", call.id())
        .header("webhook-timestamp", Long.toString(seconds))
        .header("webhook-signature", signature.sign(call.id(), seconds, body))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  @Override
  public void close() {
    if (stage != null) {
      stage.close();
    }
  }
}
