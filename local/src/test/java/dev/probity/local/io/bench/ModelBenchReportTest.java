// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelBenchReportTest {
  private static final ModelFigures FIGURES =
      new ModelFigures(
          "numeric", 4, 300, 299, 3, 0.1, 100_000, 2_000, 5_000, 40, 800_000, 2, 0, 1e-7);

  @Test
  void withoutThePeerItSaysSoAndNamesTheOldAlgorithm() {
    // When
    ModelBenchReport report =
        new ModelBenchReport(List.of(FIGURES), new PythonPeer.Skipped("Python 3.11.7 is older"));
    // Then
    String text = String.join("\n", report.lines());
    assertTrue(text.contains("Python XGBoost: SKIPPED, Python 3.11.7 is older"), text);
    assertTrue(text.contains("50.0x"), "ratio to the recurrence in " + text);
    assertTrue(text.contains("20.0x"), "ratio to XGBoost4J in " + text);
    assertTrue(text.contains("never quote it alone"), text);
    assertTrue(text.contains("3.0 (-1)"), "one tree without tables in " + text);
    assertEquals("SKIPPED: Python 3.11.7 is older", report.fields().get("peer"));
    assertFalse(report.fields().toString().contains("ratio_to_xgboost="));
  }

  @Test
  void withThePeerEveryRatioIsOfTheSameRun() {
    // When
    ModelBenchReport report =
        new ModelBenchReport(
            List.of(FIGURES),
            new PythonPeer.Measured(
                "XGBoost 3.4.1, Python 3.12.1",
                List.of(new PythonPeer.Figures(8_000, 500_000, 6e-7))));
    // Then
    String text = String.join("\n", report.lines());
    assertTrue(text.contains("12.5x"), text);
    assertTrue(text.contains("scored  500000 rows/s, ours 1.6x"), text);
    assertTrue(text.contains("XGBoost 3.4.1, Python 3.12.1"), text);
    Map<?, ?> model = (Map<?, ?>) ((List<?>) report.fields().get("models")).getFirst();
    assertEquals(12.5, model.get("explained_ratio_to_xgboost"));
    assertEquals(1.6, model.get("scored_ratio_to_xgboost"));
    assertEquals(299, model.get("trees_with_tables"));
  }

  @Test
  void timingCountsAllocationAndTakesTheMedian() {
    // Given
    byte[][] kept = new byte[1][];
    // When
    long bytes = Timing.bytes(5, i -> kept[0] = new byte[1_000]);
    double micros = Timing.medianMicros(10, i -> kept[0][0]++);
    double seconds = Timing.seconds(() -> kept[0][1]++);
    // Then
    assertTrue(bytes >= 1_000 && bytes < 3_000, bytes + " bytes");
    assertTrue(micros >= 0 && seconds >= 0);
  }
}
