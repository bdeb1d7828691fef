// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.monitor.MetricCatalogue;
import dev.probity.topics.record.Evidence;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.WindowType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FairnessRowsTest {
  private static final int ROWS = 1_000;
  private static final MonitoredRelease RELEASE = Stream.release(10_000, ROWS);

  /** What a monitor says about as many cases as fill two windows, and about their truth. */
  private static List<Signal> signals(UnaryOperator<Stream.Case> change) {
    ModelMonitor monitor =
        new ModelMonitor(
            RELEASE,
            new MonitorSettings(ROWS, 5, Stream.PROFILE.alarms()),
            new InMemoryMonitorStore());
    List<Emission> said = new ArrayList<>();
    List<Stream.Case> cases = new Stream(5).next(2 * ROWS).stream().map(change).toList();
    for (int i = 0; i < cases.size(); i++) {
      said.addAll(monitor.observe(Stream.observation(cases.get(i), i), Stream.START));
    }
    for (int i = 0; i < cases.size(); i++) {
      Instant at = Stream.START.plusSeconds(9_999);
      said.addAll(monitor.label(i, cases.get(i).label(), at, at));
    }
    return said.stream()
        .flatMap(
            one ->
                one instanceof Emission.OfSignal(Signal signal)
                    ? java.util.stream.Stream.of(signal)
                    : java.util.stream.Stream.empty())
        .toList();
  }

  private static List<Signal> of(
      List<Signal> signals, String metric, String column, String segment) {
    return signals.stream()
        .filter(signal -> signal.series().windowType() == WindowType.COUNT)
        .filter(signal -> signal.series().metric().equals(metric))
        .filter(signal -> signal.series().column().equals(column))
        .filter(signal -> signal.series().segment().equals(segment))
        .toList();
  }

  @Test
  void everyGroupHasItsRowsInEveryWindowHoweverSmall() {
    // When
    List<Signal> signals = signals(one -> one);

    // Then
    for (String group : List.of("1", "2", "3", "4", "5", "6", "7", "8", "9")) {
      assertEquals(2, of(signals, "selection_rate", "RAC1P", group).size(), group);
      List<Signal> rates = of(signals, "tpr", "RAC1P", group);
      assertEquals(4, rates.size(), "estimated and realized, two windows");
      for (Signal rate : rates) {
        assertEquals(Evidence.INSUFFICIENT, rate.evidence().evidence(), "about 110 of 1,000");
        assertNull(rate.estimate().value(), "never 0 or 1");
        assertTrue(rate.window().n() > 50, "its n is shown");
      }
    }
    assertEquals(2, of(signals, "impact_ratio", "RAC1P", "unprivileged").size());
    assertEquals(2, of(signals, "impact_ratio", "SEX*RAC1P", "2*9").size(), "an intersection");
  }

  @Test
  void ratesAndDifferencesOfTheSexesAreGivenWithTheirIntervals() {
    // When
    List<Signal> signals = signals(one -> one);

    // Then
    for (String metric :
        List.of(
            "impact_ratio",
            "impact_ratio_change",
            "statistical_parity_difference",
            "equal_opportunity_difference",
            "average_odds_difference",
            "selection_rate",
            "tpr",
            "fpr")) {
      List<Signal> rows = of(signals, metric, "SEX", "2");
      assertFalse(rows.isEmpty(), metric);
      for (Signal row : rows) {
        assertEquals(SignalFamily.FAIRNESS, row.series().family());
        assertNotNull(row.estimate().value(), metric);
        assertTrue(row.estimate().lower() < row.estimate().value(), metric);
        assertTrue(row.estimate().upper() > row.estimate().value(), metric);
        assertFalse(row.evidence().alert(), metric);
      }
    }
    Set<SignalKind> kinds =
        of(signals, "equal_opportunity_difference", "SEX", "2").stream()
            .map(signal -> signal.series().kind())
            .collect(Collectors.toSet());
    assertEquals(Set.of(SignalKind.ESTIMATED, SignalKind.REALIZED), kinds);
  }

  @Test
  @DisplayName("RT-56 the 80 % rule fires when a group is treated otherwise, and stays silent else")
  void aChangedImpactRatioIsAFindingApartFromThePolicy() {
    // When
    List<Signal> quiet = signals(one -> one);
    List<Signal> changed =
        signals(
            one ->
                one.sex().equals("2") && one.label()
                    ? new Stream.Case(
                        one.id(), one.vector(), .3, one.label(), one.sex(), one.race())
                    : one);

    // Then
    for (Signal row : of(quiet, "impact_ratio_change", "SEX", "2")) {
      assertEquals("change", row.limits().thresholdRule());
      assertFalse(row.evidence().alert());
    }
    assertTrue(
        of(changed, "impact_ratio_change", "SEX", "2").stream()
            .allMatch(row -> row.evidence().alert()));
    assertTrue(
        of(changed, "impact_ratio", "SEX", "2").stream()
            .allMatch(row -> row.evidence().evidence() == Evidence.VIOLATION));
    assertTrue(
        of(changed, "impact_ratio", "SEX", "2").stream()
            .allMatch(row -> "policy".equals(row.limits().thresholdRule())),
        "it does not stand since release");
  }

  @Test
  void everyMetricHasADefinitionAndAnInterpretation() {
    // When
    Set<String> without = new TreeSet<>();
    signals(one -> one).forEach(signal -> without.add(signal.series().metric()));
    for (Alarm alarm : Alarm.values()) {
      without.add(alarm.metric());
    }
    without.removeAll(MetricCatalogue.all().keySet());

    // Then
    assertEquals(Set.of(), without);
  }
}
