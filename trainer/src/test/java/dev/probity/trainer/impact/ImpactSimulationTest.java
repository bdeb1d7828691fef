// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.impact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Calibrator;
import dev.probity.model.Direction;
import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Objective;
import dev.probity.model.Score;
import dev.probity.model.ScoringModel;
import dev.probity.model.TreeBuilder;
import dev.probity.model.bundle.Bundle;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;
import dev.probity.topics.value.Doubles;
import dev.probity.trainer.AcsSample;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImpactSimulationTest {
  private static final Profile PROFILE = ProfileFiles.load("acs-salary");
  private static final List<AcsSample.Row> ROWS = AcsSample.some(AcsSample.newYork("train"), 40);

  @Test
  void flipsAreTheRowsBetweenTheTwoThresholdsAndGroupsAddUp() {
    // Given: who works fewer hours than the threshold is positive
    ScoringModel then = stump(30);
    ImpactSimulation simulation = new ImpactSimulation(PROFILE, stump(38), 5);
    // When
    for (int i = 0; i < ROWS.size(); i++) {
      simulation.add(prediction(then, i), ROWS.get(i).candidate());
    }
    Impact impact = simulation.result();
    // Then
    long between =
        ROWS.stream().map(row -> row.values().get("WKHP")).filter(h -> h >= 30 && h < 38).count();
    assertTrue(between > 20, "too few rows to tell anything: " + between);
    assertEquals(ROWS.size(), impact.decided());
    assertEquals(between, impact.toPositive());
    assertEquals(0, impact.toNegative());
    assertEquals(0, impact.undecidable());
    for (String attribute : List.of("SEX", "RAC1P")) {
      List<Impact.Group> groups =
          impact.groups().stream().filter(one -> one.attribute().equals(attribute)).toList();
      assertEquals(ROWS.size(), groups.stream().mapToLong(Impact.Group::n).sum());
      assertEquals(between, groups.stream().mapToLong(Impact.Group::toPositive).sum());
      groups.forEach(one -> assertEquals(one.positiveThen() + one.toPositive(), one.positiveNow()));
    }
    long women = ROWS.stream().filter(row -> row.values().get("SEX") == 2).count();
    assertTrue(
        impact.groups().stream().anyMatch(one -> one.group().equals("2") && one.n() == women));
    assertEquals(5, impact.examples().size());
    assertEquals("0-45000", impact.examples().getFirst().bandNow());
    assertEquals("45001+", impact.examples().getFirst().bandThen());
    assertTrue(impact.flipShare().lower() < (double) between / ROWS.size());
  }

  @Test
  void sameReleaseFlipsNothingAndSmallGroupsSaySo() {
    // Given
    ScoringModel model = stump(30);
    ImpactSimulation simulation = new ImpactSimulation(PROFILE, model, 5);
    // When
    for (int i = 0; i < 20; i++) {
      simulation.add(prediction(model, i), ROWS.get(i).candidate());
    }
    Impact impact = simulation.result();
    // Then
    assertEquals(0, impact.flips());
    assertEquals(List.of(), impact.examples());
    assertFalse(impact.groups().isEmpty());
    assertTrue(impact.groups().stream().noneMatch(Impact.Group::sufficient));
  }

  private static Prediction prediction(ScoringModel model, int row) {
    Candidate candidate = ROWS.get(row).candidate();
    double hours = ROWS.get(row).values().get("WKHP");
    double margin = model.ensemble().margin(new float[] {(float) hours});
    Score score = model.decide(margin);
    return new Prediction(
        String.format("%064x", row),
        candidate.id(),
        PROFILE.name(),
        "m",
        "v1",
        "a".repeat(64),
        Variant.CHAMPION,
        new SourcePosition("probity.candidates.v1", 0, row),
        Instant.EPOCH,
        Doubles.of(hours),
        margin,
        Ensemble.probability(margin),
        score.probability(),
        0.5,
        score.positive(),
        PROFILE.target().band(score.positive()),
        List.of());
  }

  private static ScoringModel stump(float hours) {
    FeatureSpec spec =
        new FeatureSpec(
            List.of(
                new Feature.Numeric(
                    "WKHP", true, 1, 99, Feature.Policy.REFUSE, false, Direction.ANY)));
    Ensemble ensemble =
        new Ensemble(
            1,
            Objective.BINARY_LOGISTIC,
            .5f,
            List.of(
                new TreeBuilder()
                    .split(0, hours, true, 100f)
                    .leaf(1f, 50f)
                    .leaf(-1f, 50f)
                    .build()));
    return Bundle.draft("m", "v1", PROFILE.name(), spec, ensemble, new Calibrator.Identity(), 0.5);
  }
}
