// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.CandidateIntake;
import dev.probity.ingest.CaptureMapping;
import dev.probity.ingest.CodeMapping;
import dev.probity.ingest.Outbox;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;

/** Puts change capture together. */
final class CaptureParts {
  /** A change that waited while nothing was captured is no less true for it. */
  private static final Duration ANY_AGE = Duration.ofDays(36_500);

  private CaptureParts() {}

  /**
   * The capture of a configuration; it does not run yet, and never does without a database.
   *
   * @param served the profile that is meant when the configuration names none
   */
  static ChangeCapture capture(
      CaptureConfig config,
      KafkaSettings kafka,
      String served,
      MeterRegistry registry,
      InstantSource clock) {
    if (config.url() == null) {
      return new ChangeCapture(config, () -> consumerOfNothing(), () -> {});
    }
    Profile profile = ProfileFiles.load(config.profile() == null ? served : config.profile());
    CodeMapping codes =
        config.mapping() == null ? CodeMapping.NONE : CodeMappings.load(config.mapping(), profile);
    CandidateIntake intake = new CandidateIntake(List.of(profile), ANY_AGE);
    CaptureMapping table =
        config.table() == null
            ? null
            : new CaptureMapping(
                new CaptureMapping.Settings(
                    profile, config.ids(), config.group(), codes, config.slot(), config.erase()),
                intake);
    Outbox outbox = config.outbox() == null ? null : new Outbox(intake, config.slot());
    Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.producer("capture"));
    ChangeCapture capture =
        new ChangeCapture(
            config,
            () ->
                new CaptureConsumer(
                    config, kafka, producer, table, outbox, new IngestMeters(registry), clock),
            producer::close);
    Gauge.builder("probity.capture.slot.retained", capture, ChangeCapture::retainedBytes)
        .description("Log the replication slot holds back")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("probity.capture.up", capture, one -> one.notReady() == null ? 1 : 0)
        .description("Whether changes are captured")
        .register(registry);
    return capture;
  }

  private static CaptureConsumer consumerOfNothing() {
    throw new IllegalStateException("no database is configured");
  }
}
