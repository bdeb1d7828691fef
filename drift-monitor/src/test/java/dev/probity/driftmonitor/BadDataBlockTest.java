// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.topics.record.SignalFamily;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model is not to learn from data that are broken: through the whole stage. */
class BadDataBlockTest {
  private static final int ROWS = 500;
  private static final int GOOD = 5_500;
  private static final int AGEP = 7;

  private static MonitorStage stage() {
    InMemoryMonitorStore store = new InMemoryMonitorStore();
    MonitoredRelease release = Stream.release(10_000, ROWS);
    return new MonitorStage(
        new MonitorSettings(ROWS, 50, Stream.PROFILE.alarms()),
        digest -> release,
        digest -> store,
        store,
        store,
        100);
  }

  /** The stream: good, then failing, for some time with a field missing. */
  private static List<Emission> run(int missingUntil) {
    MonitorStage stage = stage();
    Stream stream = new Stream(21);
    List<Emission> said = new ArrayList<>();
    for (int i = 0; i < GOOD + 6_000; i++) {
      Stream.Case one = stream.next(i >= GOOD);
      if (i >= GOOD && i < missingUntil) {
        one.vector()[AGEP] = Double.NaN;
      }
      said.addAll(stage.take(Stream.observation(one, i)).emissions());
      said.addAll(stage.take(Stream.truth(one, i)).emissions());
    }
    return said;
  }

  private static List<Retraining> asked(List<Emission> said) {
    List<Retraining> asked = new ArrayList<>();
    for (Emission one : said) {
      if (one instanceof Emission.OfRetraining(Retraining retraining)) {
        asked.add(retraining);
      }
    }
    return asked;
  }

  private static int first(List<Emission> said, SignalFamily family, AlertStatus state) {
    for (int i = 0; i < said.size(); i++) {
      if (said.get(i) instanceof Emission.OfAlert(Alert alert)
          && alert.series().family() == family
          && alert.state() == state) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void retrainingIsBlockedWhileAFieldIsMissingAndAskedForOnceItIsBack() {
    // When
    List<Emission> said = run(GOOD + 2_000);

    // Then
    List<Retraining> asked = asked(said);
    assertEquals(
        List.of(RetrainingState.BLOCKED, RetrainingState.REQUESTED),
        asked.stream().map(Retraining::state).toList());
    assertTrue(asked.getFirst().reason().contains("quality of the data"), asked.toString());
    int mended = first(said, SignalFamily.DQ, AlertStatus.RESOLVED);
    assertTrue(first(said, SignalFamily.DQ, AlertStatus.FIRING) < mended);
    assertTrue(said.indexOf(new Emission.OfRetraining(asked.getLast())) > mended);
  }

  @Test
  void withGoodDataItIsAskedForAtOnce() {
    // When
    List<Retraining> asked = asked(run(0));

    // Then
    assertEquals(
        List.of(RetrainingState.REQUESTED), asked.stream().map(Retraining::state).toList());
  }
}
