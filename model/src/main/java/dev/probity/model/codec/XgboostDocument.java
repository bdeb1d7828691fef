// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.codec;

import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.Tree;
import java.util.List;

/**
 * What an XGBoost document says that scoring needs.
 *
 * @param featureNames names in column order; may be empty
 * @param featureTypes {@code c} for categorical, {@code float int i q} for numeric columns; empty =
 *     all numeric
 * @param ensemble the trees
 */
public record XgboostDocument(
    List<String> featureNames, List<String> featureTypes, Ensemble ensemble) {
  /** Copies. */
  public XgboostDocument {
    featureNames = List.copyOf(featureNames);
    featureTypes = List.copyOf(featureTypes);
  }

  /**
   * The ensemble, once it is certain that it speaks of the same columns as the encoder.
   *
   * @param spec the encoder of the bundle
   * @throws ModelRefusedException with {@link RefusalCode#SPEC_MISMATCH} if names, order, kinds or
   *     category counts differ
   */
  public Ensemble fitting(FeatureSpec spec) {
    if (ensemble.features() != spec.size() || !featureNames.equals(spec.names())) {
      throw mismatch("feature names or their order differ from the manifest");
    }
    for (int i = 0; i < featureTypes.size(); i++) {
      boolean categorical = spec.features().get(i) instanceof Feature.Categorical;
      if (categorical != featureTypes.get(i).equals("c")) {
        throw mismatch("feature " + spec.names().get(i) + " is of another kind in the manifest");
      }
    }
    List<Tree> trees = ensemble.trees();
    for (int t = 0; t < trees.size(); t++) {
      for (int node = 0; node < trees.get(t).nodes(); node++) {
        if (!trees.get(t).isLeaf(node)) {
          requireKind(trees.get(t), node, t, spec);
        }
      }
    }
    return ensemble;
  }

  private static void requireKind(Tree tree, int node, int index, FeatureSpec spec) {
    String where = "tree " + index + ", node " + node;
    switch (spec.features().get(tree.feature(node))) {
      case Feature.Numeric numeric -> {
        if (tree.isCategorical(node)) {
          throw mismatch(where + " splits " + numeric.name() + " by categories");
        }
      }
      case Feature.Categorical categorical -> {
        int[] set = tree.categories(node);
        if (set.length == 0) {
          throw mismatch(where + " splits " + categorical.name() + " by a threshold");
        }
        if (set[set.length - 1] >= categorical.categories().size()) {
          throw mismatch(where + " names a category beyond the list of " + categorical.name());
        }
      }
    }
  }

  private static ModelRefusedException mismatch(String detail) {
    return new ModelRefusedException(RefusalCode.SPEC_MISMATCH, detail);
  }
}
