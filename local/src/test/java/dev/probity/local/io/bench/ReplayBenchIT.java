// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayBenchIT {
  private static final int CASES = Integer.getInteger("probity.bench.cases", 2_000);

  @TempDir private Path folder = Path.of("unset");

  /** The bench itself checks that every case became a row. */
  @Test
  void measuresBothReadingsOnARealBroker() throws Exception {
    // Given
    List<String> told = new ArrayList<>();

    // When
    ReplayReport report =
        new ReplayBench(folder, told::add)
            .run(CASES, Integer.getInteger("probity.bench.rounds", 1));

    // Then
    report.lines().forEach(System.out::println);
    Map<String, Object> fields = report.fields();
    assertEquals(2L * CASES, fields.get("records"));
    assertEquals((long) CASES, fields.get("rows"));
    for (String figure :
        List.of("replayRecordsPerSecond", "bareRecordsPerSecond", "replayCpuMicrosARecord")) {
      assertTrue((double) fields.get(figure) > 0, figure + " in " + fields);
    }
    try (Stream<Path> files = Files.walk(folder.resolve("datasets-1"))) {
      assertTrue(files.anyMatch(file -> file.toString().contains("commits")), "no commit");
    }
    assertTrue(told.stream().anyMatch(line -> line.endsWith("the replay")), told.toString());
  }
}
