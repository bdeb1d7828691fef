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
 * The demo's promise about alerts, seed by seed: one release trained on New York's past cases, the
 * very rows the demo draws, and the monitor's own stage. All twenty seeds run under {@code
 * ./probity test --soak}, the first few always.
 */
class DemoAlarmSimulation {
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static final int FULL = 40_000;
  private static final int ALL_SEEDS = 20;
  private static final int SEEDS = Boolean.getBoolean("probity.soak") ? ALL_SEEDS : 6;

  @TempDir private static Path folder;

  private static TrainedRelease release;
  private static DecidedRows rows;

  @BeforeAll
  static void trainOnce() throws IOException {
    release = TrainedRelease.train(PROFILE, folder);
    rows = new DecidedRows(AcsSample.load(PROFILE), release.serving());
  }

  private static AlarmStory run(int candidates, long seed, String phases) {
    DemoOptions options = new DemoOptions(candidates, seed, phases);
    return new AlarmStory(AlarmRun.of(rows, release.monitored(), options));
  }

  @Test
  void anAlertFiresInTheThirdPhaseAndEndsInTheFourth() {
    // Given
    int good = 0;
    System.out.println(DemoOptions.PHASES + "\n" + AlarmStory.HEADING);

    // When
    for (long seed = 1; seed <= SEEDS; seed++) {
      AlarmStory story = run(FULL, seed, DemoOptions.PHASES);
      boolean rightly =
          story.rangAndEnded(3, 4) && story.fired(1) == 0 && story.fired(4) == 0 && story.over();
      good += rightly ? 1 : 0;
      System.out.println(story.line(seed) + (rightly ? "" : " | WRONG"));
    }

    // Then
    assertTrue(good >= SEEDS - SEEDS / ALL_SEEDS, "right in %d of %d".formatted(good, SEEDS));
  }

  @Test
  void newYorkAloneFiresNothing() {
    // Given
    int loud = 0;

    // When
    for (long seed = 1; seed <= SEEDS; seed++) {
      AlarmStory story = run(FULL, seed, "NY,NY,NY,NY");
      loud += story.silent() ? 0 : 1;
      System.out.println("NY,NY,NY,NY " + story.line(seed));
    }

    // Then
    assertEquals(0, loud);
  }

  /** The alert follows the rows: nothing in its path knows a phase or a state. */
  @Test
  void firesWhereverPerformanceFalls() {
    // When
    AlarmStory second = run(FULL, 1, "NY,MS+WV+AR,NY,NY");
    AlarmStory never = run(FULL, 1, "NY,MA+WA,NY,MA+WA");

    // Then
    assertTrue(second.rangAndEnded(2, 3), second.line(1));
    assertEquals(0, second.fired(1) + second.fired(3) + second.fired(4), second.line(1));
    assertTrue(
        never.changes().stream().noneMatch(c -> c.alert().severity() == Severity.CRITICAL),
        never.line(1));
  }

  /** Critical alarms rest on outcomes alone, the warning of expected errors on none. */
  @Test
  void withoutOutcomesOnlyTheLabelFreeAlarmRings() {
    // Given
    DemoOptions options = new DemoOptions(FULL, 1, "NY,MS+WV+AR,NY");

    // When: outcomes are left to the end, behind the last record
    List<AlarmRun.Change> all = AlarmRun.of(rows, release.monitored(), options, Integer.MAX_VALUE);
    long last = all.stream().mapToLong(AlarmRun.Change::at).max().orElseThrow();
    List<AlarmRun.Change> changes =
        all.stream().filter(change -> change.phase() < 3 && change.at() < last).toList();

    // Then
    assertEquals(
        List.of("expected_error"),
        changes.stream().map(change -> change.alert().series().metric()).toList());
    assertTrue(changes.getFirst().is(AlertStatus.FIRING));
  }
}
