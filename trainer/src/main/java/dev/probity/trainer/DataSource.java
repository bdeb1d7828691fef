// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.topics.record.OffsetRange;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Where a data set was replayed from.
 *
 * @param offsets the records read, by topic without prefix and partition
 * @param counts what became of them
 */
public record DataSource(Map<String, OffsetRange> offsets, ReplayCounts counts) {
  /** Copies, sorted by name. */
  public DataSource {
    offsets = Collections.unmodifiableMap(new TreeMap<>(offsets));
    Objects.requireNonNull(counts, "counts");
  }
}
