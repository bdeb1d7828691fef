// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.MonitoringReference;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** Closed windows to which outcomes still come: the last ones asked for at hand, all in store. */
final class ClosedWindows {
  private static final int AT_HAND = 8;

  private final MonitoringReference reference;
  private final MonitorStore store;
  private final LinkedHashMap<Long, LabelledWindow> loaded = new LinkedHashMap<>(16, .75f, true);

  ClosedWindows(MonitoringReference reference, MonitorStore store) {
    this.reference = reference;
    this.store = store;
  }

  /** Keeps a window that was closed now. */
  void add(LabelledWindow window) {
    store.saveRows(window.index(), window.rows().toBytes());
    loaded.put(window.index(), window);
  }

  /** A window, or null when it is kept no longer. */
  @Nullable LabelledWindow find(long index) {
    LabelledWindow window = loaded.get(index);
    if (window == null) {
      window = LabelledWindow.load(index, reference, store);
      if (window != null) {
        loaded.put(index, window);
      }
    }
    if (loaded.size() > AT_HAND) {
      loaded.pollFirstEntry();
    }
    return window;
  }

  /** Forgets a window; its rows, or null when it was not kept. */
  @Nullable WindowRows forget(long index) {
    byte[] kept = index < 0 ? null : store.rows(index);
    if (kept == null) {
      return null;
    }
    store.drop(index);
    loaded.remove(index);
    return WindowRows.parse(kept);
  }
}
