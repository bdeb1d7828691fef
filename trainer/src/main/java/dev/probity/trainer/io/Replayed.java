// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.topics.record.OffsetRange;
import dev.probity.trainer.Dataset;
import dev.probity.trainer.ReplayCounts;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a replay gave.
 *
 * @param dataset the labelled rows
 * @param counts what became of every record
 * @param offsets the records read, by topic without prefix and partition
 * @param earliest event time of the earliest candidate record; null when none was read
 * @param latest event time of the latest candidate record; null when none was read
 */
public record Replayed(
    Dataset dataset,
    ReplayCounts counts,
    Map<String, OffsetRange> offsets,
    @Nullable Instant earliest,
    @Nullable Instant latest) {
  /** Copies, sorted by name. */
  public Replayed {
    offsets = Collections.unmodifiableMap(new TreeMap<>(offsets));
  }
}
