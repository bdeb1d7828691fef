// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.Signal;
import dev.probity.topics.record.WindowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A release's windows of event time, as merges of hours. A window is final when event time has
 * passed its end by the grace; what reaches it later, record or truth, amends it at the next full
 * hour. A final row depends on the records and on nothing else: not on partitions, not on the order
 * of arrival within the grace, not on restarts.
 */
final class EventTimeWindows {
  private static final int FORM = 1;
  private static final int HOURS = 24;
  private static final int LONGEST = WindowSpan.MOST_DAYS * HOURS;

  private final EventTimeSettings settings;
  private final MonitorStore store;
  private final WindowReport report;
  private final int retained;
  private final PaneBook panes;
  private final LabelQueue labels;
  private final ChangedWindows changed;
  private final List<Note> notes = new ArrayList<>();

  /** Whether a record of the release was ever seen; before, the hours below mean nothing. */
  private boolean begun;

  /** Windows that end at this hour or before are final, and truths observed before it count. */
  private int settled;

  /** The earliest and the latest hour with a record. */
  private int first;

  private int last;

  /** Hours before this one are forgotten. */
  private int oldest;

  /** Rows below this number are in the stored hours; the others follow from the open rows. */
  private long storedRows;

  EventTimeWindows(
      MonitoredRelease release,
      EventTimeSettings settings,
      MonitorStore store,
      WindowReport report) {
    this.settings = settings;
    this.store = store;
    this.report = report;
    this.retained = Math.toIntExact(settings.retention().toHours());
    this.panes = new PaneBook(release.reference(), store);
    this.labels = new LabelQueue(store);
    this.changed = new ChangedWindows(settings.spans());
    byte[] progress = store.eventProgress();
    if (settings.on() && progress != null) {
      read(new StateInput(progress));
    }
  }

  private void read(StateInput in) {
    in.form("the state of the windows of event time", FORM);
    begun = true;
    settled = in.count();
    first = in.count();
    last = in.count();
    oldest = in.count();
    storedRows = in.whole();
    labels.read(in);
    changed.read(in);
  }

  private void saveProgress() {
    StateOutput out = new StateOutput();
    out.code(FORM).count(settled).count(first).count(last).count(oldest).whole(storedRows);
    labels.write(out);
    changed.write(out);
    store.saveEventProgress(out.toBytes());
  }

  /** The hour of an event, {@link OpenRows.Row#NO_HOUR} when it is forgotten or none are kept. */
  int hourOf(Instant event) {
    if (!settings.on()) {
      return OpenRows.Row.NO_HOUR;
    }
    int hour = EventWindow.hour(event);
    if (begun && hour < oldest) {
      notes.add(Note.BEYOND_RETENTION);
      return OpenRows.Row.NO_HOUR;
    }
    return hour;
  }

  /** What is to be counted since the last call. */
  List<Note> takeNotes() {
    if (notes.isEmpty()) {
      return List.of();
    }
    List<Note> taken = List.copyOf(notes);
    notes.clear();
    return taken;
  }

  /**
   * Folds a row.
   *
   * @param row the row
   * @param rows how many rows the release has now, this one included
   * @param now how far event time has come
   */
  void add(OpenRows.Row row, long rows, Instant now) {
    if (row.hour() == OpenRows.Row.NO_HOUR) {
      return;
    }
    if (!begun) {
      begin(row.hour(), rows - 1, EventWindow.hour(now.minus(settings.grace())));
    }
    if (fold(row)) {
      notes.add(Note.LATE);
    }
    if (panes.isCrowded()) {
      checkpoint(rows);
    }
  }

  private void begin(int hour, long rows, int from) {
    begun = true;
    settled = from;
    first = hour;
    last = hour;
    oldest = hour - retained;
    storedRows = rows;
    saveProgress();
  }

  /** Whether the row came late for a window. */
  private boolean fold(OpenRows.Row row) {
    first = Math.min(first, row.hour());
    last = Math.max(last, row.hour());
    panes.changing(row.hour()).add(row);
    return changed.mark(row.hour(), settled, true);
  }

  /** Folds a row of the open window again that the stored hours may not hold. */
  void replay(OpenRows.Row row, long number) {
    if (begun && number >= storedRows && row.hour() != OpenRows.Row.NO_HOUR) {
      fold(row);
    }
  }

  /** Queues a truth until event time has passed its observation by the grace. */
  void label(PendingLabel label, Instant observedAt) {
    if (begun && label.hour() != OpenRows.Row.NO_HOUR) {
      labels.add(Math.max(settled, EventWindow.hour(observedAt)), label);
      saveProgress();
    }
  }

