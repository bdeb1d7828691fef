// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorBenchIT {
  @TempDir private Path folder = Path.of("unset");

  /** The bench itself checks that every record was parsed, and every window closed. */
  @Test
  void measuresEveryPartOnARealBroker() throws Exception {
    // Given
    List<String> told = new ArrayList<>();

    // When
    MonitorReport report =
        new MonitorBench(new MonitorBench.Plan(1_000, 2_000, 1), folder, told::add).run();

    // Then
    report.lines().forEach(System.out::println);
    Map<String, Object> fields = report.fields();
    assertEquals(9, fields.get("features"));
    assertEquals(2, fields.get("protectedAttributes"));
    for (String figure :
        List.of(
            "foldRecordsPerCoreSecond",
            "stageCasesPerCoreSecond",
            "streamsRecordsPerSecond",
            "emptyStageRecordsPerSecond")) {
      assertTrue((double) fields.get(figure) > 0, figure + " in " + fields);
    }
    assertTrue(told.contains("round 1 of 1, the monitor"), told.toString());
  }
}
