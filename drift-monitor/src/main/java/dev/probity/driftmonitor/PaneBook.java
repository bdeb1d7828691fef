// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.AttributionFold;
import dev.probity.model.monitor.AttributionReference;
import dev.probity.model.monitor.MonitoringReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.TreeSet;

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
      pane = new Pane(reference);
      byte[] stored = store.event(name(hour));
      if (stored != null) {
        pane.merge(stored);
      }
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
    Pane whole = new Pane(reference);
    for (int hour = window.first(); hour < window.endHour(); hour++) {
      byte[] explained = store.event(explainedName(hour));
      if (explained != null) {
        whole.mergeExplained(explained);
      }
      if (unsaved.contains(hour)) {
        whole.merge(changing(hour));
      } else {
        byte[] stored = store.event(name(hour));
        if (stored != null) {
          whole.merge(stored);
        }
      }
    }
    return whole;
  }

  void drop(int hour) {
    unsaved.remove(hour);
    atHand.remove(hour);
    store.dropEvent(name(hour));
    store.dropEvent(explainedName(hour));
  }
}
