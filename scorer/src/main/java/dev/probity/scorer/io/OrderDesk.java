// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.RejectLetters;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Answers for people's orders: a stop is acknowledged on the models topic only when the loop takes
 * no records any more, so that no prediction can follow it.
 */
final class OrderDesk implements ModelsFollower.Orders {
  private static final System.Logger LOG = System.getLogger(OrderDesk.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String MODULE = "scorer";

  private final KafkaSettings kafka;
  private final Function<ProducerRecord<byte[], byte[]>, CompletableFuture<Void>> sender;
  private final BooleanSupplier paused;
  private final RejectLetters letters;
  private final InstantSource clock;

  /**
   * A desk.
   *
   * @param sender sends a record; what it answers ends with the broker's acknowledgement
   * @param paused whether the loop has stopped taking records
   * @param version the build, for dead letters
   */
  OrderDesk(
      KafkaSettings kafka,
      Function<ProducerRecord<byte[], byte[]>, CompletableFuture<Void>> sender,
      BooleanSupplier paused,
      String version,
      InstantSource clock) {
    this.kafka = kafka;
    this.sender = sender;
    this.paused = paused;
    this.letters =
        new RejectLetters(kafka.names(), MODULE, kafka.instance(), version, Stage.DECODE, clock);
    this.clock = clock;
  }

  @Override
  public boolean acknowledge(OversightDecision order, ModelRelease champion, String positions) {
    boolean stop = order.action() == OversightAction.HALTED;
    return (!stop || paused.getAsBoolean()) && sent(record(order, champion, positions));
  }

  private ProducerRecord<byte[], byte[]> record(
      OversightDecision order, ModelRelease champion, String positions) {
    Instant now = clock.instant();
    boolean stop = order.action() == OversightAction.HALTED;
    ModelRelease state =
        new ModelRelease(
            champion.name(),
            stop ? ReleaseEvent.STOPPED : ReleaseEvent.SERVING,
            null,
            champion.version(),
            champion.digest(),
            champion.location(),
            champion.profile(),
            champion.profileDigest(),
            null,
            null,
            null,
            null,
            order.actor(),
            order.reason(),
            now);
    Headers headers = EventHeaders.release(state, MODULE, now);
    headers.add(EventHeaders.ORDER_POSITIONS, positions.getBytes(StandardCharsets.US_ASCII));
    return new ProducerRecord<>(
        kafka.names().of(Topics.MODELS),
        null,
        Topics.MODELS.keyCodec().encode(state.key()),
        Topics.MODELS.codec().encode(state),
        headers);
  }

  @Override
  public void refused(ConsumerRecord<byte[], byte[]> one, Decoded.Invalid<OversightDecision> why) {
    LOG.log(
        System.Logger.Level.WARNING,
        "an order about the model cannot be read; partition={0} offset={1} reason={2}",
        one.partition(),
        one.offset(),
        why.describe());
    sent(letters.refused(one, Stage.DECODE, why.code(), why.describe()));
  }

  private boolean sent(ProducerRecord<byte[], byte[]> output) {
    try {
      sender.apply(output).orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
      return true;
    } catch (CompletionException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "not acknowledged by the broker, tried again; topic={0} error={1}",
          output.topic(),
          String.valueOf(e.getCause()));
      return false;
    }
  }
}
