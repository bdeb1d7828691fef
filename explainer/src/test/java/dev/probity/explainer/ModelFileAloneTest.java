// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.probity.explainer.ExplainingResult.Explained;
import dev.probity.model.Ensemble;
import dev.probity.model.ScoringModel;
import dev.probity.model.Tree;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.codec.XgboostReader;
import dev.probity.model.shap.TreeShap;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.Explanation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is explained, and from what: the margin, exactly, from the model's file alone. */
class ModelFileAloneTest {
  private static final int FEATURES = 3;

  /** RT-51. */
  @Test
  void anExplanationDerivesFromTheReleasedTreesAndNoOtherArtefact() {
    // Given: a release as it is stored
    ScoringModel model = FixedReleases.grown(20, 4, 11);
    Map<String, byte[]> files = FixedReleases.files(model);
    Bundle bundle = FixedReleases.load(files);
    assertEquals(
        Set.of(
            BundleFiles.MANIFEST, BundleFiles.TREES, BundleFiles.SELF_TEST, BundleFiles.SIGNATURES),
        files.keySet(),
        "no explainer among them");
    Ensemble trees = XgboostReader.read(files.get(BundleFiles.TREES)).ensemble();
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 50; i++) {
      float[] row = FixedReleases.row(random);
      // When
      Explanation found = explain(bundle.model(), row);
      // Then
      assertArrayEquals(bruteForce(trees, row), values(found), 1e-12);
    }
  }

  /** RT-44: the margin and not the hard label, exactly and not by sampling. */
  @Test
  void theMarginIsExplainedAndTwoRunsDifferInNoBit() {
    // Given
    ScoringModel model = FixedReleases.grown(20, 4, 12);
    SplittableRandom random = new SplittableRandom(5);
    Explanation before = explain(model, FixedReleases.row(random));
    for (int i = 0; i < 200; i++) {
      float[] row = FixedReleases.row(random);
      // When
      Explanation one = explain(model, row);
      Explanation other = explain(model, row);
      // Then
      assertArrayEquals(Codecs.EXPLANATION.encode(one), Codecs.EXPLANATION.encode(other));
      assertArrayEquals(bruteForce(model.ensemble(), row), values(one), 1e-12);
      double sum = one.baseValue();
      for (double value : values(one)) {
        sum += value;
      }
      assertEquals(model.ensemble().margin(row), sum, 1e-12);
      boolean sameLabel = one.probability() > .5 == before.probability() > .5;
      if (sameLabel && one.margin() != before.margin()) {
        assertNotEquals(
            before.contributions(), one.contributions(), "labels agree, margins do not");
      }
      before = one;
    }
  }

  private static Explanation explain(ScoringModel model, float[] row) {
    ExplainingResult result =
        new Explaining(
                model,
                "hessian",
                FixedReleases.APPRENTICES,
                FixedReleases.catalogue(),
                TreeShap.TABLE_BUDGET)
            .explain(List.of(FixedReleases.prediction(model, 1, row)))
            .getFirst();
    return assertInstanceOf(Explained.class, result).explanation();
  }

  private static double[] values(Explanation explanation) {
    return explanation.contributions().stream().mapToDouble(Contribution::value).toArray();
  }

  /** Shapley's formula over all coalitions of the three features. */
  private static double[] bruteForce(Ensemble ensemble, float[] row) {
    double[] worth = new double[1 << FEATURES];
    for (int coalition = 0; coalition < worth.length; coalition++) {
      for (Tree tree : ensemble.trees()) {
        worth[coalition] += worth(tree, 0, row, coalition);
      }
    }
    double[] weights = {1.0 / 3, 1.0 / 6, 1.0 / 3};
    double[] contributions = new double[FEATURES];
    for (int f = 0; f < FEATURES; f++) {
      for (int coalition = 0; coalition < worth.length; coalition++) {
        if ((coalition & 1 << f) == 0) {
          double gain = worth[coalition | 1 << f] - worth[coalition];
          contributions[f] += weights[Integer.bitCount(coalition)] * gain;
        }
      }
    }
    return contributions;
  }

  /** Follows the row on the coalition's features and averages by cover elsewhere. */
  private static double worth(Tree tree, int node, float[] row, int coalition) {
    if (tree.isLeaf(node)) {
      return tree.leafValue(node);
    }
    if ((coalition & 1 << tree.feature(node)) != 0) {
      int child = tree.goesLeft(node, row, 0) ? tree.left(node) : tree.right(node);
      return worth(tree, child, row, coalition);
    }
    return tree.coverShare(node, tree.left(node)) * worth(tree, tree.left(node), row, coalition)
        + tree.coverShare(node, tree.right(node)) * worth(tree, tree.right(node), row, coalition);
  }
}
