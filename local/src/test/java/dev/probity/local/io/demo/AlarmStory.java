// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Severity;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the alerts of a run come to. */
record AlarmStory(List<AlarmRun.Change> changes) {
  static final String HEADING =
      "seed | fired in 1, 2, 3, 4 | fired in phase: after so many records | resolved";

  /** Whether nothing changed at all. */
  boolean silent() {
    return changes.isEmpty();
  }

  /** How many alerts fired in a phase, counted from 1. */
  long fired(int phase) {
    return changes.stream()
        .filter(change -> change.phase() == phase && change.is(AlertStatus.FIRING))
        .count();
  }

  /** Whether a critical alert fired in one phase and ended in another. */
  boolean rangAndEnded(int fired, int ended) {
    return changes.stream()
        .filter(change -> change.phase() == fired && change.is(AlertStatus.FIRING))
        .map(AlarmRun.Change::alert)
        .filter(alert -> alert.severity() == Severity.CRITICAL)
        .anyMatch(alert -> ids(AlertStatus.RESOLVED, ended).contains(alert.alertId()));
  }

  /** Whether every alert that fired has ended. */
  boolean over() {
    Set<String> ended =
        changes.stream()
            .filter(change -> change.is(AlertStatus.RESOLVED))
            .map(change -> change.alert().alertId())
            .collect(Collectors.toSet());
    return changes.stream()
        .filter(change -> change.is(AlertStatus.FIRING))
        .allMatch(change -> ended.contains(change.alert().alertId()));
  }

  private Set<String> ids(AlertStatus state, int phase) {
    return changes.stream()
        .filter(change -> change.phase() == phase && change.is(state))
        .map(AlarmRun.Change::alert)
        .map(Alert::alertId)
        .collect(Collectors.toSet());
  }

  /** As a line of a table. */
  String line(long seed) {
    String counts =
        IntStream.rangeClosed(1, 4)
            .mapToObj(phase -> Long.toString(fired(phase)))
            .collect(Collectors.joining(", "));
    return "%4d | %s | %s | %s"
        .formatted(seed, counts, told(AlertStatus.FIRING), told(AlertStatus.RESOLVED));
  }

  /** The alerts that changed so, by phase, each with the number of records sent before. */
  private String told(AlertStatus state) {
    TreeMap<Integer, String> byPhase =
        changes.stream()
            .filter(change -> change.is(state))
            .collect(
                Collectors.groupingBy(
                    AlarmRun.Change::phase,
                    TreeMap::new,
                    Collectors.mapping(AlarmRun.Change::toString, Collectors.joining(", "))));
    return byPhase.isEmpty()
        ? "nothing"
        : byPhase.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + entry.getValue())
            .collect(Collectors.joining("; "));
  }
}
