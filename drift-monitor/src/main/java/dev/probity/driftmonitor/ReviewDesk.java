// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.topics.record.Signal;
import java.time.Instant;
import java.util.List;

/** Gathers reviews of a release's predictions; whatever is known is in the store. */
final class ReviewDesk {
  private final MonitorStore store;
  private final WindowReport report;
  private final List<ProtectedAttribute> attributes;

  ReviewDesk(MonitorStore store, WindowReport report, List<ProtectedAttribute> attributes) {
    this.store = store;
    this.report = report;
    this.attributes = attributes;
  }

  /** Takes a review of a row of these groups; what a window says that it fills. */
  List<Signal> take(Review review, int[] groups, Instant time) {
    byte[] kept = store.reviews();
    ReviewWindow open =
        kept == null ? new ReviewWindow(0, attributes) : ReviewWindow.parse(kept, attributes);
    open.add(review, groups);
    List<Signal> said = List.of();
    if (open.full()) {
      said = report.reviews(open, time);
      open = new ReviewWindow(open.index() + 1, attributes);
    }
    store.saveReviews(open.toBytes());
    return said;
  }
}
