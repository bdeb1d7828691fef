// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.probity.topics.Ids;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.WindowType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetrainingDeskTest {
  private static final Instant NOON = Stream.START;
  private static final RetrainingDesk.Basis ENOUGH =
      new RetrainingDesk.Basis(
          5_000, Map.of("probity.predictions.v1-0", new OffsetRange(3, 90)), Map.of("error", .1));
  private static final RetrainingDesk.Basis FEW =
      new RetrainingDesk.Basis(4_999, Map.of(), Map.of());

  private final InMemoryMonitorStore store = new InMemoryMonitorStore();
  private final RetrainingDesk desk = new RetrainingDesk(store);

  private static Alert alert(SignalFamily family, Severity severity, String incident) {
    SignalSeries series =
        new SignalSeries(
            "m", Stream.DIGEST, family, "error", "", "all", SignalKind.REALIZED, WindowType.STREAM);
    return new Alert(
        Ids.alert(series, "1"),
        series,
        AlertStatus.FIRING,
        severity,
        "1",
        "1",
        NOON,
        NOON,
        1,
        9,
        .2,
        .2,
        null,
        null,
        2.5,
        null,
        incident,
        null,
        null,
        null,
        List.of(),
        List.of(),
        null);
  }

  @Test
  void asksOncePerIncidentWithOffsetsAndFigures() {
    // Given
    Alert alert = alert(SignalFamily.PERFORMANCE, Severity.CRITICAL, "i1");

    // When
    Retraining asked = desk.judge(alert, List.of(alert), ENOUGH, NOON);
    Retraining again = desk.judge(alert, List.of(alert), ENOUGH, NOON.plusSeconds(1));

    // Then
    assertNotNull(asked);
    assertEquals(RetrainingState.REQUESTED, asked.state());
    assertEquals(Ids.retraining(Stream.DIGEST, "i1"), asked.requestId());
    assertEquals(ENOUGH.offsets(), asked.inputOffsets());
    assertEquals(.2, asked.figures().getFirst().current());
    assertEquals(.1, asked.figures().getFirst().reference());
    assertNull(again);
  }

  @Test
  void driftAndDiagnosticsDoNotAsk() {
    // Given
    Alert drift = alert(SignalFamily.DRIFT, Severity.CRITICAL, "i1");
    Alert diagnostic = alert(SignalFamily.PERFORMANCE, Severity.DIAGNOSTIC, "i1");

    // Then
    assertNull(desk.judge(drift, List.of(drift), ENOUGH, NOON));
    assertNull(desk.judge(diagnostic, List.of(diagnostic), ENOUGH, NOON));
  }

  @Test
  void badDataBlockUntilTheyAreMended() {
    // Given
    Alert alert = alert(SignalFamily.FAIRNESS, Severity.CRITICAL, "i1");
    Alert bad = alert(SignalFamily.DQ, Severity.WARNING, "i1");

    // When
    Retraining blocked = desk.judge(alert, List.of(alert, bad), ENOUGH, NOON);
    Retraining same = desk.judge(alert, List.of(alert, bad), ENOUGH, NOON);
    Retraining then = desk.judge(alert, List.of(alert), ENOUGH, NOON);

    // Then
    assertEquals(RetrainingState.BLOCKED, assertSaid(blocked).state());
    assertNull(same);
    assertEquals(RetrainingState.REQUESTED, assertSaid(then).state());
  }

  private static Retraining assertSaid(Retraining said) {
    assertNotNull(said);
    return said;
  }

  @Test
  void tooFewTruthsAndAFreshRequestBlock() {
    // Given
    Alert first = alert(SignalFamily.CALIBRATION, Severity.CRITICAL, "i1");
    Alert second = alert(SignalFamily.CALIBRATION, Severity.CRITICAL, "i2");

    // When
    Retraining few = desk.judge(first, List.of(first), FEW, NOON);
    desk.judge(first, List.of(first), ENOUGH, NOON);
    Retraining early =
        desk.judge(
            second, List.of(second), ENOUGH, NOON.plus(RetrainingDesk.COOLDOWN).minusMillis(1));
    Retraining late =
        desk.judge(second, List.of(second), ENOUGH, NOON.plus(RetrainingDesk.COOLDOWN));

    // Then
    assertEquals(RetrainingState.BLOCKED, assertSaid(few).state());
    assertEquals(RetrainingState.BLOCKED, assertSaid(early).state());
    assertNotEquals(few.reason(), early.reason());
    assertEquals(RetrainingState.REQUESTED, assertSaid(late).state());
  }

  @Test
  void goesOnAfterARestart() {
    // Given
    Alert alert = alert(SignalFamily.PERFORMANCE, Severity.CRITICAL, "i1");
    desk.judge(alert, List.of(alert), ENOUGH, NOON);

    // When
    RetrainingDesk restarted = new RetrainingDesk(store);
    store.alerts().forEach(restarted::load);

    // Then
    assertNull(restarted.judge(alert, List.of(alert), ENOUGH, NOON));
  }
}
