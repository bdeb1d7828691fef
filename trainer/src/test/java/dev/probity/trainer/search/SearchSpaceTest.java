// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.trainer.Boosting;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SearchSpaceTest {

  @Test
  void trialsSeedIsItsPlaceInTheMastersSequence() {
    // The published beginning of SplitMix64(0).
    assertEquals(0xe220a8397b1dcdafL, SearchSpace.seed(0, 1));
    assertEquals(0x6e789e6aa1b965f4L, SearchSpace.seed(0, 2));
    assertEquals(0x06c45d188009454fL, SearchSpace.seed(0, 3));
    assertThrows(IllegalArgumentException.class, () -> SearchSpace.seed(0, 0));
  }

  @Test
  void everyDrawIsWithinItsRangeAndAllOfARangeIsDrawn() {
    // Given
    Set<Integer> depths = new HashSet<>();
    double leastRate = 1;
    double mostRate = 0;
    // When
    for (int trial = 1; trial <= 2_000; trial++) {
      Boosting drawn = SearchSpace.draw(7, trial);
      depths.add(drawn.depth());
      leastRate = Math.min(leastRate, drawn.learningRate());
      mostRate = Math.max(mostRate, drawn.learningRate());
      // Then
      assertTrue(drawn.rounds() >= 100 && drawn.rounds() <= 600, drawn.toString());
      assertTrue(drawn.minChildWeight() >= 1 && drawn.minChildWeight() <= 50, drawn.toString());
      assertTrue(drawn.lambda() >= 1 && drawn.lambda() <= 20, drawn.toString());
      assertTrue(drawn.rowShare() >= .6 && drawn.rowShare() <= 1, drawn.toString());
      assertTrue(drawn.columnShare() >= .6 && drawn.columnShare() <= 1, drawn.toString());
      assertTrue(drawn.maxCategories() >= 16 && drawn.maxCategories() <= 128, drawn.toString());
    }
    assertEquals(Set.of(3, 4, 5, 6), depths);
    assertTrue(leastRate >= .03 && leastRate < .0305, "least " + leastRate);
    assertTrue(mostRate <= .3 && mostRate > .297, "most " + mostRate);
  }

  @Test
  void rateIsDrawnByItsLogarithm() {
    // When
    int below = 0;
    for (int trial = 1; trial <= 2_000; trial++) {
      below += SearchSpace.draw(3, trial).learningRate() < Math.sqrt(.03 * .3) ? 1 : 0;
    }
    // Then: half of them, six standard errors either way
    assertEquals(1_000, below, 6 * Math.sqrt(2_000 * .25));
  }

  @Test
  void otherSeedsAndTrialsAreOtherParameters() {
    assertEquals(SearchSpace.draw(1, 5), SearchSpace.draw(1, 5));
    assertTrue(!SearchSpace.draw(1, 5).equals(SearchSpace.draw(1, 6)));
    assertTrue(!SearchSpace.draw(1, 5).equals(SearchSpace.draw(2, 5)));
  }
}
