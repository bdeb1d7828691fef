// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.driftmonitor.MonitoredRelease;
import dev.probity.model.monitor.AttributionReference;
import dev.probity.model.monitor.FairnessPolicy;
import dev.probity.model.monitor.MonitorSpec;
import dev.probity.model.monitor.MonitoredFeature;
import dev.probity.model.monitor.MonitoringReferenceBuilder;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.topics.Profiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FoldRunTest {
  private static final String DIGEST = "0".repeat(64);

  @Test
  void foldsEveryRecordOfEveryCaseOnce() {
    // Given
    Random random = new Random(1);
    MonitoringReferenceBuilder builder =
        new MonitoringReferenceBuilder(
            new MonitorSpec(
                "acs-salary",
                DIGEST,
                DIGEST,
                List.of(new MonitoredFeature.Numeric("AGEP")),
                List.of(new ProtectedAttribute("SEX", "1", List.of("1", "2"))),
                FairnessPolicy.fourFifths(),
                100,
                Map.of()));
    List<FoldRun.FoldCase> cases = new ArrayList<>();
    List<double[]> contributions = new ArrayList<>();
    for (int i = 0; i < 1_250; i++) {
      double p = random.nextDouble();
      boolean label = random.nextDouble() < p;
      List<String> group = List.of(Integer.toString(1 + random.nextInt(2)));
      double[] vector = {20 + random.nextInt(50)};
      double[] contribution = {random.nextGaussian()};
      builder.add("r-" + i, vector, p, p > .5, label, group);
      contributions.add(contribution);
      cases.add(new FoldRun.FoldCase("c-" + i, group, vector, p, p > .5, contribution, label));
    }
    FoldRun run =
        new FoldRun(
            new MonitoredRelease(DIGEST, "acs-salary", DIGEST, builder.build()),
            Profiles.acsSalary().alarms(),
            AttributionReference.of(List.of("AGEP"), contributions),
            cases,
            100);

    // When
    double[] seconds = run.seconds();

    // Then: the last window of explanations holds what came after row 1,200
    assertArrayEquals(new long[] {1_250, 1_250, 50}, run.folded());
    assertEquals(FoldRun.Part.values().length, seconds.length);
    for (double part : seconds) {
      assertTrue(part > 0);
    }
  }
}
