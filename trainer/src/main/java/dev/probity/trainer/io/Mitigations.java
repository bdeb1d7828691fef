// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.Manifest.MetricValue;
import dev.probity.trainer.Mitigation;
import dev.probity.trainer.run.RunMitigation;
import java.util.Map;
import java.util.TreeMap;

/** Says in a run's record what reweighing did. */
final class Mitigations {
  private Mitigations() {}

  static RunMitigation of(Mitigation mitigation) {
    Manifest.FairnessFacts weights = mitigation.weights();
    Map<String, RunMitigation.Pair> figures = new TreeMap<>();
    mitigation
        .figures()
        .forEach(
            (name, pair) ->
                figures.put(
                    name, new RunMitigation.Pair(figure(pair.without()), figure(pair.with()))));
    return new RunMitigation(
        mitigation.attribute(),
        weights.cells(),
        weights.lowest(),
        weights.highest(),
        mitigation.rows(),
        weights.effectiveRows(),
        figures,
        mitigation.insufficient());
  }

  static RunMitigation.Figure figure(MetricValue value) {
    return new RunMitigation.Figure(value.value(), value.n(), value.lower(), value.upper());
  }
}
