// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReplayReportTest {
  private static ReplayReport report(double seconds) {
    return new ReplayReport(
        200_000,
        100_000,
        100_000_000,
        new ReplayReport.Run(1, .4, Map.of("broker", 800., "bench itself", 400.), Map.of()),
        new ReplayReport.Run(
            seconds, 1.2, Map.of("trainer", 1_000., "broker", 500.), Map.of("replay", 1.)));
  }

  @Test
  void countsRecordsAndComparesWithTheBareConsumer() {
    // When: 200,000 records in 1.6 s beside 1 s
    ReplayReport report = report(1.6);

    // Then
    Map<String, Object> fields = report.fields();
    assertEquals(125_000, (double) fields.get("replayRecordsPerSecond"), 1e-6);
    assertEquals(200_000, (double) fields.get("bareRecordsPerSecond"), 1e-6);
    assertEquals(.625, (double) fields.get("replayOverBare"), 1e-9);
    assertEquals(6, (double) fields.get("replayCpuMicrosARecord"), 1e-9);
    String text = String.join("\n", report.lines());
    assertTrue(text.contains("500 bytes each"), text);
    assertTrue(text.contains("limited by trainer, 0.63 of a core"), text);
    assertTrue(text.contains("limited by broker, 0.80 of a core"), text);
    assertTrue(text.contains("63 % of it; aim 100,000 records a second: reached"), text);
  }

  @Test
  void saysWhatIsMissed() {
    String text = String.join("\n", report(2.5).lines());
    assertTrue(text.contains("40 % of it; aim 100,000 records a second: MISSED"), text);
  }
}
