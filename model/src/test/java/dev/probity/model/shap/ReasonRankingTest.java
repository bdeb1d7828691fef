// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.model.shap.ReasonRanking.Group;
import dev.probity.model.shap.ReasonRanking.Ranked;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReasonRankingTest {

  @Test
  void aGroupWithoutFeaturesCannotExist() {
    assertThrows(IllegalArgumentException.class, () -> new Group("empty", List.of(), true));
  }

  @Test
  void tellsTheWorkedExampleOfItsJavadoc() {
    // Given
    ReasonRanking ranking = columns(4);
    // When
    List<Ranked> told = ranking.rank(new double[] {0.6, -0.3, 0.06, 0.02}, 0, true);
    // Then
    assertEquals(List.of("g0", "g2"), names(told));
  }

  @Test
  void aNegativeDecisionIsExplainedByWhatPushedDown() {
    // Given
    ReasonRanking ranking = columns(4);
    // When
    List<Ranked> told = ranking.rank(new double[] {0.6, -0.3, 0.06, -0.9}, 0, false);
    // Then
    assertEquals(List.of("g3", "g1"), names(told));
    assertEquals(-0.9, told.getFirst().contribution());
  }

  @Test
  void contributionsOfAGroupAddUpBeforeTheyAreRanked() {
    // Given
    ReasonRanking ranking =
        new ReasonRanking(
            List.of(new Group("pair", List.of(0, 2), true), new Group("one", List.of(1), true)));
    // When
    List<Ranked> told = ranking.rank(new double[] {9, 9, 0.3, 0.5, 0.4}, 2, true);
    // Then
    assertEquals(List.of("pair", "one"), names(told));
    assertEquals(0.3 + 0.4, told.getFirst().contribution());
  }

  @Test
  void equalContributionsKeepTheOrderOfTheGroupsAndFourAreTheMost() {
    // Given
    ReasonRanking ranking = columns(6);
    // When
    List<Ranked> told = ranking.rank(new double[] {1, 1, 2, 1, 1, 1}, 0, true);
    // Then
    assertEquals(List.of("g2", "g0", "g1", "g3"), names(told));
  }

  @Test
  void aGroupThatMayNotBeToldIsLeftOutHoweverStrong() {
    // Given
    ReasonRanking ranking =
        new ReasonRanking(
            List.of(new Group("sex", List.of(0), false), new Group("age", List.of(1), true)));
    // When
    List<Ranked> told = ranking.rank(new double[] {5, 0.4}, 0, true);
    // Then
    assertEquals(List.of("age"), names(told));
  }

  @Test
  void nothingIsToldWhenNothingPushed() {
    assertEquals(List.of(), columns(3).rank(new double[] {0, 0, 0}, 0, true));
  }

  private static ReasonRanking columns(int count) {
    return new ReasonRanking(
        IntStream.range(0, count).mapToObj(i -> new Group("g" + i, List.of(i), true)).toList());
  }

  private static List<String> names(List<Ranked> told) {
    return told.stream().map(ranked -> ranked.group().name()).toList();
  }
}
