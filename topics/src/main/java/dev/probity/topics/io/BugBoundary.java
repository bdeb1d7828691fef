// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The one place where a bug of a step is caught: a decorator that turns whatever a {@link
 * BatchStep} throws into a value, so that the loop can find the record at fault. Kafka's own
 * exceptions pass through: they speak of the broker, not of a record.
 */
final class BugBoundary {
  private final BatchStep step;

  BugBoundary(BatchStep step) {
    this.step = step;
  }

  /** How a call of the step went. */
  sealed interface Attempt<T> {
    /** It answered. */
    record Answered<T>(T value) implements Attempt<T> {}

    /** The environment stands in the way. */
    record Outage<T>(OutageException cause) implements Attempt<T> {}

    /** A bug of ours. */
    record Bug<T>(Throwable cause) implements Attempt<T> {}
  }

  Attempt<List<Handled>> handle(List<ConsumerRecord<byte[], byte[]>> batch) {
    return attempt(
        () -> {
          List<Handled> handled = step.handle(batch);
          if (handled.size() != batch.size()) {
            throw new IllegalStateException(
                handled.size() + " answers for " + batch.size() + " records");
          }
          return handled;
        });
  }

  Attempt<List<ProducerRecord<byte[], byte[]>>> before(Map<TopicPartition, Long> nextOffsets) {
    return attempt(() -> step.before(nextOffsets));
  }

  Attempt<Boolean> acknowledged() {
    return attempt(
        () -> {
          step.acknowledged();
          return true;
        });
  }

  /** Calls and catches: an outage, a bug (too deep a recursion is one), or the answer. */
  static <T> Attempt<T> attempt(Callable<T> call) {
    try {
      return new Attempt.Answered<>(call.call());
    } catch (OutageException e) {
      return new Attempt.Outage<>(e);
    } catch (KafkaException e) {
      throw e;
    } catch (Exception | StackOverflowError e) {
      return new Attempt.Bug<>(e);
    }
  }
}
