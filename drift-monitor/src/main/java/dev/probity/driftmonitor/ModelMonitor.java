// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.CalibrationCurve;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.model.monitor.WindowFold;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.WindowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watches one release: predictions and truths in the order they arrive, signals and alerts out.
 * Windows are counts of predictions; alarms move with every record. Memory does not grow with the
 * stream, and a monitor built on the same {@link MonitorStore} goes on as if nothing had happened.
 */
public final class ModelMonitor {
  private final MonitoredRelease release;
  private final MonitorSettings settings;
  private final MonitorStore store;
  private final CalibrationCurve curve;
  private final WindowReport report;
  private final AlertBoard alerts;
  private final RowAlarms rowAlarms;
  private final OpenRows openRows;
  private final RecentMoves moves = new RecentMoves();
  private final ClosedWindows windows;
  private final ReviewDesk reviews;
  private final EventTimeWindows events;
  private final WindowTruth truth;
  private final AttributionDesk attributions;

  private WindowFold fold;
  private WindowRows rows;
  private WindowLabels openLabels;
  private long next;
  private long labelled;
  private long unfolded;
  private long unfoldedBefore;
  private Instant time = Instant.EPOCH;
  private boolean retired;
  private boolean told;
  private boolean rowsTold;

  /**
   * A monitor that goes on where the store stands.
   *
   * @param release what is watched
   * @param settings how
   * @param store where its state lives
   */
  public ModelMonitor(MonitoredRelease release, MonitorSettings settings, MonitorStore store) {
    this.release = release;
    this.settings = settings;
    this.store = store;
    MonitoringReference reference = release.reference();
    this.curve = reference.calibration().curve();
    this.report = new WindowReport(release, settings.tolerances());
    this.alerts = new AlertBoard(release, settings, report);
    this.rowAlarms = new RowAlarms(release, settings, report.alarms());
    this.openRows = new OpenRows(store);
    this.windows = new ClosedWindows(reference, store);
    this.reviews = new ReviewDesk(store, report, reference.spec().protectedAttributes());
    this.events = new EventTimeWindows(release, settings.events(), store, report);
    this.truth = new WindowTruth(report, alerts);
    this.attributions = new AttributionDesk(store, report, reference, settings.chunkRows());
    this.fold = new WindowFold(reference);
    this.rows = new WindowRows(settings.chunkRows());
    this.openLabels = new WindowLabels(settings.chunkRows());
    restore();
  }

  private void restore() {
    byte[] progress = store.progress();
    if (progress == null) {
      return;
    }
    StateInput in = new StateInput(progress);
    MonitorProgress reached = MonitorProgress.read(in, settings.chunkRows());
    next = reached.next();
    labelled = reached.labelled();
    unfolded = reached.unfolded();
    unfoldedBefore = reached.unfoldedBefore();
    time = reached.time();
    retired = reached.retired();
    moves.read(in);
    byte[] state = store.alarms();
    if (state != null) {
      alerts.read(new StateInput(state));
    }
    List<Emission> toldBefore = new ArrayList<>();
    moves.replay(move -> alerts.move(move, time, toldBefore));
    long moved = rowAlarms.restore(store);
    openRows.restore(
        (int) (next % settings.chunkRows()),
        row -> {
          long number = openWindow() * settings.chunkRows() + rows.size();
          fold(row);
          events.replay(row, number);
          if (number >= moved && !retired) {
            rowAlarms.add(row, openWindow(), time, toldBefore);
          }
        });
    byte[] labels = store.labels(openWindow());
    openLabels = labels == null ? openLabels : WindowLabels.parse(labels);
  }

  /**
   * With every record what it moved; the alarms in full when they told something, or now and then.
   */
  private void save() {
    if (rowsTold) {
      rowAlarms.save(store, next);
      rowsTold = false;
    }
    if (told || moves.isFull()) {
      StateOutput out = new StateOutput(4 << 10);
      alerts.write(out);
      store.saveAlarms(out.toBytes());
      moves.clear();
      told = false;
    }
    StateOutput out = new StateOutput();
    new MonitorProgress(next, labelled, unfolded, unfoldedBefore, time, retired)
        .write(out, settings.chunkRows());
    moves.write(out);
    store.saveProgress(out.toBytes());
  }

