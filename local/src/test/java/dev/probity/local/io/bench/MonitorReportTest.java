// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MonitorReportTest {
  private static StreamsRun.Figures ran(double seconds, double ownMillis, double brokerMillis) {
    return new StreamsRun.Figures(
        seconds, Map.of("drift-monitor", ownMillis, "broker", brokerMillis));
  }

  private static MonitorReport report(double seconds, StreamsRun.Figures full) {
    double[] fold = {.1 * seconds, .5 * seconds, .1 * seconds, .3 * seconds};
    return new MonitorReport(
        new MonitorReport.InMemory(1_000, 9, 2, fold, new StageRun.Figures(.01, .002)),
        new MonitorReport.Streamed(3, 1_000, ran(.1, 80, 20), full),
        null);
  }

  @Test
  void countsFourRecordsACaseAndComparesWithTheEmptyStage() {
    // When: 4,000 records in 2 ms; 3,000 records in .125 s beside .1 s
    MonitorReport report = report(.002, ran(.125, 100, 50));

    // Then
    Map<String, Object> fields = report.fields();
    assertEquals(2e6, (double) fields.get("foldRecordsPerCoreSecond"), 1);
    assertEquals(5e5, (double) fields.get("foldCasesPerCoreSecond"), 1);
    assertEquals(24_000, (double) fields.get("streamsRecordsPerSecond"), 1e-6);
    assertEquals(.8, (double) fields.get("streamsOverEmptyStage"), 1e-9);
    String text = String.join("\n", report.lines());
    assertTrue(text.contains("limited by the predictions"), text);
    assertTrue(text.contains("prediction 1000"), text);
    assertTrue(text.contains("limited by drift-monitor, 0.80 of a core"), text);
    assertTrue(text.contains("the monitor does 80 % of it, aim 70 %: reached"), text);
    assertTrue(text.contains("aim 1,000,000: reached"), text);
  }

  private static MonitorReport beside(EvaluateBench.Peer peer) {
    MonitorReport plain = report(.002, ran(.125, 100, 50));
    return new MonitorReport(
        plain.inMemory(),
        plain.streamed(),
        new EvaluateBench.Figures(100_000, 21_000, 80_000, peer));
  }

  @Test
  void saysHowManyCasesACoreSecondThePeerDoes() {
    // When
    MonitorReport report =
        beside(new EvaluateBench.Measured("NannyML 0.13.1", 17_500, 20_000, 100, 3e-15));

    // Then
    String text = String.join("\n", report.lines());
    assertTrue(text.contains("100,000 rows"), text);
    assertTrue(text.contains("times it: 1.2 first, 4.0 warm; of 100 figures"), text);
    assertTrue(text.contains("3.0e-15"), text);
    assertEquals(20_000.0, report.fields().get("peerRowsPerCoreSecondWarm"));
  }

  @Test
  void saysWhyThePeerIsMissing() {
    // When
    MonitorReport report = beside(new EvaluateBench.Skipped("no program python9 starts"));

    // Then
    String text = String.join("\n", report.lines());
    assertTrue(text.contains("NannyML: SKIPPED, no program python9 starts"), text);
    assertEquals("SKIPPED: no program python9 starts", report.fields().get("peer"));
  }

  @Test
  void saysWhatIsMissed() {
    // When
    String text = String.join("\n", report(.01, ran(.2, 100, 190)).lines());

    // Then
    assertTrue(text.contains("aim 1,000,000: MISSED"), text);
    assertTrue(text.contains("the monitor does 50 % of it, aim 70 %: MISSED"), text);
    assertTrue(text.contains("limited by broker, 0.95 of a core"), text);
  }
}
