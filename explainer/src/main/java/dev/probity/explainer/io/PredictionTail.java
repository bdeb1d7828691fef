// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.value.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** The champion's newest predictions by candidate, at most a fixed number. */
final class PredictionTail {
  private final LinkedHashMap<String, Bytes> newest;

  PredictionTail(int capacity) {
    this.newest =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bytes> eldest) {
            return size() > capacity;
          }
        };
  }

  /** Takes a record of the predictions topic; what cannot be read is no prediction. */
  void fold(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    if (value != null
        && Codecs.TEXT_KEY.decode(record.key()) instanceof Decoded.Valid<String>(String id)) {
      synchronized (newest) {
        newest.putLast(id, Bytes.copyOf(value));
      }
    }
  }

  /** The newest prediction about a candidate; null when it is not held. */
  @Nullable Prediction of(String candidateId) {
    Bytes bytes;
    synchronized (newest) {
      bytes = newest.get(candidateId);
    }
    return bytes != null
            && Topics.PREDICTIONS.codec().decode(bytes.toArray())
                instanceof Decoded.Valid<Prediction>(Prediction prediction)
            && prediction.decides()
        ? prediction
        : null;
  }
}