  /** The number the next observation gets; it names the row in {@link #label}. */
  public long next() {
    return next;
  }

  /** How many rows have a known truth. */
  public long labelled() {
    return labelled;
  }

  /** Whether the release is used no longer, so that nothing about it alarms. */
  public boolean retired() {
    return retired;
  }

  private long openWindow() {
    return next / settings.chunkRows();
  }

  /**
   * Takes a prediction.
   *
   * @param observation of this release
   * @param eventTime how far event time has come
   * @return what it gives rise to, in order
   */
  List<Emission> observe(Observation observation, Instant eventTime) {
    List<Emission> out = new ArrayList<>();
    advance(observation.time());
    if (next == 0) {
      unfoldedBefore = unfolded;
      report.standing(time).forEach(signal -> out.add(new Emission.OfSignal(signal)));
    }
    OpenRows.Row row =
        OpenRows.Row.of(observation, release.reference(), events.hourOf(observation.time()));
    fold(row);
    openRows.add(row);
    rowsTold |= !retired && rowAlarms.add(row, openWindow(), time, out);
    next++;
    events.add(row, next, eventTime);
    move(Move.score(curve.apply(row.probability()), row.positive()), out);
    if (next % settings.chunkRows() == 0) {
      close(out);
    }
    save();
    return out;
  }

  /** How many predictions were refused so far, so that no window holds them. */
  void refused(long count) {
    unfolded = count;
  }

  private void advance(Instant to) {
    time = to.isAfter(time) ? to : time;
  }

  private void fold(OpenRows.Row row) {
    row.addTo(fold);
    rows.add(row);
  }

  private void move(Move move, List<Emission> out) {
    if (!retired) {
      told |= alerts.move(move, time, out);
      moves.add(move);
    }
  }

  private void know(WindowRows of, int place, boolean label, List<Emission> out) {
    labelled++;
    double calibrated = curve.apply(of.probability(place));
    move(Move.truth(calibrated, of.positive(place), label, of.groups(place)), out);
  }

  private void close(List<Emission> out) {
    long index = openWindow() - 1;
    LabelledWindow closed = LabelledWindow.of(index, release.reference(), rows, openLabels);
    Occasion occasion = WindowTruth.occasion(closed, 1, WindowStatus.FINAL, time);
    long lost = unfolded - unfoldedBefore;
    unfoldedBefore = unfolded;
    say(report.estimated(fold.scores(), alerts.cbpeValid(), occasion.withMissing(lost)), out);
    alarming(report.drift(fold, occasion), out);
    alarming(report.reconstruction(fold, occasion), out);
    say(report.fairness(fold.segments(), occasion), out);
    alarming(report.columns(fold, rows.candidates(), occasion), out);
    out.add(new Emission.OfSignal(report.coverage(fold.n(), lost, occasion)));
    if (closed.scores().totalLabelled() > 0 && !closed.complete()) {
      say(report.joint(closed.scores(), alerts.cbpeValid(), occasion), out);
    }
    if (!retired) {
      rowAlarms.close(index, time, out);
    }
    windows.add(closed);
    if (closed.complete()) {
      say(truth.realized(closed, WindowStatus.FINAL, time), out);
      store.saveLabels(index, openLabels.toBytes());
    }
    events.checkpoint(next);
    fold = new WindowFold(release.reference());
    rows = new WindowRows(settings.chunkRows());
    openRows.clear();
    openLabels = new WindowLabels(settings.chunkRows());
    told = true;
    rowsTold = true;
  }

  private void alarming(List<Signal> signals, List<Emission> out) {
    say(signals, out);
    if (!retired) {
      alerts.closed(signals, out);
    }
  }

  private static void say(List<Signal> signals, List<Emission> out) {
    signals.forEach(signal -> out.add(new Emission.OfSignal(signal)));
  }

  /**
   * Takes the truth of a row.
   *
   * @param row the number the observation got
   * @param label whether the candidate belongs to the positive class
   * @param observedAt when that was observed
   * @param at stream time
   * @return what it gives rise to, in order; nothing when the row is kept no longer
   */
  List<Emission> label(long row, boolean label, Instant observedAt, Instant at) {
    List<Emission> out = new ArrayList<>();
    advance(at);
    long index = row / settings.chunkRows();
    int place = (int) (row % settings.chunkRows());
    if (index == openWindow()) {
      boolean first = labelOpen(place, label, out);
      events.label(new PendingLabel(rows, place, label, first), observedAt);
    } else {
      LabelledWindow window = windows.find(index);
      if (window != null) {
        boolean first = labelClosed(window, place, label, out);
        events.label(new PendingLabel(window.rows(), place, label, first), observedAt);
      }
    }
    save();
    return out;
  }

