// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.topics.record.OffsetRange;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a data set was replayed from.
 *
 * @param offsets the records read, by topic without prefix and partition
 * @param counts what became of them
 * @param commit the commit that holds it; null when no repository does
 */
public record DataSource(
    Map<String, OffsetRange> offsets, ReplayCounts counts, @Nullable String commit) {
  /** A data set no repository holds: its own digest stands for a commit. */
  public DataSource(Map<String, OffsetRange> offsets, ReplayCounts counts) {
    this(offsets, counts, null);
  }

  /** Copies, sorted by name. */
  public DataSource {
    offsets = Collections.unmodifiableMap(new TreeMap<>(offsets));
    Objects.requireNonNull(counts, "counts");
  }
}
