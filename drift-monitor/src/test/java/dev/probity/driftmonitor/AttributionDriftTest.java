// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.monitor.MonitoringReference;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.Evidence;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Doubles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What moves the score, window by window. */
class AttributionDriftTest {
  private static final MonitoredRelease RELEASE = Stream.explainedRelease(3_000, Stream.CHUNK);

  @TempDir private Path folder;

  private static Explained explained(Stream.Case one, int n, UnaryOperator<double[]> change) {
    return new Explained(
        Stream.DIGEST,
        new SourcePosition(Topics.EXPLANATIONS.name(), 0, n),
        Stream.START.plusSeconds(n),
        Doubles.of(change.apply(Stream.contributions(one))),
        Map.of("SEX", one.sex(), "RAC1P", one.race()));
  }

  private static MonitorStage stage(InMemoryMonitorStore store, EventTimeSettings events) {
    return new MonitorStage(
        new MonitorSettings(Stream.CHUNK, 20, Stream.PROFILE.alarms(), events),
        digest -> digest.equals(Stream.DIGEST) ? RELEASE : null,
        digest -> store,
        store,
        store,
        100);
  }

  private static List<Signal> attributions(List<Emission> emissions) {
    List<Signal> all = new ArrayList<>();
    for (Emission emission : emissions) {
      if (emission instanceof Emission.OfSignal(Signal signal)
          && signal.series().family() == SignalFamily.ATTRIBUTION
          && signal.series().segment().equals(Signals.ALL)) {
        all.add(signal);
      }
    }
    return all;
  }

  private static double value(List<Signal> signals, String metric, String column) {
    return signals.stream()
        .filter(one -> one.series().metric().equals(metric))
        .filter(one -> one.series().column().equals(column))
        .map(one -> one.estimate().value())
        .findFirst()
        .orElse(Double.NaN);
  }

  /** The rows of one window of so many explanations, restarted on the way. */
  private static List<Signal> window(UnaryOperator<double[]> change) {
    InMemoryMonitorStore store = new InMemoryMonitorStore();
    List<Emission> said = new ArrayList<>();
    List<Stream.Case> cases = new Stream(31).next(Stream.CHUNK);
    MonitorStage stage = stage(store, EventTimeSettings.none());
    for (int i = 0; i < cases.size(); i++) {
      stage = i % 30 == 0 ? stage(store, EventTimeSettings.none()) : stage;
      StageInput input = explained(cases.get(i), i, change);
      said.addAll(stage.take(StageInputs.decode(StageInputs.encode(input))).emissions());
    }
    return attributions(said);
  }

  @Test
  void tellsWhatMovesTheScoreAndWhetherThatMoved() {
    // When
    List<Signal> same = window(all -> all);
    List<Signal> moved =
        window(
            all -> {
              all[8] = 4 * all[8] + 2;
              return all;
            });

    // Then
    assertEquals(9 * 3 + 3, same.size());
    assertTrue(same.stream().noneMatch(one -> one.evidence().alert()), "nothing moved");
    assertEquals(1, value(same, "attribution_rank_agreement", ""));
    assertEquals(0, value(same, "attribution_total_variation", ""), .05);
    assertTrue(value(moved, "attribution_distance", "SCHL") > .4);
    assertTrue(value(moved, "attribution_distance", "WKHP") < .35);
    assertTrue(value(moved, "importance_share", "SCHL") > .5);
    assertTrue(value(moved, "attribution_mean", "SCHL") > 1.5);
    assertTrue(value(moved, "attribution_rank_agreement", "") < 1);
    List<String> alerted =
        moved.stream()
            .filter(one -> one.evidence().alert())
            .map(one -> one.series().metric() + one.series().column())
            .toList();
    assertEquals(List.of("attribution_distanceSCHL", "attribution_total_variation"), alerted);
    assertEquals(Stream.CHUNK, same.getFirst().window().n());
  }

  private static MonitorStage wide(InMemoryMonitorStore store) {
    return new MonitorStage(
        new MonitorSettings(1_000, 20, Stream.PROFILE.alarms()),
        digest -> RELEASE,
        digest -> store,
        store,
        store,
        100);
  }

