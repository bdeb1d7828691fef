// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shift of real people: New York, then two states where little changes for the model, then three
 * where it errs more, then New York again; outcomes at once, and 10,080 records later, which is a
 * week at one record a minute.
 */
class RealShiftTest {
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static final DemoOptions OPTIONS = new DemoOptions(40_000, 1, DemoOptions.PHASES);
  private static final int WEEK = 7 * 24 * 60;
  private static final int THIRD_BEGINS = 18_000;
  private static final int FOURTH_BEGINS = 30_000;

  /** Records of the third phase that go by at most before a critical alert. */
  private static final int CRITICAL_WITHIN = 3_500;

  /** Records of the third phase that go by at most before the alarm that needs no outcomes. */
  private static final int LABEL_FREE_WITHIN = 12_000;

  @TempDir private static Path folder;

  private static TrainedRelease release;
  private static DecidedRows rows;

  @BeforeAll
  static void trainOnce() throws IOException {
    release = TrainedRelease.train(PROFILE, folder);
    rows = new DecidedRows(AcsSample.load(PROFILE), release.serving());
  }

  private static List<AlarmRun.Change> run(int delay) {
    return AlarmRun.of(rows, release.monitored(), OPTIONS, delay);
  }

  private static List<AlarmRun.Change> those(
      List<AlarmRun.Change> changes, Severity severity, AlertStatus state) {
    return changes.stream()
        .filter(change -> change.is(state) && change.alert().severity() == severity)
        .toList();
  }

  @Test
  void ringsInTheThirdPhaseWhenOutcomesComeAtOnce() {
    ringsAndEnds(0);
  }

  @Test
  void ringsAWeekLaterWhenOutcomesComeAWeekLater() {
    ringsAndEnds(WEEK);
  }

  private static void ringsAndEnds(int delay) {
    // When
    List<AlarmRun.Change> changes = run(delay);

    // Then
    System.out.printf("outcomes %,d records later: %s%n", delay, changes);
    List<AlarmRun.Change> critical = those(changes, Severity.CRITICAL, AlertStatus.FIRING);
    assertTrue(!critical.isEmpty(), "a critical alert");
    for (AlarmRun.Change one : critical) {
      assertTrue(one.at() >= THIRD_BEGINS + delay, one + " before the outcomes of the third phase");
      assertTrue(one.at() < FOURTH_BEGINS + delay, one + " on outcomes of the fourth phase");
    }
    long first = critical.getFirst().at() - delay - THIRD_BEGINS;
    assertTrue(first <= CRITICAL_WITHIN, "the first critical alert after " + first + " outcomes");
    assertTrue(new AlarmStory(changes).over(), "every alert has ended: " + changes);
  }

  @Test
  void theAlarmWithoutOutcomesDoesNotWaitForThem() {
    // When
    List<Long> at = labelFree(run(WEEK));

    // Then
    assertEquals(1, at.size(), "rings once");
    long after = at.getFirst() - THIRD_BEGINS;
    assertTrue(after >= 0 && after <= LABEL_FREE_WITHIN, "rang after " + after + " records");
    assertEquals(at, labelFree(run(0)), "the same whenever outcomes come");
  }

  private static List<Long> labelFree(List<AlarmRun.Change> changes) {
    return changes.stream()
        .filter(change -> change.is(AlertStatus.FIRING))
        .filter(change -> change.alert().series().metric().equals("expected_error"))
        .map(AlarmRun.Change::at)
        .toList();
  }
}
