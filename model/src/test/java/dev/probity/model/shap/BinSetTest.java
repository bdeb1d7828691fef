// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Binning;
import dev.probity.model.Ensemble;
import dev.probity.model.Objective;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinSetTest {
  @Test
  void numericSplitIsARunFromTheLeftOrTheComplementOfOne() {
    // Given: thresholds 0 … 9 on one feature: bins 0 … 10, missing 11
    TreeBuilder builder = new TreeBuilder();
    for (int t = 0; t < 10; t++) {
      builder.split(0, t, t % 2 == 1, 1).leaf(0f, 1);
    }
    Tree tree = builder.leaf(0f, 1).build();
    Binning binning = binning(tree);
    // Then: splits stand at even nodes
    BinSet missingRight = BinSet.left(binning, tree, 4 * 2);
    assertEquals(new BinSet.Run(0, 5, false), missingRight.run());
    assertEquals(new BinSet.Run(0, 5, true), missingRight.complement().run());
    BinSet missingLeft = BinSet.left(binning, tree, 3 * 2);
    assertEquals(new BinSet.Run(4, 11, true), missingLeft.run());
    assertEquals(new BinSet.Run(4, 11, false), missingLeft.complement().run());
    BinSet between = missingRight.and(missingLeft.complement());
    assertEquals(new BinSet.Run(4, 5, false), between.run());
    BinSet upperLeft = BinSet.left(binning, tree, 7 * 2);
    BinSet notBelow = BinSet.left(binning, tree, 1 * 2).complement();
    assertEquals(new BinSet.Run(2, 8, false), upperLeft.and(notBelow).run());
    BinSet withMissing = upperLeft.and(BinSet.left(binning, tree, 2 * 2).complement());
    assertNull(withMissing.run(), "bins 3 to 7 and the missing one");
  }

  @Test
  void nothingAndEverythingAreEmptyRuns() {
    Tree tree = new TreeBuilder().split(0, 1f, false, 1).leaf(0f, 1).leaf(0f, 1).build();
    BinSet left = BinSet.left(binning(tree), tree, 0);
    BinSet nothing = left.and(left.complement());
    BinSet everything = nothing.complement();
    assertEquals(3, left.size());
    for (int bin = 0; bin < 3; bin++) {
      assertFalse(nothing.contains(bin));
      assertTrue(everything.contains(bin));
      assertFalse(holds(nothing.run(), bin));
      assertTrue(holds(everything.run(), bin));
    }
    assertEquals(left, left.complement().complement());
    assertEquals(left.hashCode(), left.complement().complement().hashCode());
    assertNotEquals(left, nothing);
  }

  private static boolean holds(BinSet.Run run, int bin) {
    return (run.low() <= bin && bin < run.high()) != run.inverted();
  }

  @Test
  void categorySetOfOneIsARunAndOfThreeApartIsNot() {
    Tree one =
        new TreeBuilder().categories(0, new int[] {70}, false, 1).leaf(0f, 1).leaf(0f, 1).build();
    Tree apart =
        new TreeBuilder()
            .categories(0, new int[] {3, 5, 70}, false, 1)
            .leaf(0f, 1)
            .leaf(0f, 1)
            .build();
    // Then: bins 0 … 70, others 71, missing 72 goes right
    assertNull(BinSet.left(binning(apart), apart, 0).run());
    BinSet left = BinSet.left(binning(one), one, 0);
    assertNull(left.run(), "70 and missing go right, 71 does not");
    assertTrue(left.contains(71));
    assertFalse(left.contains(72));
    assertFalse(left.complement().contains(71));
  }

  private static Binning binning(Tree tree) {
    return new Binning(new Ensemble(1, Objective.SQUARED_ERROR, 0f, List.of(tree)));
  }
}
