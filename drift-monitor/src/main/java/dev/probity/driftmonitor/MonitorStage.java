// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.Loss;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stage that sees whole models: every release's monitor and the cases of all candidates, moved
 * by stage inputs in the order of one partition. Equal inputs in equal order give equal output.
 */
public final class MonitorStage {
  private final MonitorSettings settings;
  private final Releases releases;
  private final Function<String, MonitorStore> stores;
  private final CaseBook cases;
  private final AlertBook alerts;
  private final Map<String, ModelMonitor> monitors = new HashMap<>();
  private final EventDesk events;
  private final RefusalDesk refusals;

  /**
   * A stage that goes on where its stores stand.
   *
   * @param settings how releases are watched
   * @param releases where references come from
   * @param stores the store of a release, by digest
   * @param cases where cases live
   * @param alerts where open alerts live
   * @param earlyOutcomes how many outcomes may wait for their prediction
   */
  public MonitorStage(
      MonitorSettings settings,
      Releases releases,
      Function<String, MonitorStore> stores,
      CaseStore cases,
      AlertStore alerts,
      int earlyOutcomes) {
    this.settings = settings;
    this.releases = releases;
    this.stores = stores;
    this.cases = new CaseBook(cases, earlyOutcomes);
    this.alerts = new AlertBook(alerts, this::basis);
    this.events = new EventDesk(settings.events(), cases);
    this.refusals = new RefusalDesk(settings, releases, cases);
  }

  /**
   * What came of an input.
   *
   * @param emissions what goes out, in order
   * @param notes what is to be counted
   */
  public record Result(List<Emission> emissions, List<Note> notes) {
    /** Copies the lists. */
    public Result {
      emissions = List.copyOf(emissions);
      notes = List.copyOf(notes);
    }
  }

  /** Takes one input. */
  public Result take(StageInput input) {
    List<Emission> loud = alerts.ending(input.time());
    Result result = moved(input);
    List<Emission> entered = alerts.enter(result.emissions());
    if (loud.isEmpty()) {
      return new Result(entered, result.notes());
    }
    List<Emission> all = new ArrayList<>(loud);
    all.addAll(entered);
    return new Result(all, result.notes());
  }

  private Result moved(StageInput input) {
    return switch (input) {
      case Observation observation -> observed(observation);
      case Explained explained -> explained(explained);
      case Truth truth -> know(truth);
      case ReleaseChange change -> new Result(change(change), List.of());
      case Review review -> review(review);
      case Unfolded unfolded -> {
        cases.refused();
        yield new Result(List.of(), List.of());
      }
      case Refused refused -> {
        List<Emission> out = new ArrayList<>();
        refusals.refused(refused, out);
        yield new Result(out, List.of());
      }
      case AlertOrder order -> ordered(order);
    };
  }

  private RetrainingDesk.Basis basis(String digest) {
    ModelMonitor monitor = monitor(digest);
    MonitoredRelease release = releases.find(digest);
    if (monitor == null || release == null) {
      return new RetrainingDesk.Basis(0, Map.of(), Map.of());
    }
    return new RetrainingDesk.Basis(
        monitor.labelled(),
        Map.of(),
        Map.of(
            Alarm.ERROR.metric(), release.reference().loss(Loss.ERROR).mean(),
            Alarm.BRIER.metric(), release.reference().loss(Loss.BRIER).mean(),
            Alarm.EXPECTED_ERROR.metric(), release.reference().loss(Loss.EXPECTED_ERROR).mean()),
        release.importances(),
        Suspects.usual(release.reference()));
  }

  private Result ordered(AlertOrder order) {
    Emission told = alerts.order(order);
    return told == null
        ? new Result(List.of(), List.of(Note.ALERT_NOT_OPEN))
        : new Result(List.of(told), List.of());
  }

  private Result observed(Observation observation) {
    events.see(observation);
    List<Emission> out = observe(observation);
    refusals.decided(observation, out);
    out.addAll(events.tick(this::monitor));
    ModelMonitor monitor = monitor(observation.modelDigest());
    return new Result(out, monitor == null ? List.of() : monitor.takeNotes());
  }

  private List<Emission> observe(Observation observation) {
    ModelMonitor monitor = monitor(observation.modelDigest());
    if (monitor == null) {
      throw new IllegalStateException(
          "release %s was known a moment ago. Maybe its bundle was removed from the model store"
              .formatted(observation.modelDigest()));
    }
    long row = monitor.next();
    monitor.refused(cases.unfolded());
    List<Emission> out = new ArrayList<>(monitor.observe(observation, events.now()));
    CaseBook.Labelling known = cases.decided(observation, row);
    if (known != null) {
      out.addAll(monitor.label(row, known.label(), known.observedAt(), observation.time()));
    }
    Forgotten forgotten = monitor.forget();
    if (forgotten != null) {
      cases.forget(observation.modelDigest(), forgotten, settings.chunkRows());
    }
    return out;
  }

  private Result explained(Explained explained) {
    events.read(explained.position());
    ModelMonitor monitor = monitor(explained.modelDigest());
    return monitor == null
        ? new Result(List.of(), List.of(Note.EXPLANATION_UNCOMPARED))
        : new Result(monitor.explained(explained), monitor.takeNotes());
  }

  private Result know(Truth truth) {
    events.read(truth.position());
    CaseBook.Outcome outcome = cases.known(truth);
    List<Emission> out = new ArrayList<>();
    for (CaseBook.Labelling labelling : outcome.labellings()) {
      ModelMonitor monitor = monitor(labelling.modelDigest());
      if (monitor != null) {
        out.addAll(
            monitor.label(
                labelling.row(), labelling.label(), labelling.observedAt(), truth.time()));
      }
    }
    return new Result(out, outcome.notes());
  }

  private Result review(Review review) {
    CaseBook.Place place = cases.reviewed(review);
    ModelMonitor monitor = place == null ? null : monitor(place.modelDigest());
    return place == null || monitor == null
        ? new Result(List.of(), List.of(Note.REVIEW_UNMATCHED))
        : new Result(monitor.review(place.row(), review), List.of());
  }

  private List<Emission> change(ReleaseChange change) {
    ModelMonitor monitor = monitor(change.modelDigest());
    if (monitor == null || monitor.retired() != change.inUse()) {
      return List.of();
    }
    if (change.inUse()) {
      monitor.revive();
      return List.of();
    }
    List<Emission> out = new ArrayList<>(monitor.retire());
    refusals.retire(change.modelDigest(), change.time(), out);
    return out;
  }

  private @Nullable ModelMonitor monitor(String digest) {
    ModelMonitor monitor = monitors.get(digest);
    if (monitor == null) {
      MonitoredRelease release = releases.find(digest);
      if (release != null) {
        monitor = new ModelMonitor(release, settings, stores.apply(digest));
        monitors.put(digest, monitor);
      }
    }
    return monitor;
  }
}
