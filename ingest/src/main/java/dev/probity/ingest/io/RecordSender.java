// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends a record and completes when the broker has acknowledged it, or fails. */
@FunctionalInterface
public interface RecordSender {

  /** Sends the record; the stage fails when the broker does not acknowledge in time. */
  CompletionStage<Void> send(ProducerRecord<byte[], byte[]> record);
}
