// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamReportTest {
  private static final StreamReport REPORT =
      new StreamReport(
          1_000,
          512,
          2_000,
          1_800,
          Map.of("scorer", 100.),
          100,
          new Quantiles(2_000, 5, 20),
          new Quantiles(2_000, 60, 130),
          new RawLimits.Figures(100_000, 200_000, 20_000, new Quantiles(2_000, 2, 10)),
          60_000,
          800);

  @Test
  void setsEveryFigureBesideItsLimit() {
    String text = String.join("\n", REPORT.lines());

    assertTrue(text.contains("the stream does 2.0 % of it"), text);
    assertTrue(text.contains("the stream does 9.0 % of it, three rows a candidate"), text);
    assertTrue(text.contains("p99 against the empty hop's: 2.0 times"), text);
    assertTrue(text.contains("0.100  100 %"), text);
  }

  @Test
  void givesProgramsTheSameFigures() {
    Map<String, Object> fields = REPORT.fields();

    assertEquals(.1, fields.get("cpuMillisPerCandidate"));
    assertEquals(Map.of("scorer", .1), fields.get("cpuMillisPerCandidateByStage"));
    assertEquals(Map.of("n", 2_000, "p50", 2., "p99", 10.), fields.get("emptyHopMillis"));
  }
}
