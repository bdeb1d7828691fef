// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.CategoricalFold;
import dev.probity.model.monitor.ChiSquare;
import dev.probity.model.monitor.Divergence;
import dev.probity.model.monitor.DriftMethod;
import dev.probity.model.monitor.KolmogorovTail;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.NumericFold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is reported of a chunk's columns beside the distances and never alerts: p-values, stability
 * indexes, normed distances. The same in both modes.
 *
 * @param rows the cells of one row per column
 */
record TestFigures(List<List<String>> rows) {
  static final String FILE = "tests.csv";
  private static final String HEADER =
      "column,chunk_index,ks,ks_p_asymp,psi_decile,wasserstein,wasserstein_normed,chi2,chi2_p,dof,"
          + "psi_category,g_test_p,mode";

  TestFigures {
    rows = List.copyOf(rows);
  }

  static TestFigures of(Baseline baseline, ChunkFold fold) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < baseline.numbers().size(); i++) {
      rows.add(number(baseline, fold, i));
    }
    for (int i = 0; i < baseline.categories().size(); i++) {
      rows.add(category(fold.category(i)));
    }
    return new TestFigures(rows);
  }

  private static List<String> number(Baseline baseline, ChunkFold fold, int index) {
    NumberBaseline number = baseline.numbers().get(index);
    NumericFold column = fold.number(index);
    RawValues raw = fold.raw(index);
    double gap = Double.NaN;
    double area = Double.NaN;
    double stability = Double.NaN;
    if (column.n() > 0) {
      gap =
          raw == null
              ? column.distance(DriftMethod.KOLMOGOROV_SMIRNOV, MonitorMode.PROBITY)
              : RawValues.largestGap(number.sorted(), raw.sorted());
      area =
          raw == null
              ? column.distance(DriftMethod.WASSERSTEIN, MonitorMode.PROBITY)
              : RawValues.area(number.sorted(), raw.sorted());
      stability =
          Divergence.stability(
              shares(number.cellCounts(), number.cells()),
              shares(fold.cells(index), number.cells()));
    }
    List<String> cells = new ArrayList<>();
    cells.add(ResultFile.cell(number.reference().name()));
    for (double value :
        new double[] {
          gap,
          KolmogorovTail.pValue(gap, number.sorted().length, column.n()),
          stability,
          area,
          area / number.reference().deviation()
        }) {
      cells.add(ResultFile.cell(value));
    }
    cells.addAll(List.of("", "", "", "", ""));
    return cells;
  }

  /** Missing rows are in no decile. */
  private static double[] shares(long[] counts, int cells) {
    long[] known = Arrays.copyOf(counts, cells);
    double total = Arrays.stream(known).sum();
    return Arrays.stream(known).mapToDouble(count -> count / total).toArray();
  }

  private static List<String> category(CategoricalFold column) {
    List<String> cells = new ArrayList<>();
    cells.add(ResultFile.cell(column.reference().name()));
    cells.addAll(List.of("", "", "", "", ""));
    if (column.n() == 0) {
      cells.addAll(List.of("", "", "", "", ""));
      return cells;
    }
    ChiSquare test = column.chiSquare();
    cells.add(ResultFile.cell(test.statistic()));
    cells.add(ResultFile.cell(test.pValue()));
    cells.add(Integer.toString(test.degrees()));
    cells.add(ResultFile.cell(column.stability()));
    cells.add(ResultFile.cell(column.likelihoodRatio().pValue()));
    return cells;
  }

  static ResultFile file(EvaluationConfig config, List<ChunkResult> analysis) {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    int columns = analysis.isEmpty() ? 0 : analysis.getFirst().tests().rows().size();
    for (int column = 0; column < columns; column++) {
      for (ChunkResult result : analysis) {
        List<String> cells = new ArrayList<>(result.tests().rows().get(column));
        cells.add(1, Integer.toString(result.chunk().index()));
        cells.add(config.mode().wireName());
        lines.add(String.join(",", cells));
      }
    }
    return new ResultFile(FILE, lines, 0);
  }
}
