// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.monitor.MetricCatalogue;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Evidence;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How people use predictions: overridden how often, after how long a look, and for whom. */
class ReviewRowsTest {
  private static final MonitoredRelease RELEASE = Stream.release(1_000, Stream.CHUNK);
  private static final Set<String> METRICS =
      Set.of("override_rate", "defer_rate", "contest_rate", "review_seconds", "disagreement_rate");

  @TempDir private Path folder;

  private static List<Signal> reviews(List<Signal> signals) {
    return signals.stream().filter(signal -> METRICS.contains(signal.series().metric())).toList();
  }

  private static Signal only(List<Signal> signals, String metric, String segment) {
    List<Signal> found =
        signals.stream()
            .filter(signal -> signal.series().metric().equals(metric))
            .filter(signal -> signal.series().segment().equals(segment))
            .filter(signal -> !signal.series().column().equals("RAC1P"))
            .toList();
    assertEquals(1, found.size(), metric + " " + segment);
    return found.getFirst();
  }

  @Test
  void twoHundredReviewsAreAWindow() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // Given
      List<Stream.Case> cases = new Stream(12).next(250);
      cases.forEach(harness::decide);
      harness.signals();

      // When women's predictions are overridden, men's confirmed
      for (Stream.Case one : cases.subList(0, 200)) {
        harness.review(one.id(), one.sex().equals("2"), one.sex().equals("2") ? 90 : 30);
      }
      List<Signal> told = reviews(harness.signals());

      // Then
      double women =
          cases.subList(0, 200).stream().filter(one -> one.sex().equals("2")).count() / 200.0;
      Signal rate = only(told, "override_rate", "all");
      assertEquals(women, rate.estimate().value(), 1e-12);
      assertTrue(rate.estimate().lower() < women && women < rate.estimate().upper());
      assertEquals(200, rate.window().n());
      assertEquals(30 + 60 * women, only(told, "review_seconds", "all").estimate().value(), 1e-6);
      assertEquals(1.0, only(told, "disagreement_rate", "2").estimate().value());
      assertEquals(0.0, only(told, "disagreement_rate", "1").estimate().value());
      for (Signal signal : told) {
        assertNotNull(MetricCatalogue.of(signal.series().metric()), signal.series().metric());
        if (signal.series().column().equals("RAC1P") && signal.window().n() < 30) {
          assertEquals(Evidence.INSUFFICIENT, signal.evidence().evidence());
          assertNull(signal.estimate().value());
        }
      }
    }
  }

  @Test
  void reviewsOfUnknownPredictionsAreCountedAndBrokenOnesRejected() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // When
      harness.review("nobody", true, 5);
      harness.send(Topics.OVERSIGHT, "c", new byte[] {'{'}, TopologyHarness.none());

      // Then
      assertEquals(1, harness.notes(Note.REVIEW_UNMATCHED));
      assertEquals(1, harness.records(Topics.REJECTS).size());
      assertEquals(List.of(), reviews(harness.signals()));
    }
  }

  @Test
  void aRestartBetweenReviewsChangesNothing() {
    // Given
    List<Stream.Case> cases = new Stream(13).next(200);
    List<List<Emission>> said = new ArrayList<>();

    // When
    for (boolean restarts : new boolean[] {false, true}) {
      InMemoryMonitorStore store = new InMemoryMonitorStore();
      MonitorStage stage = stage(store);
      List<Emission> all = new ArrayList<>();
      for (int i = 0; i < cases.size(); i++) {
        all.addAll(stage.take(Stream.observation(cases.get(i), i)).emissions());
      }
      for (int i = 0; i < cases.size(); i++) {
        stage = restarts && i % 7 == 0 ? stage(store) : stage;
        OversightAction action =
            i % 3 == 0 ? OversightAction.OVERRIDDEN : OversightAction.CONFIRMED;
        all.addAll(
            stage
                .take(
                    new Review(
                        cases.get(i).id(), null, action, i, Stream.START.plusSeconds(500 + i)))
                .emissions());
      }
      said.add(all);
    }

    // Then
    assertTrue(said.getFirst().size() > 100);
    assertEquals(said.getFirst(), said.getLast());
  }

  private static MonitorStage stage(InMemoryMonitorStore store) {
    return new MonitorStage(
        new MonitorSettings(Stream.CHUNK, 20, Stream.PROFILE.alarms()),
        digest -> RELEASE,
        digest -> store,
        store,
        store,
        100);
  }
}
