// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.monitor.ColumnFold;
import dev.probity.model.monitor.DriftMethod;
import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.WindowFold;
import dev.probity.topics.record.AlertCause;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.WindowStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What may have caused an incident, ranked. */
class SuspectsTest {
  private static final MonitoredRelease RELEASE = Stream.release(2_000, 500);

  /** Suspects whose columns stand at so many times their limits. */
  private static Suspects suspects(Map<String, Double> times) {
    Suspects suspects = new Suspects();
    WindowFold fold = new WindowFold(RELEASE.reference());
    new Stream(8)
        .next(500)
        .forEach(
            one -> fold.add(one.vector(), one.probability(), one.positive(), new int[] {0, 0}));
    Signals signals = new Signals(RELEASE);
    for (ColumnFold column : fold.columns()) {
      Double far = times.get(column.reference().name());
      if (far != null) {
        double distance =
            column.distance(
                DriftMethod.JENSEN_SHANNON, dev.probity.model.monitor.MonitorMode.PROBITY);
        Signal signal =
            signals.drift(
                column,
                DriftMethod.JENSEN_SHANNON,
                new Limits(Double.NaN, distance / far, 10),
                Occasion.count(0, 1, WindowStatus.FINAL, 500, 0, Map.of(), Stream.START));
        assertTrue(suspects.see(signal));
      }
    }
    return suspects;
  }

  private static List<String> names(List<AlertCause> causes) {
    return causes.stream().map(AlertCause::column).toList();
  }

  @Test
  void aFeatureTheModelLivesOnRanksBeforeOneThatMovedFartherAndHardlyCounts() {
    // Given
    Suspects suspects = suspects(Map.of("SCHL", 2.0, "CIT", 3.0, "AGEP", .5, "probability", 9.0));

    // When
    List<AlertCause> ranked =
        suspects.ranked(Map.of("SCHL", .4, "CIT", .2, "AGEP", .4, "WKHP", 0.0), Map.of());
    List<AlertCause> byDistance = Suspects.parse(suspects.toBytes()).ranked(Map.of(), Map.of());

    // Then
    assertEquals(List.of("SCHL", "CIT", "AGEP"), names(ranked), "the score is no cause");
    assertEquals(.8, ranked.get(0).weight(), 1e-9);
    assertEquals(.6, ranked.get(1).weight(), 1e-9);
    assertEquals(List.of("probability", "CIT", "SCHL", "AGEP"), names(byDistance));
  }

  @Test
  void whatSamplesDifferByWithoutDriftIsNoCause() {
    // Given
    Suspects suspects = suspects(Map.of("SCHL", 2.0, "AGEP", .9));
    List<AlertCause> bare = suspects.ranked(Map.of("SCHL", .1, "AGEP", .9), Map.of());
    Map<String, Double> usual = new HashMap<>();
    bare.forEach(cause -> usual.put(cause.column(), .8 * cause.threshold()));

    // When
    List<AlertCause> ranked = suspects.ranked(Map.of("SCHL", .1, "AGEP", .9), usual);

    // Then
    assertEquals(List.of("AGEP", "SCHL"), names(bare));
    assertEquals(List.of("SCHL", "AGEP"), names(ranked));
    assertEquals(.1 * (2 - .8) / .2, ranked.get(0).weight(), 1e-9);
    assertEquals(.9 * (.9 - .8) / .2, ranked.get(1).weight(), 1e-9);
    usual.replaceAll((column, distance) -> 10 * distance);
    assertEquals(0, suspects.ranked(Map.of(), usual).getFirst().weight());
  }

  @Test
  void everyColumnOfAReferenceHasItsUsualDistance() {
    // When
    Map<String, Double> usual = Suspects.usual(RELEASE.reference());

    // Then
    assertEquals(11, usual.size());
    assertTrue(usual.values().stream().allMatch(distance -> distance > 0 && distance < .2));
  }

  @Test
  void aFeatureWhoseContributionsMovedWeighsMore() {
    // Given
    Suspects suspects = suspects(Map.of("SCHL", 2.0, "CIT", 3.0));
    Map<String, Double> shares = Map.of("SCHL", .4, "CIT", .2);
    Signal moved =
        new Signals(RELEASE)
            .figure(
                new Signals.Subject(
                    SignalFamily.ATTRIBUTION, "attribution_distance", "CIT", SignalKind.OBSERVED),
                new Signals.Band(.5, Double.NaN, Double.NaN),
                Limits.none(),
                "tree-path-dependent",
                Occasion.count(0, 1, WindowStatus.FINAL, 500, 0, Map.of(), Stream.START));

    // When
    List<String> before = names(suspects.ranked(shares, Map.of()));
    boolean seen = suspects.see(moved);
    List<AlertCause> after = Suspects.parse(suspects.toBytes()).ranked(shares, Map.of());

    // Then
    assertTrue(seen);
    assertEquals(List.of("SCHL", "CIT"), before);
    assertEquals(List.of("CIT", "SCHL"), names(after));
    assertEquals(.9, after.getFirst().weight(), 1e-9);
  }

  @Test
  void sharesComeFromTheCardsViewOfAllRows() {
    // Given
    String card =
        """
        {"importance":[
          {"group":"all","n":2000,"meanAbsoluteContribution":{
            "SCHL":{"value":0.3,"lower":0.2,"upper":0.4},
            "AGEP":{"value":0.1,"lower":0.0,"upper":0.2}}},
          {"group":"SEX=1","n":900,"meanAbsoluteContribution":{
            "SCHL":{"value":9,"lower":8,"upper":10}}}]}
        """;

    // Then
    Map<String, Double> shares = CardImportances.shares(card.getBytes(UTF_8));
    assertEquals(.75, shares.get("SCHL"), 1e-12);
    assertEquals(.25, shares.get("AGEP"), 1e-12);
    assertEquals(Map.of(), CardImportances.shares("{}".getBytes(UTF_8)));
    assertFalse(shares.containsKey("SEX"));
    byte[] broken = "[".getBytes(UTF_8);
    assertThrows(ModelRefusedException.class, () -> CardImportances.shares(broken));
  }
}
