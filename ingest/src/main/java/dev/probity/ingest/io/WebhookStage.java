// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.WebhookSignature;
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
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a receiver should know and tells it. Its position is committed when the receiver has
 * answered: an outage of either is waited out for a week, and a group that is new begins with the
 * oldest record on the topic. Decisions are read in the group of the module; each receiver of
 * releases has a group of its own, so that one that is away holds up no other.
 */
final class WebhookStage implements AutoCloseable {
  private static final int BATCH = 200;
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);
  private static final Backoff OUTAGE =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(60), Duration.ofDays(7));

  private final WebhookFeed feed;
  private final String name;
  private final KafkaSettings kafka;
  private final @Nullable WebhookSettings settings;
  private final MeterRegistry registry;
  private final InstantSource clock;
  private final @Nullable PollStage stage;

  /** A stage that has not started; without settings it never does anything. */
  WebhookStage(
      WebhookFeed feed,
      KafkaSettings kafka,
      @Nullable WebhookSettings settings,
      MeterRegistry registry,
      InstantSource clock) {
    this.feed = feed;
    this.name =
        feed == WebhookFeed.RELEASES && settings != null
            ? feed.client() + "-" + settings.hash()
            : feed.client();
    this.kafka = kafka;
    this.settings = settings;
    this.registry = registry;
    this.clock = clock;
    this.stage =
        settings == null
            ? null
            : new PollStage(
                name,
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

  /** What its thread, log lines, meter and group say; an address may hold a secret. */
  String name() {
    return name;
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
          "the secret of a webhook, "
              + settings.secretFile()
              + ","
              + " cannot be read\nMaybe it is another user's",
          e);
    }
  }

  private PollLoop life(
      WebhookSettings receiver, WebhookSignature signature, LoopListener listener) {
    Map<String, Object> consumer = new TreeMap<>(kafka.groupConsumer());
    String client = kafka.client(feed.client());
    if (feed == WebhookFeed.RELEASES) {
      String own = "-" + name;
      client = kafka.groupInstance() + own;
      consumer.put(ConsumerConfig.GROUP_ID_CONFIG, kafka.group() + own);
      consumer.put(ConsumerConfig.CLIENT_ID_CONFIG, client);
    }
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(BATCH));
    Map<String, Object> producer = new TreeMap<>(kafka.producer(feed.client()));
    producer.put(ProducerConfig.CLIENT_ID_CONFIG, client);
    LoopSettings usual = LoopSettings.reading(feed.topics(kafka.names()));
    return new PollLoop(
        new LoopSettings(
            usual.topics(),
            usual.pollTimeout(),
            usual.commitEvery(),
            usual.clientTimeout(),
            usual.drainTimeout(),
            OUTAGE),
        new KafkaConsumer<>(consumer),
        new KafkaProducer<>(producer),
        new WebhookStep(
            feed,
            name,
            new SignedCalls(receiver, signature, clock),
            kafka.names(),
            kafka.instance(),
            clock,
            registry),
        new RejectLetters(
            kafka.names(), "ingest", kafka.instance(), IngestService.version(), Stage.SINK, clock),
        new Intake(),
        listener,
        RandomGenerator.getDefault());
  }

  @Override
  public void close() {
    if (stage != null) {
      stage.close();
    }
  }
}