  /** Whether it is the row's first truth. */
  private boolean labelOpen(int place, boolean label, List<Emission> out) {
    boolean first = openLabels.at(place) == WindowLabels.UNKNOWN;
    openLabels.set(place, label);
    store.saveLabels(openWindow(), openLabels.toBytes());
    if (first) {
      know(rows, place, label, out);
    }
    return first;
  }

  /** Whether it is the row's first truth. */
  private boolean labelClosed(LabelledWindow window, int place, boolean label, List<Emission> out) {
    boolean wasComplete = window.complete();
    boolean first = window.label(place, label);
    if (first) {
      know(window.rows(), place, label, out);
    }
    if (wasComplete) {
      say(truth.realized(window, WindowStatus.AMENDED, time), out);
    } else if (window.complete()) {
      say(truth.realized(window, WindowStatus.FINAL, time), out);
    } else if (first && isMark(window.scores().totalLabelled())) {
      say(truth.realized(window, WindowStatus.PROVISIONAL, time), out);
    }
    store.saveLabels(window.index(), window.labels().toBytes());
    return first;
  }

  /** Unfinished windows are told of twice: when a tenth and when half of the truth is known. */
  private boolean isMark(long known) {
    int all = settings.chunkRows();
    return known == Math.max(100, (all + 9) / 10) || known == (all + 1) / 2;
  }

  /**
   * Takes what a person did about a row.
   *
   * @param row the number the observation got
   * @param review what was done
   * @return what it gives rise to; nothing when the row is kept no longer
   */
  List<Emission> review(long row, Review review) {
    List<Emission> out = new ArrayList<>();
    advance(review.time());
    long index = row / settings.chunkRows();
    int place = (int) (row % settings.chunkRows());
    LabelledWindow closed = index == openWindow() ? null : windows.find(index);
    if (index == openWindow() || closed != null) {
      int[] groups = (closed == null ? rows : closed.rows()).groups(place);
      List<Signal> said = reviews.take(review, groups, time);
      alarming(said, out);
      told |= !said.isEmpty();
    }
    save();
    return out;
  }

  /**
   * Forgets the window that is older than what is retained, if there is one; to be called after
   * {@link #observe}.
   *
   * @return the candidates whose truth would come too late from now on, with their window; null
   *     when nothing was forgotten
   */
  public @Nullable Forgotten forget() {
    long index = openWindow() - 1 - settings.retainedWindows();
    WindowRows forgotten = windows.forget(index);
    return forgotten == null ? null : new Forgotten(index, forgotten.candidates());
  }

  /** The release is used no longer: its alerts end and nothing about it alarms. */
  public List<Emission> retire() {
    List<Emission> out = new ArrayList<>();
    alerts.retire(time, out);
    rowAlarms.retire(time, out);
    retired = true;
    told = true;
    rowsTold = true;
    save();
    return out;
  }

  /** Takes what moved a score; what is said when it fills a window of explanations. */
  List<Emission> explained(Explained explained) {
    List<Emission> out = new ArrayList<>();
    List<Signal> said = attributions.take(explained, time);
    alarming(said, out);
    events.explain(explained);
    if (!said.isEmpty()) {
      told = true;
      save();
    }
    return out;
  }

  /** Event time has moved on: what the windows of event time say. */
  List<Emission> tick(EventClock clock) {
    List<Emission> out = new ArrayList<>();
    say(events.tick(clock, !retired, next), out);
    return out;
  }

  /** What the windows of event time found odd since the last call. */
  List<Note> takeNotes() {
    return events.takeNotes();
  }

  /** Whether the release is used no longer and no window of event time can change any more. */
  boolean isOver() {
    return retired && events.isOver();
  }

  /** The release is used again: its alarms start anew. */
  public void revive() {
    retired = false;
    rowsTold = true;
    save();
  }
}
