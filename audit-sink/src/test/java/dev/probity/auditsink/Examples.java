// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.auditsink.entry.Commitments;
import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.entry.RawRecord;
import dev.probity.auditsink.entry.Source;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Small records and drafts that tests share. */
public final class Examples {
  public static final Source CANDIDATES = new Source("probity.candidates.v1", 0);
  public static final Source SIGNALS = new Source("probity.signals.v1", 0);
  public static final long NOW = 1_767_225_600_000L;

  private Examples() {}

  /** A record whose key and value say its offset. */
  public static Prepared record(Source source, long offset) {
    byte[] salt = new byte[Commitments.SALT_BYTES];
    salt[0] = (byte) offset;
    RecordHeaders headers = new RecordHeaders();
    headers.add("probity-event-type", "candidate.received".getBytes(UTF_8));
    RawRecord raw =
        new RawRecord(
            source,
            offset,
            NOW + offset,
            TimestampType.CREATE_TIME,
            ("c-" + offset).getBytes(UTF_8),
            headers,
            ("{\"n\":" + offset + "}").getBytes(UTF_8));
    return Prepared.of(raw, salt, 0, new Commitments());
  }

  /** Records at every position between the cursor and {@code next}. */
  public static Stretch stretch(Source source, Cursor from, long next) {
    List<Prepared> records = new ArrayList<>();
    for (long offset = from.next(); offset < next; offset++) {
      records.add(record(source, offset));
    }
    return new Stretch(source, from, next, records);
  }

  /** A draft of one partition. */
  public static Draft draft(Source source, Cursor from, long next) {
    return new Draft(List.of(stretch(source, from, next)));
  }
}
