// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What operators said about the door of this process before it started, read back from the record.
 */
final class DoorHistory {
  private final TopicReader reader;
  private final TopicNames names;
  private final String instance;
  private final String model;

  /**
   * A history that is not read yet.
   *
   * @param instance whose door, as its records name it
   * @param model the model behind the door
   */
  DoorHistory(TopicReader reader, TopicNames names, String instance, String model) {
    this.reader = reader;
    this.names = names;
    this.instance = instance;
    this.model = model;
  }

  /**
   * Whether the door was shut by the last that was said about it. The order is that of the offsets:
   * all that one process says about its door has one key and so one partition, and a clock may be
   * set back. Reads the whole topic, all that 184 days brought, for most doors were never shut and
   * nothing but the whole says so; entries of other types are passed over without parsing.
   *
   * @throws org.apache.kafka.common.KafkaException when the broker does not answer
   */
  boolean isShut() {
    boolean[] shut = {false};
    reader.readAll(
        names.of(Topics.AUDIT),
        one -> {
          if (isChange(one)
              && Topics.AUDIT.codec().decode(one.value())
                  instanceof Decoded.Valid<AuditEntry>(AuditEntry entry)
              && isOfThisDoor(entry)) {
            shut[0] = "false".equals(entry.details().get(InferenceLedger.LOADED));
          }
        });
    return shut[0];
  }

  private boolean isOfThisDoor(AuditEntry entry) {
    return entry.module().equals(InferenceLedger.MODULE)
        && entry.instance().equals(instance)
        && model.equals(entry.model())
        && InferenceLedger.DOOR.equals(entry.details().get("door"));
  }

  /** Most entries are none; their headers say so without parsing. */
  private static boolean isChange(ConsumerRecord<byte[], byte[]> one) {
    Header type = one.headers().lastHeader(EventHeaders.EVENT_TYPE);
    return type != null
        && type.value() != null
        && EventType.CONFIG_CHANGED.code().equals(new String(type.value(), UTF_8));
  }
}
