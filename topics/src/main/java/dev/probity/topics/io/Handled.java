// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What one consumed record became. A {@link BatchStep} answers with exactly one of these for each
 * record of its batch, in the batch's order, so that no record can be dropped in silence.
 */
public sealed interface Handled {

  /**
   * The record led to these records; they are sent in this order. A record may name its partition.
   *
   * @param records at least one record to send
   */
  record Forwarded(List<ProducerRecord<byte[], byte[]>> records) implements Handled {
    public Forwarded {
      records = List.copyOf(records);
      if (records.isEmpty()) {
        throw new IllegalArgumentException(
            "records is empty\nMaybe the record was meant to be Skipped or Refused");
      }
    }

    /** One record led to one record, the usual case. */
    public static Forwarded one(ProducerRecord<byte[], byte[]> output) {
      return new Forwarded(List.of(output));
    }
  }

  /**
   * The record itself is at fault, and would be again: its original bytes go to the rejects topic.
   *
   * @param stage what was being done
   * @param code the coded reason
   * @param reason what is wrong and where, never a value of the record
   */
  record Refused(Stage stage, ReasonCode code, String reason) implements Handled {
    public Refused {
      Objects.requireNonNull(stage, "stage");
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(reason, "reason");
    }
  }

  /** The record is none of this stage's business, for example a candidate of the past. */
  record Skipped() implements Handled {}
}
