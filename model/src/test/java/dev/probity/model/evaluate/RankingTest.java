// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Places worked by hand. */
class RankingTest {
  private static Ranking.Drift drift(String column, int alerts, Double... values) {
    return new Ranking.Drift(column, alerts, List.of(values));
  }

  @Test
  void moreAlertsComeFirstAndNamesDescend() {
    // When
    List<Ranking.Drift> ranked =
        Ranking.byAlerts(List.of(drift("a", 1), drift("c", 1), drift("b", 2)));

    // Then
    assertEquals(List.of("b", "c", "a"), ranked.stream().map(Ranking.Drift::column).toList());
  }

  @Test
  void driftThatGoesWithLossComesFirst() {
    // When: losses 2, 4, 7
    List<Ranking.Place> places =
        Ranking.byCorrelation(
            List.of(
                drift("still", 0, 1.0, 1.0, 1.0),
                drift("away", 0, 3.0, 2.0, 1.0),
                drift("along", 1, 1.0, 2.0, 3.0)),
            List.of(8.0, 6.0, 17.0),
            10);

    // Then
    assertEquals(
        List.of("along", "away", "still"), places.stream().map(Ranking.Place::column).toList());
    assertEquals(5 / Math.sqrt(2 * 38 / 3.0), places.getFirst().correlation(), 1e-15);
    assertEquals(-.9934, places.get(1).correlation(), 1e-4);
    assertEquals(Double.NaN, places.getLast().correlation());
  }
}
