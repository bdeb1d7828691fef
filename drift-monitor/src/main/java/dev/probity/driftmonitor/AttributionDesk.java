// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.AttributionFold;
import dev.probity.model.monitor.AttributionReference;
import dev.probity.model.monitor.GroupContributions;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.WindowStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open window of a release's explanations, by count and on its own: explanations follow their
 * predictions at a distance, and some never come. What is stored with each is the whole window, a
 * few hundred bytes that overwrite each other.
 */
final class AttributionDesk {
  private static final int FORM = 2;

  private final MonitorStore store;
  private final WindowReport report;
  private final int windowRows;
  private final @Nullable AttributionReference reference;
  private final List<ProtectedAttribute> attributes;
  private @Nullable AttributionFold fold;
  private GroupContributions groups;
  private Offsets offsets = new Offsets();
  private long index;

  AttributionDesk(
      MonitorStore store, WindowReport report, MonitoringReference release, int windowRows) {
    this.store = store;
    this.report = report;
    this.reference = release.attribution();
    this.attributes = release.spec().protectedAttributes();
    this.groups = noGroups();
    this.windowRows = windowRows;
    if (reference != null) {
      fold = new AttributionFold(reference);
      byte[] stored = store.attribution();
      if (stored != null) {
        StateInput in = new StateInput(stored);
        in.form("the state of the explanations", FORM);
        index = in.whole();
        offsets.read(in);
        fold.merge(in.raw());
        groups.merge(in.raw());
      }
    }
  }

  private GroupContributions noGroups() {
    return new GroupContributions(attributes, reference == null ? 0 : reference.features().size());
  }

  /** Takes an explanation; what is said when it fills the window. */
  List<Signal> take(Explained explained, Instant at) {
    AttributionFold open = fold;
    if (open == null || reference == null) {
      return List.of();
    }
    open.add(explained.contributions().toArray());
    groups.add(explained.contributions().toArray(), indices(explained));
    offsets.add(explained.position());
    List<Signal> said = List.of();
    if (open.n() >= windowRows) {
      said =
          report.attribution(
              open,
              groups,
              Occasion.count(index, 1, WindowStatus.FINAL, open.n(), 0, offsets.toRanges(), at));
      index++;
      open = new AttributionFold(reference);
      fold = open;
      groups = noGroups();
      offsets = new Offsets();
    }
    StateOutput out = new StateOutput(2 << 10);
    out.code(FORM).whole(index);
    offsets.write(out);
    store.saveAttribution(out.raw(open.toBytes()).raw(groups.toBytes()).toBytes());
    return said;
  }

  private int[] indices(Explained explained) {
    return attributes.stream()
        .mapToInt(of -> of.indexOf(explained.groups().getOrDefault(of.name(), "")))
        .toArray();
  }
}
