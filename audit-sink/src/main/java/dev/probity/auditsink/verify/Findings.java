// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects findings; after a hundred of one kind it only counts that kind. */
final class Findings {
  private static final int KEPT_PER_CODE = 100;

  private final List<Finding> kept = new ArrayList<>();
  private final Map<FindingCode, Long> counts = new EnumMap<>(FindingCode.class);

  void add(Finding finding) {
    if (counts.merge(finding.code(), 1L, Long::sum) <= KEPT_PER_CODE) {
      kept.add(finding);
    }
  }

  List<Finding> kept() {
    return List.copyOf(kept);
  }

  long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
