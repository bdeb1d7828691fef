// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.driftmonitor.Emission;
import dev.probity.driftmonitor.MonitorSettings;
import dev.probity.driftmonitor.MonitorStage;
import dev.probity.driftmonitor.MonitoredRelease;
import dev.probity.driftmonitor.Observation;
import dev.probity.driftmonitor.Truth;
import dev.probity.model.Ensemble;
import dev.probity.model.monitor.FairnessPolicy;
import dev.probity.model.monitor.MonitorSpec;
import dev.probity.model.monitor.MonitoredFeature;
import dev.probity.model.monitor.MonitoringReferenceBuilder;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.topics.Ids;
import dev.probity.topics.Topics;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Doubles;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.io.XgboostLearner;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The case no estimate without outcomes can see: a model of 2018 on rows of 2024. Wages rose, so
 * the same inputs mean something else. Missed while outcomes are missing, as it must be; caught as
 * they come. Under {@code ./probity test --soak} all rows and twenty orders.
 */
class YearShiftTest {
  private static final boolean SOAK = Boolean.getBoolean("probity.soak");
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static final String DIGEST = "ab".repeat(32);
  private static final int WINDOW_ROWS = 1_000;
  private static final int STREAMED = 15_000;
  private static final Boosting BOOSTING = new Boosting(5, 100, 100, .1, 1, 1, 4);

  private static IncomeRows rows;
  private static List<int[]> null2018;
  private static Ensemble ensemble;
  private static MonitoredRelease release;
  private static int orders;

  /** What an order of rows led to: after how many outcomes each alarm rang, and what else. */
  private record Run(
      Map<String, Integer> fired, int asked, boolean estimatesHold, double accuracy) {}

  @BeforeAll
  static void trainOn2018() throws IOException {
    IncomeRows whole = SOAK ? IncomeRows.whole() : null;
    boolean all = whole != null;
    rows = all ? whole : IncomeRows.sample();
    orders = all ? 20 : 4;
    int fitted = all ? 150_000 : 35_000;
    int kept = all ? 20_000 : 10_000;
    List<int[]> of2018 = rows.of(2018);
    Collections.shuffle(of2018, new Random(2_018));
    ensemble =
        new XgboostLearner()
            .grow(IncomeRows.matrix(of2018.subList(0, fitted)), BOOSTING, 1)
            .ensemble();
    release = release(of2018.subList(fitted, fitted + kept));
    null2018 = of2018.subList(fitted + kept, of2018.size());
  }

  private static MonitoredRelease release(List<int[]> reference) {
    MonitoringReferenceBuilder builder =
        new MonitoringReferenceBuilder(
            new MonitorSpec(
                PROFILE.name(),
                PROFILE.digest(),
                "0".repeat(64),
                IncomeRows.FEATURES.stream()
                    .<MonitoredFeature>map(MonitoredFeature.Numeric::new)
                    .toList(),
                List.of(
                    new ProtectedAttribute("SEX", "1", List.of("1", "2")),
                    new ProtectedAttribute(
                        "RAC1P",
                        "1",
                        IntStream.rangeClosed(1, 9).mapToObj(Integer::toString).toList())),
                FairnessPolicy.fourFifths(),
                WINDOW_ROWS,
                Map.of()));
    for (int i = 0; i < reference.size(); i++) {
      int[] row = reference.get(i);
      double p = probability(row);
      builder.add("r-" + i, IncomeRows.vector(row), p, p > .5, IncomeRows.label(row), groups(row));
    }
    return new MonitoredRelease(DIGEST, PROFILE.name(), "cd".repeat(32), builder.build());
  }

  private static double probability(int[] row) {
    return Ensemble.probability(ensemble.margin(IncomeRows.vector(row)));
  }

  private static List<String> groups(int[] row) {
    return List.of(
        Integer.toString(row[IncomeRows.FEATURES.indexOf("SEX")]),
        Integer.toString(row[IncomeRows.FEATURES.indexOf("RAC1P")]));
  }

