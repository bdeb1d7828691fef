// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpReportTest {
  private static final HttpReport REPORT =
      new HttpReport(
          100,
          32,
          new HttpClients.Paced(new Quantiles(2_000, 3, 12), new Quantiles(2_000, 8, 25), 1),
          new HttpClients.Load(40_000, 5, 0, 2_000, new Quantiles(40_000, 14, 40)),
          200_000,
          30_000,
          new RawLimits.Figures(120_000, 200_000, 20_000, new Quantiles(2_000, 2, 10)));

  @Test
  void setsEveryFigureBesideItsLimit() {
    String text = String.join("\n", REPORT.lines());
    assertTrue(text.contains("p99 against the empty hop's: 2.5 times; refused: 1"), text);
    assertTrue(text.contains("10.0 % of an empty hop's"), text);
    assertTrue(text.contains("25.0 % of a bare producer's"), text);
    assertTrue(text.contains("told to come again (429) 5"), text);
  }

  @Test
  void givesProgramsTheSameFigures() {
    Map<String, Object> fields = REPORT.fields();
    assertEquals(2.5, fields.get("explainedP99AgainstEmptyHop"));
    assertEquals(Map.of("n", 2_000, "p50", 8., "p99", 25.), fields.get("explainedMillis"));
    assertEquals(2_000., fields.get("explainedPerSecond"));
  }
}
