// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Final windows that something reached since they were told of last. */
final class ChangedWindows {
  private final List<WindowSpan> spans;
  private final Map<Place, Boolean> changed = new TreeMap<>();

  /**
   * A window by its kind and end, in the order they are told of.
   *
   * @param span which of the configured kinds, from 0
   * @param endHour the hour behind its last
   */
  private record Place(int span, int endHour) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return span == other.span
          ? Integer.compare(endHour, other.endHour)
          : Integer.compare(span, other.span);
    }
  }

  /**
   * A window that is to be told of again.
   *
   * @param window the window
   * @param records whether records reached it; else only truths did
   */
  record Changed(EventWindow window, boolean records) {}

  ChangedWindows(List<WindowSpan> spans) {
    this.spans = spans;
  }

  /**
   * Something reached an hour.
   *
   * @param hour the hour
   * @param settled windows that end at this hour or before are final
   * @param records whether it was a record
   * @return whether that concerns a final window
   */
  boolean mark(int hour, int settled, boolean records) {
    boolean any = false;
    for (int i = 0; i < spans.size(); i++) {
      WindowSpan span = spans.get(i);
      EventWindow window = span.firstAround(hour);
      while (window.endHour() <= settled && window.holds(hour)) {
        changed.merge(new Place(i, window.endHour()), records, Boolean::logicalOr);
        any = true;
        window = span.firstAround(window.endHour());
      }
    }
    return any;
  }

  /** What changed; it is to be told of now. */
  List<Changed> take() {
    List<Changed> all = new ArrayList<>();
    changed.forEach(
        (place, records) ->
            all.add(new Changed(spans.get(place.span()).endingAt(place.endHour()), records)));
    changed.clear();
    return all;
  }

  void write(StateOutput out) {
    out.count(changed.size());
    changed.forEach(
        (place, records) ->
            out.text(spans.get(place.span()).text()).count(place.endHour()).flag(records));
  }

  /** Reads what {@link #write} wrote; kinds that are configured no longer are told of no more. */
  void read(StateInput in) {
    for (int left = in.count(); left > 0; left--) {
      String text = in.text();
      int endHour = in.count();
      boolean records = in.flag();
      for (int i = 0; i < spans.size(); i++) {
        if (spans.get(i).text().equals(text)) {
          changed.put(new Place(i, endHour), records);
        }
      }
    }
  }
}