  /** Folds an explanation into the hour of its decision's event. */
  void explain(Explained explained) {
    int hour = hourOf(explained.time());
    if (hour != OpenRows.Row.NO_HOUR) {
      if (!begun) {
        begin(hour, 0, EventWindow.hour(explained.time().minus(settings.grace())));
      }
      panes.explain(hour, explained.contributions().toArray());
      if (changed.mark(hour, settled, true)) {
        saveProgress();
      }
    }
  }

  private void apply(PendingLabel label) {
    if (label.hour() >= oldest) {
      label.addTo(panes.changing(label.hour()).fold());
      changed.mark(label.hour(), settled, false);
      if (panes.isCrowded()) {
        panes.save();
      }
    }
  }

  /** Stores the hours, because the rows they come from will be kept no longer. */
  void checkpoint(long rows) {
    if (begun) {
      panes.save();
      storedRows = rows;
      saveProgress();
    }
  }

  /** Whether nothing that comes can concern a window any more, once no row comes. */
  boolean isOver() {
    return !begun || settled > last + retained;
  }

  /**
   * Event time has moved on.
   *
   * @param clock how far
   * @param inUse whether the release is used, so that silence is worth telling
   * @param rows how many rows the release has
   * @return what is said, in order
   */
  List<Signal> tick(EventClock clock, boolean inUse, long rows) {
    int target = begun ? EventWindow.hour(clock.now().minus(settings.grace())) : settled;
    if (target <= settled) {
      return List.of();
    }
    List<Signal> out = new ArrayList<>();
    int before = settled;
    while (settled < target) {
      if (settled > last + LONGEST) {
        // A leap over years of silence is not told day by day.
        settled = Math.max(settled, target - retained);
      }
      labels.takeBefore(settled + 1, this::apply);
      settled++;
      settle(clock, inUse, out);
    }
    amend(clock, out);
    boolean newDay = Math.floorDiv(before, HOURS) != Math.floorDiv(settled, HOURS);
    for (WindowSpan span : settings.spans()) {
      if (newDay || span.days() == 1) {
        sayOpen(span, clock, out);
      }
    }
    forget(EventWindow.hour(clock.now()) - retained);
    checkpoint(rows);
    return out;
  }

  private void settle(EventClock clock, boolean inUse, List<Signal> out) {
    for (WindowSpan span : settings.spans()) {
      if (settled > first && span.endsAt(settled)) {
        EventWindow window = span.endingAt(settled);
        HourEvidence evidence = report.evidence(span.type());
        Pane whole = panes.merged(window, evidence::hour);
        if (inUse || whole.fold().n() > 0) {
          Instant at = window.end().plus(settings.grace());
          Occasion occasion = Occasion.time(window, 1, WindowStatus.FINAL, whole, at, clock);
          out.addAll(report.timed(whole, evidence, occasion));
        }
      }
    }
  }

  private static String revisionOf(EventWindow window) {
    return "revision/" + window.span().text() + "/" + window.endHour();
  }

  private void amend(EventClock clock, List<Signal> out) {
    for (ChangedWindows.Changed one : changed.take()) {
      EventWindow window = one.window();
      if (window.first() < oldest) {
        // Some of its hours are forgotten: what could be said of the rest is not about the window.
        continue;
      }
      byte[] told = store.event(revisionOf(window));
      int revision = told == null ? 2 : new StateInput(told).count() + 1;
      store.saveEvent(revisionOf(window), new StateOutput().count(revision).toBytes());
      HourEvidence evidence = report.evidence(window.span().type());
      Pane whole = panes.merged(window, evidence::hour);
      Occasion occasion =
          Occasion.time(window, revision, WindowStatus.AMENDED, whole, clock.now(), clock);
      out.addAll(
          one.records()
              ? report.timed(whole, evidence, occasion)
              : report.timedTruth(whole, evidence, occasion));
    }
  }

  /** What is not final yet, from the window that will be next to the one that is open now. */
  private void sayOpen(WindowSpan span, EventClock clock, List<Signal> out) {
    int now = EventWindow.hour(clock.now());
    EventWindow window = span.firstAround(settled);
    while (window != null) {
      Pane whole = panes.merged(window);
      if (whole.fold().n() > 0) {
        out.addAll(
            report.timedSoFar(
                whole,
                Occasion.time(window, 0, WindowStatus.PROVISIONAL, whole, clock.now(), clock)));
      }
      window = next(window, now);
    }
  }

  private static @Nullable EventWindow next(EventWindow window, int now) {
    EventWindow next = window.span().firstAround(window.endHour());
    return window.endHour() > now ? null : next;
  }

  private void forget(int until) {
    for (int hour = Math.max(oldest, first); hour < until; hour++) {
      panes.drop(hour);
      for (WindowSpan span : settings.spans()) {
        if (span.endsAt(hour)) {
          store.dropEvent(revisionOf(span.endingAt(hour)));
        }
      }
    }
    oldest = Math.max(oldest, until);
  }
}
