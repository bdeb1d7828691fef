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
          new HttpClients.Paced(new Quantiles(2_000, 3, 12), new Quantiles(2_000, 8, 25), 1, 0),
          new HttpClients.Load(40_000, 5, 0, 2_000, new Quantiles(40_000, 14, 40), 0),
          200_000,
          30_000,
          Map.of("row of a file", Map.of("ingest", .02)),
          new InferenceFigures(
              new InferenceClients.Load(60_000, 1, 3_000, new Quantiles(60_000, 9, 30), 0),
              new InferenceClients.Load(300_000, 0, 15_000, new Quantiles(300, 250, 400), 0),
              1_000,
              4.2,
              new InferenceClients.Load(3_000, 0, 150, new Quantiles(3_000, 200, 300), 0),
              null),
          new RawLimits.Figures(120_000, 200_000, 20_000, new Quantiles(2_000, 2, 10)),
          1_200);

  @Test
  void setsEveryFigureBesideItsLimit() {
    String text = String.join("\n", REPORT.lines());
    assertTrue(text.contains("p99 against the empty hop's: 2.5 times; refused: 1"), text);
    assertTrue(text.contains("10.0 % of an empty hop's"), text);
    assertTrue(text.contains("25.0 % of a bare producer's"), text);
    assertTrue(text.contains("told to come again (429) 5"), text);
    assertTrue(text.contains("20.0 times the other server's 150, unrecorded"), text);
    assertTrue(text.contains("every prediction 4.2 s after the last answer"), text);
    assertTrue(text.contains("row of a file                  0.020: ingest 0.020"), text);
  }

  @Test
  void givesProgramsTheSameFigures() {
    Map<String, Object> fields = REPORT.fields();
    assertEquals(2.5, fields.get("explainedP99AgainstEmptyHop"));
    assertEquals(Map.of("n", 2_000, "p50", 8., "p99", 25.), fields.get("explainedMillis"));
    assertEquals(2_000., fields.get("explainedPerSecond"));
  }
}
