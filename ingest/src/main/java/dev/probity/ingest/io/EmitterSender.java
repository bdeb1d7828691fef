// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Sends through the reactive channel, whose message is acknowledged after the broker's answer. */
final class EmitterSender implements RecordSender {
  private final MutinyEmitter<byte[]> emitter;

  EmitterSender(MutinyEmitter<byte[]> emitter) {
    this.emitter = emitter;
  }

  @Override
  public CompletionStage<Void> send(ProducerRecord<byte[], byte[]> record) {
    OutgoingKafkaRecordMetadata<byte[]> metadata =
        OutgoingKafkaRecordMetadata.<byte[]>builder()
            .withTopic(record.topic())
            .withKey(record.key())
            .withHeaders(record.headers())
            .build();
    return emitter
        .sendMessage(Message.of(record.value()).addMetadata(metadata))
        .subscribeAsCompletionStage();
  }
}
