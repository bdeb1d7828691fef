// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.AttributionFold;
import dev.probity.model.monitor.AttributionReference;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.WindowFold;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The hours of a release: those that are moving at hand, all of them in store. */
final class PaneBook {
  private static final int AT_HAND = 32;
  private static final int MOST_UNSAVED = 24;

  private final MonitoringReference reference;
  private final MonitorStore store;
  private final LinkedHashMap<Integer, Pane> atHand = new LinkedHashMap<>(64, .75f, true);
  private final TreeSet<Integer> unsaved = new TreeSet<>();

  PaneBook(MonitoringReference reference, MonitorStore store) {
    this.reference = reference;
    this.store = store;
  }

  private static String name(int hour) {
    return "pane/" + hour;
  }

  /** The hour, to be changed. */
  Pane changing(int hour) {
    unsaved.add(hour);
    Pane pane = atHand.get(hour);
    if (pane == null) {
      Pane stored = stored(hour);
      pane = stored == null ? new Pane(reference) : stored;
      atHand.put(hour, pane);
    }
    return pane;
  }

  /** Whether so many hours moved that they had better be saved. */
  boolean isCrowded() {
    return unsaved.size() > MOST_UNSAVED;
  }

  /** Saves what moved and lets go of what did not move for long. */
  void save() {
    unsaved.forEach(
        hour -> {
          Pane pane = atHand.get(hour);
          if (pane != null) {
            store.saveEvent(name(hour), pane.toBytes());
          }
        });
    unsaved.clear();
    Iterator<Integer> oldest = atHand.keySet().iterator();
    for (int surplus = atHand.size() - AT_HAND; surplus > 0; surplus--) {
      oldest.next();
      oldest.remove();
    }
  }

  private static String explainedName(int hour) {
    return "explained/" + hour;
  }

  /** Adds an explanation to its hour. */
  void explain(int hour, double[] contributions) {
    AttributionReference attribution = reference.attribution();
    if (attribution != null) {
      AttributionFold fold = new AttributionFold(attribution);
      byte[] stored = store.event(explainedName(hour));
      if (stored != null) {
        fold.merge(stored);
      }
      fold.add(contributions);
      store.saveEvent(explainedName(hour), fold.toBytes());
    }
  }

  /** All hours of a window in one. */
  Pane merged(EventWindow window) {
    return merged(window, hour -> {});
  }

  /** All hours of a window in one, and each by itself, in order, where it has records. */
  Pane merged(EventWindow window, Consumer<WindowFold> each) {
    Pane whole = new Pane(reference);
    for (int hour = window.first(); hour < window.endHour(); hour++) {
      byte[] explained = store.event(explainedName(hour));
      if (explained != null) {
        whole.mergeExplained(explained);
      }
      Pane pane = unsaved.contains(hour) ? changing(hour) : stored(hour);
      if (pane != null) {
        each.accept(pane.fold());
        whole.merge(pane);
      }
    }
    return whole;
  }

  private @Nullable Pane stored(int hour) {
    byte[] bytes = store.event(name(hour));
    if (bytes == null) {
      return null;
    }
    Pane pane = new Pane(reference);
    pane.merge(bytes);
    return pane;
  }

  void drop(int hour) {
    unsaved.remove(hour);
    atHand.remove(hour);
    store.dropEvent(name(hour));
    store.dropEvent(explainedName(hour));
  }
}