  /** Women's scores are moved up by SCHL; of nine groups of a thousand rows each is too small. */
  @Test
  void groupsTellWhatMovesTheirScores() {
    // Given
    InMemoryMonitorStore store = new InMemoryMonitorStore();
    List<Signal> said = new ArrayList<>();
    int n = 0;

    // When
    MonitorStage stage = wide(store);
    for (Stream.Case one : new Stream(37).next(1_000)) {
      stage = n % 300 == 0 ? wide(store) : stage;
      StageInput input =
          explained(
              one,
              n++,
              all -> {
                all[8] += one.sex().equals("2") ? 1 : 0;
                return all;
              });
      StageInput sent = StageInputs.decode(StageInputs.encode(input));
      for (Emission emission : stage.take(sent).emissions()) {
        if (emission instanceof Emission.OfSignal(Signal signal)
            && !signal.series().segment().equals(Signals.ALL)) {
          said.add(signal);
        }
      }
    }

    // Then
    assertEquals(9 * (2 + 1 + 9 + 8), said.size());
    List<Signal> gaps =
        said.stream()
            .filter(one -> one.series().metric().equals("attribution_gap"))
            .filter(one -> one.series().segment().equals("SEX=2"))
            .toList();
    assertEquals(9, gaps.size());
    assertEquals(1, value(gaps, "attribution_gap", "SCHL"), .1);
    assertEquals(0, value(gaps, "attribution_gap", "AGEP"), .05);
    assertTrue(gaps.getFirst().window().n() > 400, "rows of the group alone");
    Signal small =
        said.stream()
            .filter(one -> one.series().segment().equals("RAC1P=5"))
            .findFirst()
            .orElseThrow();
    assertEquals(Evidence.INSUFFICIENT, small.evidence().evidence());
    assertNull(small.estimate().value());
    assertTrue(small.window().n() > 50 && small.window().n() < 150);
  }

  @Test
  void whatMovesTheScoreOtherwiseRingsForDiagnosisAndAsksForNothing() {
    // Given
    InMemoryMonitorStore store = new InMemoryMonitorStore();
    List<Stream.Case> cases = new Stream(36).next(12 * Stream.CHUNK);
    List<String> changes = new ArrayList<>();

    // When
    MonitorStage stage = stage(store, EventTimeSettings.none());
    for (int i = 0; i < cases.size(); i++) {
      stage = i % 70 == 0 ? stage(store, EventTimeSettings.none()) : stage;
      boolean moved = i / Stream.CHUNK >= 2 && i / Stream.CHUNK < 6;
      StageInput input =
          explained(
              cases.get(i),
              i,
              all -> {
                all[8] = moved ? 4 * all[8] + 2 : all[8];
                return all;
              });
      for (Emission emission : stage.take(input).emissions()) {
        assertFalse(emission instanceof Emission.OfRetraining, "asked to retrain");
        if (emission instanceof Emission.OfAlert(Alert alert)) {
          assertEquals(Severity.DIAGNOSTIC, alert.severity());
          changes.add(
              alert.series().metric() + alert.series().column() + " " + alert.state().code());
        }
      }
    }

    // Then
    assertEquals(
        List.of(
            "attribution_distanceSCHL pending",
            "attribution_total_variation pending",
            "attribution_distanceSCHL firing",
            "attribution_total_variation firing",
            "attribution_distanceSCHL resolved",
            "attribution_total_variation resolved"),
        changes);
  }

  /** The last row of reconstruction errors of a window of such cases. */
  private static Signal reconstruction(double older) {
    MonitorStage stage = stage(new InMemoryMonitorStore(), EventTimeSettings.none());
    List<Signal> said = new ArrayList<>();
    List<Stream.Case> cases = new Stream(35).next(Stream.CHUNK);
    for (int i = 0; i < cases.size(); i++) {
      Stream.Case one = cases.get(i);
      one.vector()[7] += older;
      for (Emission emission : stage.take(Stream.observation(one, i)).emissions()) {
        if (emission instanceof Emission.OfSignal(Signal signal)
            && signal.series().metric().equals("pca_reconstruction_error")) {
          said.add(signal);
        }
      }
    }
    assertEquals(1, said.size());
    return said.getFirst();
  }

  @Test
  void tellsWhetherInputsHangTogetherAsBefore() {
    // When
    Signal same = reconstruction(0);
    Signal older = reconstruction(120);

    // Then
    assertEquals(Stream.CHUNK, same.window().n());
    assertFalse(same.evidence().alert());
    assertTrue(older.evidence().alert());
    assertTrue(older.estimate().value() > same.estimate().value());
    assertTrue(older.estimate().lower() < older.estimate().value());
    assertTrue(same.limits().upperThreshold() > 0);
  }

