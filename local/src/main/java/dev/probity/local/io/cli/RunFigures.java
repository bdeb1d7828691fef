// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.cli;

import dev.probity.trainer.run.RunLearning;
import dev.probity.trainer.run.RunMitigation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Both sides of a reweighing, for programs and for people. */
final class RunFigures {
  private static final List<String> SHOWN = List.of("auc", "brier", "logLoss");

  private RunFigures() {}

  static @Nullable Map<String, Object> mitigation(@Nullable RunMitigation mitigation) {
    if (mitigation == null) {
      return null;
    }
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("attribute", mitigation.attribute());
    told.put("weights", mitigation.weights());
    told.put("lowest", mitigation.lowest());
    told.put("highest", mitigation.highest());
    told.put("rows", mitigation.rows());
    told.put("effectiveRows", mitigation.effectiveRows());
    Map<String, Object> figures = new LinkedHashMap<>();
    mitigation
        .figures()
        .forEach(
            (name, pair) ->
                figures.put(name, Map.of("without", of(pair.without()), "with", of(pair.with()))));
    told.put("figures", figures);
    told.put("insufficientEvidence", mitigation.insufficient());
    return told;
  }

  static List<Map<String, @Nullable Object>> learners(RunLearning learning) {
    List<Map<String, @Nullable Object>> told = new ArrayList<>();
    for (RunLearning.Side side : learning.compared()) {
      Map<String, @Nullable Object> one = new LinkedHashMap<>();
      one.put("learner", side.learner().label());
      one.put("version", side.version());
      one.put("refusal", side.refusal());
      one.put("trees", side.trees());
      one.put("seconds", side.seconds());
      Map<String, Object> figures = new LinkedHashMap<>();
      side.figures().forEach((name, figure) -> figures.put(name, of(figure)));
      one.put("figures", figures);
      told.add(one);
    }
    return told;
  }

  /** AUC, Brier score and log-loss of each; all figures are in the JSON and on the run's page. */
  static void lines(RunLearning learning, Map<String, @Nullable Object> fields) {
    for (RunLearning.Side side : learning.compared()) {
      StringBuilder line = new StringBuilder();
      if (side.refusal() == null) {
        line.append("%d trees in %.1f s".formatted(side.trees(), side.seconds()));
        side.figures().entrySet().stream()
            .filter(entry -> SHOWN.contains(entry.getKey()))
            .forEach(entry -> line.append("; " + entry.getKey() + " " + text(entry.getValue())));
      } else {
        line.append("refused: ").append(side.refusal());
      }
      fields.put("learner " + side.learner().label(), line.toString());
    }
  }

  private static Map<String, Object> of(RunMitigation.Figure figure) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("value", figure.value());
    told.put("n", figure.n());
    told.put("lower", figure.lower());
    told.put("upper", figure.upper());
    return told;
  }

  static void lines(@Nullable RunMitigation mitigation, Map<String, @Nullable Object> fields) {
    if (mitigation == null) {
      return;
    }
    fields.put(
        "reweighed " + mitigation.attribute(),
        "weights %.4f to %.4f, %,d rows worth %,.0f equal ones"
            .formatted(
                mitigation.lowest(),
                mitigation.highest(),
                mitigation.rows(),
                mitigation.effectiveRows()));
    mitigation
        .figures()
        .forEach(
            (name, pair) ->
                fields.put(
                    name,
                    "without %s, with %s".formatted(text(pair.without()), text(pair.with()))));
    mitigation
        .insufficient()
        .forEach((group, n) -> fields.put(group, "insufficient evidence, n " + n));
  }

  private static String text(RunMitigation.Figure figure) {
    return "%.4f [%.4f, %.4f] n %,d"
        .formatted(figure.value(), figure.lower(), figure.upper(), figure.n());
  }
}
