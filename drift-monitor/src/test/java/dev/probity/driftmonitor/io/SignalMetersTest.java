// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.driftmonitor.Note;
import dev.probity.topics.Alerts;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Evidence;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalEstimate;
import dev.probity.topics.record.SignalEvidence;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalFlags;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalLimits;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.SignalWindow;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SignalMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SignalMeters meters = new SignalMeters(registry);

  private static Signal signal(
      SignalFamily family,
      String metric,
      String column,
      SignalKind kind,
      WindowType type,
      WindowStatus status,
      @Nullable Double value) {
    return new Signal(
        Signal.SCHEMA,
        "probity",
        new SignalSeries("pay", "a".repeat(64), family, metric, column, "all", kind, type),
        "b".repeat(64),
        "c".repeat(64),
        new SignalWindow(null, null, 4L, 1, status, 1_000, 0, 0.0, 0),
        new SignalEstimate(
            value, null, null, null, value == null ? "insufficient" : null, null, null, null),
        new SignalLimits(null, .05, "prediction-limit", 17),
        new SignalEvidence(
            null,
            1.5,
            null,
            null,
            null,
            false,
            value == null ? Evidence.INSUFFICIENT : Evidence.OK),
        new SignalFlags("counts", null, null, false, false),
        Map.of(),
        Instant.EPOCH);
  }

  private double value(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  @Test
  void showsTheFourNumbersOfADistance() {
    // When
    meters.signalled(
        signal(
            SignalFamily.DRIFT,
            "jensen_shannon",
            "WKHP",
            SignalKind.OBSERVED,
            WindowType.COUNT,
            WindowStatus.FINAL,
            .03));

    // Then
    String[] tags = {"feature", "WKHP", "method", "jensen_shannon"};
    assertEquals(.03, value("probity.drift.distance", tags));
    assertEquals(.05, value("probity.drift.threshold", tags));
    assertEquals(1_000, value("probity.drift.observations", tags));
    assertTrue(Double.isNaN(value("probity.drift.p.value", tags)));
  }

  @Test
  void windowsOfEventTimeLeaveTheGaugesAlone() {
    // When
    meters.signalled(
        signal(
            SignalFamily.DRIFT,
            "jensen_shannon",
            "WKHP",
            SignalKind.OBSERVED,
            WindowType.TUMBLING,
            WindowStatus.FINAL,
            .03));

    // Then
    assertEquals(List.of(), registry.getMeters());
  }

  @Test
  void whatIsOddIsCountedApartFromWhatIsLeftOut() {
    // When
    for (Note note : List.of(Note.LATE, Note.LATE, Note.CLOCK_SKEW, Note.BEYOND_RETENTION)) {
      meters.noted(note);
    }

    // Then
    assertEquals(2, registry.get("probity.monitor.late").counter().count());
    assertEquals(1, registry.get("probity.monitor.clock.skew").counter().count());
    assertEquals(
        List.of("beyond-retention"),
        registry.find("probity.monitor.left.out").counters().stream()
            .map(counter -> counter.getId().getTag("reason"))
            .toList());
  }

  @Test
  void showsWhichFeaturesPushOtherwiseThanTheyDid() {
    // When
    for (String metric : List.of("attribution_distance", "importance_share", "attribution_mean")) {
      meters.signalled(
          signal(
              SignalFamily.ATTRIBUTION,
              metric,
              "SCHL",
              SignalKind.OBSERVED,
              WindowType.COUNT,
              WindowStatus.FINAL,
              metric.equals("importance_share") ? .25 : .04));
    }

    // Then
    assertEquals(.04, value("probity.attribution.shift.ratio", "feature", "SCHL"));
    assertEquals(.25, value("probity.attribution.importance.ratio", "feature", "SCHL"));
    assertEquals(2, registry.getMeters().size());
  }

  @Test
  void showsHowWellInputsHangTogether() {
    // When
    meters.signalled(
        signal(
            SignalFamily.DRIFT,
            "pca_reconstruction_error",
            "",
            SignalKind.OBSERVED,
            WindowType.COUNT,
            WindowStatus.FINAL,
            1.2));

    // Then
    assertEquals(1.2, value("probity.pca.reconstruction.error"));
    assertEquals(.05, value("probity.pca.reconstruction.threshold"));
    assertEquals(2, registry.getMeters().size());
  }

  @Test
  void provisionalRowsAreNotShown() {
    // When
    meters.signalled(
        signal(
            SignalFamily.PERFORMANCE,
            "error",
            "",
            SignalKind.REALIZED,
            WindowType.STREAM,
            WindowStatus.PROVISIONAL,
            .2));

    // Then
    assertEquals(List.of(), registry.getMeters());
  }

  @Test
  void insufficientGroupsAreShownAsSuch() {
    // When
    meters.signalled(
        signal(
            SignalFamily.FAIRNESS,
            "impact_ratio",
            "RAC1P",
            SignalKind.OBSERVED,
            WindowType.COUNT,
            WindowStatus.FINAL,
            null));

    // Then
    String[] tags = {"attribute", "RAC1P", "group", "all"};
    assertTrue(Double.isNaN(value("probity.fairness.impact.ratio", tags)));
    assertEquals(0, value("probity.group.sufficient", tags));
  }

  @Test
  void ratesOfGroupsHaveNamesOfTheirOwn() {
    // When
    for (SignalKind kind : new SignalKind[] {SignalKind.ESTIMATED, SignalKind.REALIZED}) {
      meters.signalled(
          signal(
              SignalFamily.FAIRNESS,
              "tpr",
              "SEX",
              kind,
              WindowType.COUNT,
              WindowStatus.FINAL,
              kind == SignalKind.ESTIMATED ? .7 : null));
    }

    // Then
    String[] tags = {"attribute", "SEX", "group", "all"};
    assertEquals(.7, value("probity.fairness.estimated.tpr.ratio", tags));
    assertTrue(Double.isNaN(value("probity.fairness.realized.tpr.ratio", tags)));
    assertEquals(
        "Share decided positive among a group's truly positive",
        registry.get("probity.fairness.realized.tpr.ratio").gauge().getId().getDescription());
  }

  @Test
  void theLastFinalRowHolds() {
    // Given
    for (double value : new double[] {.91, .92}) {
      meters.signalled(
          signal(
              SignalFamily.PERFORMANCE,
              "roc_auc",
              "",
              SignalKind.ESTIMATED,
              WindowType.COUNT,
              WindowStatus.FINAL,
              value));
    }

    // When
    meters.signalled(
        signal(
            SignalFamily.CALIBRATION,
            "underprediction_critical",
            "",
            SignalKind.REALIZED,
            WindowType.STREAM,
            WindowStatus.FINAL,
            .01));

    // Then
    assertEquals(.92, value("probity.estimated.auc.ratio", "group", "all"));
    assertEquals(
        1.5,
        value(
            "probity.monitor.e.value.log10",
            "process",
            "underprediction_critical",
            "segment",
            "all"));
  }

  @Test
  void countsAlertsThatFireAndRecordsLeftOut() {
    // Given
    Alert example = Alerts.example();
    Alert firing = with(example, AlertStatus.FIRING);

    // When
    meters.alerted(firing);
    double during = active(firing);
    meters.alerted(with(example, AlertStatus.RESOLVED));
    meters.noted(Note.REDELIVERED);
    meters.waiting(2, 7);

    // Then
    assertEquals(1, during);
    assertEquals(0, active(firing));
    assertEquals(
        1, registry.get("probity.monitor.left.out").tag("reason", "redelivered").counter().count());
    assertEquals(1, registry.get("probity.monitor.redelivered").counter().count());
    assertEquals(7, value("probity.monitor.waiting.predictions", "partition", "2"));
  }

  private double active(Alert alert) {
    return value(
        "probity.alerts.active",
        "family",
        alert.series().family().code(),
        "severity",
        Severity.CRITICAL.code());
  }

  private static Alert with(Alert alert, AlertStatus state) {
    return new Alert(
        alert.alertId(),
        alert.series(),
        state,
        Severity.CRITICAL,
        alert.firstWindow(),
        alert.lastWindow(),
        alert.since(),
        alert.changedAt(),
        alert.breaches(),
        alert.n(),
        alert.value(),
        alert.worstValue(),
        alert.lowerThreshold(),
        alert.upperThreshold(),
        alert.eValueLog10(),
        alert.signalId(),
        alert.incidentId(),
        alert.reason(),
        alert.acknowledgedBy(),
        alert.silencedUntil(),
        alert.causes(),
        alert.examples(),
        alert.runbook());
  }

  @Test
  void everyMeterHasAHelpText() {
    // Given
    showsTheFourNumbersOfADistance();
    theLastFinalRowHolds();
    insufficientGroupsAreShownAsSuch();
    countsAlertsThatFireAndRecordsLeftOut();

    // When
    List<Meter> all = registry.getMeters();

    // Then
    assertTrue(all.size() > 12);
    for (Meter meter : all) {
      String text = meter.getId().getDescription();
      assertFalse(text == null || text.isBlank(), meter.getId().getName());
    }
  }
}