  @Test
  void theReferenceTellsOfExplanationsByTheByte() {
    // When
    byte[] bytes = RELEASE.reference().toBytes();

    // Then
    assertArrayEquals(bytes, MonitoringReference.parse(bytes).toBytes());
    assertTrue(bytes.length < MonitoringReference.MAX_BYTES);
    assertTrue(MonitoringReference.parse(bytes).attribution() != null);
    assertTrue(MonitoringReference.parse(bytes).reconstruction() != null);
    assertTrue(Stream.reference(500, 100).attribution() == null);
  }

  @Test
  void deliveringExplanationsAgainChangesNothing() {
    try (TopologyHarness harness =
        new TopologyHarness(folder, digest -> RELEASE, EventTimeSettings.none())) {
      // Given
      List<Stream.Case> cases = new Stream(32).next(Stream.CHUNK);
      List<Prediction> predictions = new ArrayList<>();

      // When
      for (Stream.Case one : cases.subList(0, 60)) {
        predictions.add(harness.decide(one));
        harness.explain(predictions.getLast(), Stream.contributions(one));
      }
      for (int i = 30; i < 60; i++) {
        harness.explain(predictions.get(i), Stream.contributions(cases.get(i)));
      }
      long early = count(harness.signals());
      for (Stream.Case one : cases.subList(60, 100)) {
        harness.explain(harness.decide(one), Stream.contributions(one));
      }

      // Then
      assertEquals(0, early);
      List<Signal> said = harness.signals();
      assertEquals(9 * 3 + 3, count(said));
      assertEquals(100, ofSex(said), "each was joined with the groups of its candidate");
      assertEquals(30, harness.notes(Note.EXPLANATION_REPEATED));
      assertEquals(0, harness.notes(Note.EXPLANATION_UNCOMPARED));
    }
  }

  private static long ofSex(List<Signal> signals) {
    return signals.stream()
        .filter(one -> one.series().metric().equals("importance_share"))
        .filter(one -> one.series().column().equals("SCHL"))
        .filter(one -> one.series().segment().startsWith("SEX="))
        .mapToLong(one -> one.window().n())
        .sum();
  }

  private static long count(List<Signal> signals) {
    return signals.stream()
        .filter(one -> one.series().family() == SignalFamily.ATTRIBUTION)
        .filter(one -> one.series().segment().equals(Signals.ALL))
        .count();
  }

  @Test
  void explanationsThatCannotBeComparedAreCounted() {
    try (TopologyHarness harness = new TopologyHarness(folder, TopologyHarness.KNOWN)) {
      // When
      Stream.Case one = new Stream(33).next();
      harness.explain(harness.decide(one), Stream.contributions(one));

      // Then
      assertEquals(1, harness.notes(Note.EXPLANATION_UNCOMPARED));
      assertEquals(List.of(), harness.records(Topics.REJECTS));
    }
  }

  @Test
  void daysTellHowManyOfTheirDecisionsWereExplained() {
    // Given
    MonitorStage stage = stage(new InMemoryMonitorStore(), EventStream.days(Duration.ofDays(2)));
    List<Stream.Case> cases = new Stream(34).next(80);
    List<Signal> said = new ArrayList<>();

    // When
    for (int i = 0; i < cases.size(); i++) {
      int seconds = 3_600 * i;
      List<Emission> all =
          new ArrayList<>(stage.take(Stream.observation(cases.get(i), seconds)).emissions());
      if (i % 2 == 0) {
        all.addAll(stage.take(explained(cases.get(i), seconds, phi -> phi)).emissions());
      }
      for (Emission emission : all) {
        if (emission instanceof Emission.OfSignal(Signal signal)
            && signal.window().windowEnd() != null
            && signal.window().revision() == 1) {
          said.add(signal);
        }
      }
    }

    // Then
    List<Long> decisions =
        said.stream()
            .filter(one -> one.series().metric().equals("row_count"))
            .map(one -> one.window().n())
            .toList();
    List<Long> explanations =
        said.stream()
            .filter(one -> one.series().metric().equals("attribution_total_variation"))
            .map(one -> one.window().n())
            .toList();
    assertEquals(List.of(24L, 24L), decisions);
    assertEquals(List.of(12L, 12L), explanations);
  }
}
