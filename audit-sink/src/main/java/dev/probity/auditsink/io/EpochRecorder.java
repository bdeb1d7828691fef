// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.topics.io.AuditPublisher;
import dev.probity.topics.record.EventType;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/** Puts the beginning of an epoch on the audit topic, from where it becomes an entry. */
final class EpochRecorder implements AnchoredOpener.Epochs {
  private static final int SECONDS = 20;

  private final AuditPublisher audit;

  EpochRecorder(AuditPublisher audit) {
    this.audit = audit;
  }

  @Override
  public void open(Checkpoint left, long size) {
    Map<String, String> details =
        Map.of(
            "abandonedSize", String.valueOf(left.size()),
            "abandonedRoot", left.root().base64(),
            "size", String.valueOf(size));
    try {
      audit.publish(audit.entry(EventType.EPOCH_OPENED, details)).get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("epoch.opened was not acknowledged", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
