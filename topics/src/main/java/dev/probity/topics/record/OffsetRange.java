// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;

/**
 * A range of offsets of one partition; in JSON {@code [from, to]}.
 *
 * @param from the first offset, included
 * @param to the end, excluded; not below {@code from}
 */
public record OffsetRange(long from, long to) {

  /** Checks and copies the components. */
  public OffsetRange {
    Check.count(from, "from");
    Check.count(to, "to");
    Check.that(to >= from, "to", "not below from");
  }

  /** The number of offsets in the range: {@code to − from}; [3, 10) has 7. */
  public long size() {
    return to - from;
  }
}
