// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** How a stage writes a record that it cannot handle to the rejects topic, byte for byte. */
public interface DeadLetters {

  /** The dead letter of a record that is at fault itself. */
  ProducerRecord<byte[], byte[]> refused(
      ConsumerRecord<byte[], byte[]> original, Stage stage, ReasonCode code, String reason);

  /**
   * What is sent when a record meets a bug of ours: the dead letter {@code internal-error}, the
   * critical alert and the entry for the ledger.
   *
   * @param errorClass class and place of the bug, without its message
   */
  List<ProducerRecord<byte[], byte[]>> internalError(
      ConsumerRecord<byte[], byte[]> original, String errorClass);
}
