// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Golden;
import dev.probity.model.codec.Json;
import dev.probity.model.shap.BruteForceShapley.Leaf;
import dev.probity.model.shap.BruteForceShapley.Node;
import dev.probity.model.shap.BruteForceShapley.Split;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The first 15 trees of {@code xgb_100x6}, all 2^11 subsets, 3 rows. The reference read leaf values
 * and covers as decimals in double; the product reads them as the float32 numbers they are. Both
 * are held: the oracle to the reference on decimals, the product to the oracle on float32.
 */
class GoldenBruteForceTest {
  private static final int TREES = 15;
  private static final double GATE = 1e-12;

  private final Golden golden = Golden.trimmed();

  @Test
  void oracleEqualsReferenceAndTablesEqualOracle() {
    // Given
    Ensemble ensemble = golden.model("xgb_100x6").ensemble().first(TREES);
    TreeShap shap = new TreeShap(ensemble);
    List<Node> decimal = decimalCovers();
    double oracle = 0;
    double product = 0;
    for (Json entry : golden.json("models.json").array("bruteforce_15trees")) {
      Json.ObjectValue wanted = (Json.ObjectValue) entry;
      float[] row = row(wanted.whole("row"));
      // When
      double[] reference = BruteForceShapley.values(decimal, row);
      double[] exact = BruteForceShapley.values(BruteForceShapley.nodes(ensemble), row);
      Attribution found = shap.explain(row);
      // Then
      oracle = Math.max(oracle, distance(wanted.numbers("phi"), reference));
      oracle = Math.max(oracle, Math.abs(wanted.number("v_empty") - reference[0]));
      double full = reference[reference.length - 1];
      oracle = Math.max(oracle, Math.abs(wanted.number("v_full") - full));
      double[] phi = BruteForceShapley.contributions(exact, row.length);
      for (int f = 0; f < row.length; f++) {
        product = Math.max(product, Math.abs(phi[f] - found.contribution(f)));
      }
      double base = shap.baseValue() - ensemble.baseMargin();
      product = Math.max(product, Math.abs(base - exact[0]));
    }
    System.out.printf(
        "golden: 15 trees, 3 rows: brute force vs reference <= %.2e, tables vs brute force <="
            + " %.2e%n",
        oracle, product);
    assertTrue(oracle <= GATE, "oracle " + oracle);
    assertTrue(product <= GATE, "product " + product);
  }

  private static double distance(double[] phi, double[] values) {
    double[] found = BruteForceShapley.contributions(values, phi.length);
    double worst = 0;
    for (int f = 0; f < phi.length; f++) {
      worst = Math.max(worst, Math.abs(phi[f] - found[f]));
    }
    return worst;
  }

  private float[] row(long wanted) {
    Golden.Table rows = golden.table("rows.csv.gz");
    for (int r = 0; r < rows.rows(); r++) {
      if (rows.number(r, "row") == wanted) {
        return golden.numericRows().get(r);
      }
    }
    throw new AssertionError("no row " + wanted);
  }

  private List<Node> decimalCovers() {
    List<Json> trees =
        golden
            .json("xgb_100x6.json")
            .object("learner")
            .object("gradient_booster")
            .object("model")
            .array("trees");
    List<Node> nodes = new ArrayList<>();
    trees.stream()
        .limit(TREES)
        .forEach(tree -> nodes.add(new DecimalCovers((Json.ObjectValue) tree).at(0)));
    return nodes;
  }

  private static final class DecimalCovers {
    private final double[] left;
    private final double[] right;
    private final double[] features;
    private final double[] conditions;
    private final double[] covers;

    DecimalCovers(Json.ObjectValue tree) {
      left = tree.numbers("left_children");
      right = tree.numbers("right_children");
      features = tree.numbers("split_indices");
      conditions = tree.numbers("split_conditions");
      covers = tree.numbers("sum_hessian");
    }

    Node at(int node) {
      if (left[node] < 0) {
        return new Leaf((float) conditions[node], covers[node]);
      }
      int feature = (int) features[node];
      float threshold = (float) conditions[node];
      return new Split(
          feature,
          row -> row[feature] < threshold,
          at((int) left[node]),
          at((int) right[node]),
          covers[node]);
    }
  }
}
