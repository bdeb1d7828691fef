// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.trainer.LearnerInfo.Capability;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoostingTest {

  @Test
  void defaultsAreShallowTreesStoppedEarly() {
    assertEquals(new Boosting(4, 400, 50, 0.1, 1, 1, 4), Boosting.DEFAULT);
  }

  @Test
  void refusesWhatNoLearnerCanGrow() {
    assertRefused("depth", () -> new Boosting(0, 400, 50, 0.1, 1, 1, 4));
    assertRefused("depth", () -> new Boosting(17, 400, 50, 0.1, 1, 1, 4));
    assertRefused("rounds", () -> new Boosting(4, 0, 50, 0.1, 1, 1, 4));
    assertRefused("patience", () -> new Boosting(4, 400, 0, 0.1, 1, 1, 4));
    assertRefused("learningRate", () -> new Boosting(4, 400, 50, 0, 1, 1, 4));
    assertRefused("learningRate", () -> new Boosting(4, 400, 50, Double.NaN, 1, 1, 4));
    assertRefused("minChildWeight", () -> new Boosting(4, 400, 50, 0.1, -1, 1, 4));
    assertRefused("lambda", () -> new Boosting(4, 400, 50, 0.1, 1, Double.NaN, 4));
    assertRefused("maxCategoriesOneHot", () -> new Boosting(4, 400, 50, 0.1, 1, 1, 0));
  }

  @Test
  void changesOnlyTheNumberOfTrees() {
    // When
    Boosting fewer = Boosting.DEFAULT.withRounds(7);
    // Then
    assertEquals(new Boosting(4, 7, 50, 0.1, 1, 1, 4), fewer);
  }

  @Test
  void parametersComeBackFromTheirNames() {
    // Given
    Boosting drawn = new Boosting(5, 317, 50, 0.0831, 3.25, 7.1, 4, 0.7, 0.9, 100);
    // Then
    assertEquals(drawn, Boosting.parse(drawn.params()));
    assertEquals(Boosting.DEFAULT, Boosting.parse(Boosting.DEFAULT.params()));
    assertTrue(!Boosting.DEFAULT.params().containsKey("subsample"), "the usual is not told");
    assertRefused("rounds_limit", () -> Boosting.parse(Map.of("max_depth", "3")));
    assertRefused("rowShare", () -> new Boosting(4, 9, 9, .1, 1, 1, 4, 0, 1, 64));
    assertRefused("columnShare", () -> new Boosting(4, 9, 9, .1, 1, 1, 4, 1, 1.1, 64));
    assertRefused("maxCategories", () -> new Boosting(4, 9, 9, .1, 1, 1, 4, 1, 1, 0));
  }

  @Test
  void learnerThatLacksSomethingIsRefusedByName() {
    // Given
    LearnerInfo info = new LearnerInfo("stump", "1", "count", Set.of(Capability.DETERMINISTIC));
    // When
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> info.require(Set.of(Capability.WEIGHTS, Capability.DETERMINISTIC)));
    // Then
    assertEquals("stump 1 lacks [WEIGHTS]", refusal.getMessage());
  }

  private static void assertRefused(String name, org.junit.jupiter.api.function.Executable making) {
    String message = assertThrows(IllegalArgumentException.class, making).getMessage();
    assertTrue(message.contains(name), message);
  }
}
