// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.trainer.Pipeline;
import dev.probity.trainer.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The graph of a training's steps: who reads what, and what each puts out. */
final class PlanView {
  private PlanView() {}

  static void print(Printer printer, Common common) {
    if (common.json()) {
      List<Map<String, Object>> steps = new ArrayList<>();
      for (Step step : Step.values()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("pipeline", step.pipeline().label());
        one.put("step", step.label());
        one.put("inputs", step.inputs());
        one.put("output", step.output());
        steps.add(one);
      }
      printer.object("probity.train.plan.v1", Map.of("steps", steps));
      return;
    }
    for (Pipeline pipeline : Pipeline.values()) {
      common.out().println(pipeline.label());
      for (Step step : pipeline.steps()) {
        common
            .out()
            .println(
                "  %-10s %s -> %s"
                    .formatted(step.label(), String.join(", ", step.inputs()), step.output()));
      }
    }
    common.out().flush();
  }
}
