// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.Ids;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingFigure;
import dev.probity.topics.record.RetrainingState;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SignalFamily;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks for retraining when performance, calibration or fairness of a release fails: at most once
 * per incident, at most once a week per model, and with 5,000 known truths behind it. While the
 * data themselves are bad it does not ask, and says so: a model is not to learn from them.
 */
final class RetrainingDesk {
  /** Truths a release must have seen before it may be replaced for what they say. */
  static final long LEAST_LABELLED = 5_000;

  /** Time between two requests for one model. */
  static final Duration COOLDOWN = Duration.ofDays(7);

  private static final String SAID = "retraining/";
  private static final String REQUESTED = "requested/";
  private static final String ACTOR = "drift-monitor";

  private final AlertStore store;
  private final Map<String, Past> byRelease = new HashMap<>();
  private final Map<String, Instant> requested = new HashMap<>();

  /**
   * What was said about a release.
   *
   * @param incident the incident spoken about last
   * @param said what was said about it: empty when it was asked for, else why not
   */
  private record Past(String incident, String said) {}

  /**
   * What is known about a release beside its alerts.
   *
   * @param labelled how many of its rows have a known truth
   * @param offsets the records it was watched on, by topic and partition
   * @param references mean losses on the reference by metric
   * @param importances each feature's share of what moves the score, as far as it is known
   * @param usual how far from the reference the reference's own windows are, by column
   */
  record Basis(
      long labelled,
      Map<String, OffsetRange> offsets,
      Map<String, Double> references,
      Map<String, Double> importances,
      Map<String, Double> usual) {
    Basis {
      offsets = Map.copyOf(offsets);
      references = Map.copyOf(references);
      importances = Map.copyOf(importances);
      usual = Map.copyOf(usual);
    }

    Basis(long labelled, Map<String, OffsetRange> offsets, Map<String, Double> references) {
      this(labelled, offsets, references, Map.of(), Map.of());
    }

    Basis over(Map<String, OffsetRange> watched) {
      return new Basis(labelled, watched, references, importances, usual);
    }
  }

  RetrainingDesk(AlertStore store) {
    this.store = store;
  }

  /** Takes a value of the store; whether it was one of this desk. */
  boolean load(String name, byte[] value) {
    StateInput in = new StateInput(value);
    if (name.startsWith(SAID)) {
      byRelease.put(name.substring(SAID.length()), new Past(in.text(), in.text()));
      return true;
    }
    if (name.startsWith(REQUESTED)) {
      requested.put(name.substring(REQUESTED.length()), in.time());
      return true;
    }
    return false;
  }

  /**
   * Says what there is to say about an alert that fires.
   *
   * @param alert the alert, with its incident
   * @param open every open alert
   * @param basis what else is known about the release
   * @param at stream time
   * @return a request or why there is none; null when that was said before, or is not asked
   */
  @Nullable Retraining judge(Alert alert, Collection<Alert> open, Basis basis, Instant at) {
    String incident = alert.incidentId();
    if (incident == null || !asks(alert)) {
      return null;
    }
    Past past = byRelease.get(alert.series().modelDigest());
    String said = past != null && past.incident().equals(incident) ? past.said() : null;
    if (said != null && said.isEmpty()) {
      return null;
    }
    String obstacle = obstacle(alert, open, basis, at);
    if (obstacle.equals(said)) {
      return null;
    }
    keep(alert, new Past(incident, obstacle), at);
    return retraining(alert, incident, open, basis, obstacle, at);
  }

  private static boolean asks(Alert alert) {
    boolean family =
        switch (alert.series().family()) {
          case PERFORMANCE, CALIBRATION, FAIRNESS -> true;
          case DRIFT, ATTRIBUTION, DQ, STATS -> false;
        };
    return family && alert.state() == AlertStatus.FIRING && alert.severity() != Severity.DIAGNOSTIC;
  }

  /** Why not to ask; empty when nothing speaks against it. */
  private String obstacle(Alert alert, Collection<Alert> open, Basis basis, Instant at) {
    boolean bad =
        open.stream()
            .filter(one -> one.series().modelDigest().equals(alert.series().modelDigest()))
            .filter(one -> one.series().family() == SignalFamily.DQ)
            .anyMatch(one -> one.state() == AlertStatus.FIRING);
    if (bad) {
      return "an alert about the quality of the data fires; mend the data first";
    }
    Instant last = requested.get(alert.series().model());
    if (last != null && at.isBefore(last.plus(COOLDOWN))) {
      return "asked for less than %d days ago".formatted(COOLDOWN.toDays());
    }
    if (basis.labelled() < LEAST_LABELLED) {
      return "fewer than 5,000 rows of this release have a known truth";
    }
    return "";
  }

  private void keep(Alert alert, Past past, Instant at) {
    String digest = alert.series().modelDigest();
    byRelease.put(digest, past);
    StateOutput said = new StateOutput().text(past.incident()).text(past.said());
    store.saveAlert(SAID + digest, said.toBytes());
    if (past.said().isEmpty()) {
      String model = alert.series().model();
      requested.put(model, at);
      store.saveAlert(REQUESTED + model, new StateOutput().time(at).toBytes());
    }
  }

  private static Retraining retraining(
      Alert alert,
      String incident,
      Collection<Alert> open,
      Basis basis,
      String obstacle,
      Instant at) {
    String digest = alert.series().modelDigest();
    List<RetrainingFigure> figures =
        open.stream()
            .filter(one -> incident.equals(one.incidentId()))
            .filter(RetrainingDesk::asks)
            .map(one -> figure(one, basis))
            .toList();
    return new Retraining(
        Ids.retraining(digest, incident),
        alert.series().model(),
        obstacle.isEmpty() ? RetrainingState.REQUESTED : RetrainingState.BLOCKED,
        ACTOR,
        obstacle.isEmpty() ? "%s fires".formatted(alert.series().metric()) : obstacle,
        digest,
        incident,
        alert.causes(),
        figures,
        basis.offsets(),
        null,
        null,
        at);
  }

  private static RetrainingFigure figure(Alert alert, Basis basis) {
    String metric = alert.series().metric();
    return new RetrainingFigure(metric, alert.value(), basis.references().get(metric), alert.n());
  }
}
