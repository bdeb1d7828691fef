// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.report;

import dev.probity.trainer.run.RunLearning;
import dev.probity.trainer.run.RunMitigation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Every learner's figures on the same split, side by side. */
final class LearnersTable {
  private LearnersTable() {}

  /** The column heads: the figure, each learner, the rows. */
  static List<String> heads(List<RunLearning.Side> sides) {
    List<String> heads = new ArrayList<>(List.of("figure"));
    sides.forEach(side -> heads.add(side.learner().label() + " " + side.version()));
    heads.add("n");
    return heads;
  }

  /** The cells of each row, by figure. */
  static List<List<String>> rows(List<RunLearning.Side> sides) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("trees", sides, side -> Integer.toString(side.trees())));
    rows.add(row("seconds", sides, side -> String.format(Locale.ROOT, "%.1f", side.seconds())));
    Map<String, Long> names = new LinkedHashMap<>();
    sides.forEach(
        side -> side.figures().forEach((name, figure) -> names.putIfAbsent(name, figure.n())));
    names.forEach(
        (name, n) -> {
          List<String> row = row(name, sides, side -> told(side.figures().get(name)));
          row.set(row.size() - 1, String.format(Locale.ROOT, "%,d", n));
          rows.add(row);
        });
    return rows;
  }

  private static List<String> row(
      String name, List<RunLearning.Side> sides, Function<RunLearning.Side, String> cell) {
    List<String> row = new ArrayList<>(List.of(name));
    sides.forEach(side -> row.add(side.refusal() == null ? cell.apply(side) : "refused"));
    row.add("");
    return row;
  }

  private static String told(RunMitigation.@Nullable Figure figure) {
    return figure == null || !Double.isFinite(figure.value())
        ? "-"
        : String.format(
            Locale.ROOT, "%.4f [%.4f, %.4f]", figure.value(), figure.lower(), figure.upper());
  }
}