  /** Streams rows in an order; their outcomes at once, or never. */
  private static Run run(List<int[]> from, long seed, boolean outcomes) {
    List<int[]> stream = new ArrayList<>(from);
    Collections.shuffle(stream, new Random(seed));
    MemoryStores stores = new MemoryStores();
    MonitorStage stage =
        new MonitorStage(
            new MonitorSettings(WINDOW_ROWS, 100, PROFILE.alarms()),
            digest -> release,
            digest -> stores,
            stores,
            stores,
            1_000);
    Map<String, Integer> fired = new LinkedHashMap<>();
    int asked = 0;
    boolean hold = true;
    int right = 0;
    for (int i = 0; i < STREAMED; i++) {
      int[] row = stream.get(i);
      Observation observation = observation(row, i);
      right += observation.positive() == IncomeRows.label(row) ? 1 : 0;
      List<Emission> told = new ArrayList<>(stage.take(observation).emissions());
      if (outcomes) {
        Instant at = observation.time();
        Truth truth = new Truth("c-" + i, null, IncomeRows.label(row), at, at);
        told.addAll(stage.take(truth).emissions());
      }
      for (Emission one : told) {
        switch (one) {
          case Emission.OfAlert(Alert alert) -> {
            if (alert.severity() != Severity.DIAGNOSTIC && alert.state() == AlertStatus.FIRING) {
              fired.putIfAbsent(alert.series().metric(), i + 1);
            }
          }
          case Emission.OfRetraining(Retraining step) ->
              asked += step.state() == RetrainingState.REQUESTED ? 1 : 0;
          case Emission.OfSignal(Signal signal) ->
              hold &= !Boolean.FALSE.equals(signal.flags().cbpeValid());
        }
      }
    }
    return new Run(fired, asked, hold, (double) right / STREAMED);
  }

  private static Observation observation(int[] row, int n) {
    SourcePosition source = new SourcePosition(Topics.CANDIDATES.name(), 0, n);
    double p = probability(row);
    List<String> groups = groups(row);
    return new Observation(
        DIGEST,
        PROFILE.name(),
        "c-" + n,
        Ids.prediction(source, DIGEST),
        source,
        new SourcePosition(Topics.PREDICTIONS.name(), 0, n),
        START.plusSeconds(60L * n),
        Doubles.ofFloats(IncomeRows.vector(row)),
        List.of(),
        p,
        p > .5,
        Map.of("SEX", groups.get(0), "RAC1P", groups.get(1)));
  }

  @Test
  void withoutOutcomesNothingRings() {
    for (long seed = 1; seed <= orders; seed++) {
      // When
      Run run = run(rows.of(2024), seed, false);

      // Then
      System.out.printf("2024, order %d, no outcomes: %s%n", seed, run.fired());
      assertEquals(Map.of(), run.fired());
      assertTrue(run.estimatesHold(), "nothing says that the estimates do not hold");
    }
  }

  @Test
  void outcomesRingEveryAlarmAndAskForRetrainingOnce() {
    for (long seed = 1; seed <= orders; seed++) {
      // When
      Run run = run(rows.of(2024), seed, true);

      // Then
      System.out.printf(
          "2024, order %d, accuracy %.3f, rang after so many outcomes: %s%n",
          seed, run.accuracy(), run.fired());
      assertWithin(run, "underprediction_warning", 1_100);
      assertWithin(run, "underprediction_critical", 2_250);
      assertWithin(run, "brier", 6_650);
      assertWithin(run, "error", 7_650);
      assertEquals(1, run.asked(), "requests to retrain");
      assertTrue(!run.estimatesHold(), "estimates are published as not valid");
    }
  }

  private static void assertWithin(Run run, String metric, int outcomes) {
    int after = run.fired().getOrDefault(metric, Integer.MAX_VALUE);
    assertTrue(after <= outcomes, metric + " rang after " + after + " outcomes");
  }

  @Test
  void theRestOf2018RingsNothing() {
    int loud = 0;
    for (long seed = 1; seed <= orders; seed++) {
      // When
      Run run = run(null2018, seed, true);

      // Then
      System.out.printf("2018, order %d: %s%n", seed, run.fired());
      loud += run.fired().isEmpty() ? 0 : 1;
    }
    assertTrue(loud <= orders / 20, "loud in %d of %d".formatted(loud, orders));
  }
}
