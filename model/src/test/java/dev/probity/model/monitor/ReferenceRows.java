// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.List;
import java.util.Map;
import java.util.Random;

/** Seeded rows of a small use case: one number, one code, one protected attribute. */
final class ReferenceRows {
  static final List<String> CATEGORIES = List.of("a", "b", "c");

  private ReferenceRows() {}

  static MonitorSpec spec(int chunkRows) {
    return new MonitorSpec(
        "toy",
        "0".repeat(64),
        "1".repeat(64),
        List.of(
            new MonitoredFeature.Numeric("hours"),
            new MonitoredFeature.Categorical("class", CATEGORIES)),
        List.of(new ProtectedAttribute("SEX", "1", List.of("1", "2"))),
        FairnessPolicy.fourFifths(),
        chunkRows,
        Map.of("folds", "16-19"));
  }

  static MonitoringReference reference(int rows, int chunkRows, long seed) {
    Random random = new Random(seed);
    MonitoringReferenceBuilder builder = new MonitoringReferenceBuilder(spec(chunkRows));
    for (int i = 0; i < rows; i++) {
      double[] vector = vector(random);
      double hours = Double.isNaN(vector[0]) ? 40 : vector[0];
      double probability = (hours + vector[1]) / 82.0;
      builder.add(
          "row-" + i,
          vector,
          probability,
          probability > .5,
          random.nextDouble() < probability,
          List.of(random.nextInt(5) == 0 ? "2" : "1"));
    }
    return builder.build();
  }

  static double[] vector(Random random) {
    double hours = random.nextInt(20) == 0 ? Double.NaN : random.nextInt(80);
    return new double[] {hours, random.nextInt(3)};
  }
}
