// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import dev.probity.topics.EventReader;
import dev.probity.topics.InboundEvent;
import dev.probity.topics.Requisitions;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Looks up the requisition of a prediction's candidate where the prediction says it stands: the
 * explainer reads predictions only, and they name none.
 */
final class InputSight implements CounterfactualDesk.Sight {
  private final TopicReader reader;
  private final TopicNames names;
  private final EventReader candidates = EventReader.of(Topics.CANDIDATES);

  InputSight(TopicReader reader, TopicNames names) {
    this.reader = reader;
    this.names = names;
  }

  @Override
  public boolean covers(Requisitions reach, Prediction prediction) throws OutageException {
    if (reach.all()) {
      return true;
    }
    SourcePosition at = prediction.source();
    TopicPartition where = new TopicPartition(names.of(Topics.CANDIDATES), at.partition());
    AtomicBoolean covered = new AtomicBoolean();
    try {
      reader.read(
          Map.of(where, new OffsetRange(at.offset(), at.offset() + 1)),
          record -> covered.set(covers(reach, record, at)));
    } catch (KafkaException e) {
      throw new OutageException("the candidate of a prediction cannot be read", e);
    }
    return covered.get();
  }

  private boolean covers(
      Requisitions reach, ConsumerRecord<byte[], byte[]> record, SourcePosition at) {
    String key =
        Codecs.TEXT_KEY.decode(record.key()) instanceof Decoded.Valid<String>(String text)
            ? text
            : null;
    return candidates.read(at, key, record.value(), record.headers())
            instanceof Decoded.Valid<InboundEvent>(InboundEvent event)
        && Topics.CANDIDATES.codec().decode(event.data(record.value()))
            instanceof Decoded.Valid<Candidate>(Candidate candidate)
        && reach.cover(candidate.provenance().requisition());
  }
}
