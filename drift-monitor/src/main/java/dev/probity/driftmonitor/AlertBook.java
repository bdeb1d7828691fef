// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.Ids;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertCause;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.WindowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Every open alert of every release as it was last told, with what people did about it. An alert
 * that fires joins the incident of its release, or opens one; the incident is over when none of its
 * alerts fires. People's marks change what is told about an alert, never whether it fires.
 */
final class AlertBook {
  private static final String ALERT = "alert/";
  private static final String SUSPECTS = "suspects/";

  private final AlertStore store;
  private final RetrainingDesk retraining;
  private final Function<String, RetrainingDesk.Basis> bases;
  private final SortedMap<String, Alert> open = new TreeMap<>();
  private final Map<String, Suspects> suspects = new HashMap<>();

  /**
   * A book that goes on where the store stands.
   *
   * @param store where it stands
   * @param known what is known about a release without the book: its truths, its reference
   */
  AlertBook(AlertStore store, Function<String, RetrainingDesk.Basis> known) {
    this.store = store;
    this.retraining = new RetrainingDesk(store);
    this.bases = known;
    store
        .alerts()
        .forEach(
            (name, value) -> {
              if (name.startsWith(ALERT)) {
                open.put(name.substring(ALERT.length()), alert(value));
              } else if (!retraining.load(name, value)) {
                suspects.put(name.substring(SUSPECTS.length()), Suspects.parse(value));
              }
            });
  }

  private static Alert alert(byte[] value) {
    return switch (Topics.ALERTS.codec().decode(value)) {
      case Decoded.Valid<Alert>(Alert alert) -> alert;
      case Decoded.Invalid<Alert> invalid ->
          throw new IllegalStateException("the store of alerts is broken: " + invalid.describe());
    };
  }

  /** What the monitors said, with what the book knows about its alerts. */
  List<Emission> enter(List<Emission> said) {
    if (said.isEmpty()) {
      return said;
    }
    List<Emission> out = new ArrayList<>(said.size());
    for (Emission one : said) {
      switch (one) {
        case Emission.OfSignal(Signal signal) -> {
          see(signal);
          out.add(one);
        }
        case Emission.OfAlert(Alert alert) -> out.add(new Emission.OfAlert(enter(alert)));
        case Emission.OfRetraining asked -> out.add(asked);
      }
    }
    ask(said, out);
    return out;
  }

  /** When an alert changed or a window closed, requests to retrain are judged again. */
  private void ask(List<Emission> said, List<Emission> out) {
    Instant at = null;
    for (Emission one : said) {
      if (one instanceof Emission.OfAlert(Alert alert)) {
        at = alert.changedAt();
      } else if (one instanceof Emission.OfSignal(Signal signal)
          && signal.window().status() != WindowStatus.PROVISIONAL) {
        at = signal.computedAt();
      }
    }
    if (at == null) {
      return;
    }
    for (Alert alert : List.copyOf(open.values())) {
      String digest = alert.series().modelDigest();
      Suspects seen = suspects.get(digest);
      RetrainingDesk.Basis basis =
          bases.apply(digest).over(seen == null ? Map.of() : seen.offsets());
      Retraining asked = retraining.judge(alert, open.values(), basis, at);
      if (asked != null) {
        out.add(new Emission.OfRetraining(asked));
      }
    }
  }

  private void see(Signal signal) {
    String digest = signal.series().modelDigest();
    Suspects seen = suspects.computeIfAbsent(digest, unseen -> new Suspects());
    if (seen.see(signal)) {
      store.saveAlert(SUSPECTS + digest, seen.toBytes());
    }
  }

  private Alert enter(Alert told) {
    Alert before = open.get(told.alertId());
    Alert marked = before == null ? told : AlertMarks.carried(before, told);
    if (told.state() == AlertStatus.FIRING && marked.incidentId() == null) {
      marked = AlertMarks.incident(marked, incident(marked), causes(marked));
    }
    keep(marked);
    return marked;
  }

  private String incident(Alert alert) {
    for (Alert other : open.values()) {
      String incident = other.incidentId();
      if (incident != null
          && other.state() == AlertStatus.FIRING
          && other.series().modelDigest().equals(alert.series().modelDigest())) {
        return incident;
      }
    }
    return Ids.incident(alert.alertId());
  }

  private List<AlertCause> causes(Alert alert) {
    Suspects seen = suspects.get(alert.series().modelDigest());
    if (seen == null) {
      return List.of();
    }
    RetrainingDesk.Basis basis = bases.apply(alert.series().modelDigest());
    return seen.ranked(basis.importances(), basis.usual());
  }

  private void keep(Alert alert) {
    if (alert.state() == AlertStatus.RESOLVED) {
      open.remove(alert.alertId());
      store.dropAlert(ALERT + alert.alertId());
    } else {
      open.put(alert.alertId(), alert);
      store.saveAlert(ALERT + alert.alertId(), Topics.ALERTS.codec().encode(alert));
    }
  }

  /** What a person did; null when no such alert is open. */
  @Nullable Emission order(AlertOrder order) {
    Alert alert = open.get(order.alertId());
    if (alert == null) {
      return null;
    }
    Alert marked = AlertMarks.ordered(alert, order);
    keep(marked);
    return new Emission.OfAlert(marked);
  }

  /** The silences that end by now: their alerts are told again. */
  List<Emission> ending(Instant now) {
    if (open.isEmpty()) {
      return List.of();
    }
    List<Emission> out = new ArrayList<>();
    for (Alert alert : List.copyOf(open.values())) {
      Instant until = alert.silencedUntil();
      if (until != null && !now.isBefore(until)) {
        Alert loud = AlertMarks.loud(alert, now);
        keep(loud);
        out.add(new Emission.OfAlert(loud));
      }
    }
    return out;
  }
}
