// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.shap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GaussLegendreTest {
  @Test
  void integratesEveryPolynomialItShould() {
    for (int n = 1; n <= 16; n++) {
      GaussLegendre rule = GaussLegendre.of(n);
      for (int degree = 0; degree < 2 * n; degree++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += rule.weight(k) * Math.pow(rule.node(k), degree);
        }
        assertEquals(1.0 / (degree + 1), sum, 4e-15, n + " nodes, degree " + degree);
      }
    }
  }

  @Test
  void oneNodeFewerWouldNotDo() {
    // Given
    GaussLegendre rule = GaussLegendre.of(2);
    double sum = 0;
    for (int k = 0; k < 2; k++) {
      sum += rule.weight(k) * Math.pow(rule.node(k), 4);
    }
    // Then: 7/36 instead of 1/5
    assertEquals(7.0 / 36, sum, 1e-15);
  }

  @Test
  void twoNodesAreThoseOfTheBooks() {
    assertEquals((1 - 1 / Math.sqrt(3)) / 2, GaussLegendre.of(2).node(0), 1e-16);
    assertEquals(0.5, GaussLegendre.of(2).weight(1), 1e-15);
    assertEquals(0.5, GaussLegendre.of(1).node(0), 1e-16);
    assertEquals(4.0 / 9, GaussLegendre.of(3).weight(1), 1e-15);
  }

  @Test
  void nodesAscendInsideTheIntervalAndWeightsSumToOne() {
    for (int n = 1; n <= 16; n++) {
      GaussLegendre rule = GaussLegendre.of(n);
      assertEquals(n, rule.size());
      double before = 0;
      double sum = 0;
      for (int k = 0; k < n; k++) {
        assertTrue(rule.node(k) > before && rule.node(k) < 1);
        assertEquals(1, rule.node(k) + rule.node(n - 1 - k), 1e-15);
        before = rule.node(k);
        sum += rule.weight(k);
      }
      assertEquals(1, sum, 1e-14);
    }
  }
}
