// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.CategoricalReference;
import dev.probity.model.monitor.ColumnReference;
import dev.probity.model.monitor.DriftMethod;
import java.util.ArrayList;
import java.util.List;

/**
 * The evaluation of analysis rows against a reference. First the reference with its plan, then the
 * analysis' rows one at a time, then the files:
 *
 * <pre>
 * Evaluation evaluation = Evaluation.of(referenceRows, ChunkPlan.of(…));
 * PeriodFold analysis = evaluation.analysis(ChunkPlan.of(…));
 * for (EvaluationRow row : rows) analysis.add(row);
 * List&lt;ResultFile&gt; files = evaluation.files(analysis);
 * </pre>
 */
public final class Evaluation {
  private final Baseline baseline;
  private final List<SeriesTable> tables;
  private final List<Series> series = new ArrayList<>();
  private final List<ChunkResult> reference;

  private Evaluation(ReferenceRows rows, ChunkPlan plan) {
    baseline = Baseline.fit(rows);
    tables = tables(baseline);
    tables.forEach(table -> series.addAll(table.series()));
    PeriodFold fold = new PeriodFold(baseline, plan, series);
    for (int i = 0; i < rows.size(); i++) {
      fold.add(rows.row(i));
    }
    reference = fold.results();
  }

  /**
   * Fits the reference and computes its chunks.
   *
   * @param rows the reference
   * @param plan its chunks
   * @throws IllegalArgumentException when the rows cannot be a reference, saying why
   */
  public static Evaluation of(ReferenceRows rows, ChunkPlan plan) {
    return new Evaluation(rows, plan);
  }

  /**
   * The analysis period, waiting for its rows.
   *
   * @param plan its chunks
   */
  public PeriodFold analysis(ChunkPlan plan) {
    return new PeriodFold(baseline, plan, series);
  }

  /**
   * The files.
   *
   * @param analysis all of whose rows have been added
   */
  public List<ResultFile> files(PeriodFold analysis) {
    return files(analysis.results());
  }

  List<ResultFile> files(List<ChunkResult> analysis) {
    List<ResultFile> files = new ArrayList<>();
    int from = 0;
    for (SeriesTable table : tables) {
      files.add(table.file(baseline.config(), from, reference, analysis));
      from += table.series().size();
    }
    files.add(TestFigures.file(baseline.config(), analysis));
    if (!baseline.attributes().isEmpty()) {
      files.addAll(GroupFigures.files(baseline, analysis));
    }
    files.addAll(rankings(analysis));
    return files;
  }

  /** By Jensen–Shannon distances; against ROC AUC on labels where there are enough of both. */
  private List<ResultFile> rankings(List<ChunkResult> analysis) {
    List<Ranking.Drift> drifts = new ArrayList<>();
    List<Double> performance = new ArrayList<>();
    Series area = null;
    int from = 0;
    for (SeriesTable table : tables) {
      for (int i = 0; i < table.series().size(); i++) {
        Series each = table.series().get(i);
        if (each.method().equals(DriftMethod.JENSEN_SHANNON.wireName())) {
          drifts.add(table.drift(i, from, baseline.config(), reference, analysis));
        }
        if (each instanceof Series.Realized && each.method().equals(Ranking.PERFORMANCE)) {
          area = each;
        }
      }
      from += table.series().size();
    }
    List<ResultFile> files = new ArrayList<>();
    files.add(Ranking.alertFile(drifts));
    if (area != null) {
      int at = series.indexOf(area);
      analysis.forEach(result -> performance.add(result.points().get(at).value()));
      double usual =
          reference.stream()
              .mapToDouble(result -> result.points().get(at).value())
              .filter(Double::isFinite)
              .average()
              .orElse(Double.NaN);
      if (performance.stream().allMatch(Double::isFinite)) {
        files.add(Ranking.correlationFile(drifts, performance, usual));
      }
    }
    return files;
  }

  Baseline baseline() {
    return baseline;
  }

  List<Series> series() {
    return series;
  }

  private static List<SeriesTable> tables(Baseline baseline) {
    List<SeriesTable> tables = new ArrayList<>();
    List<Figure> figures = Figure.of(baseline.config());
    List<Series> estimated = new ArrayList<>();
    List<Series> realized = new ArrayList<>();
    for (Figure figure : figures) {
      Figure.Scatter scatter = figure.scatter(baseline.performance(), baseline.config().mode());
      estimated.add(new Series.Estimated(figure, scatter));
      realized.add(new Series.Realized(figure, scatter));
    }
    tables.add(new SeriesTable(SeriesTable.Kind.CBPE, estimated));
    tables.add(new SeriesTable(SeriesTable.Kind.REALIZED, realized));
    tables.add(new SeriesTable(SeriesTable.Kind.UNIVARIATE, drift(baseline)));
    if (baseline.reconstruction() != null) {
      tables.add(new SeriesTable(SeriesTable.Kind.PCA, List.of(new Series.ReconstructionError())));
      tables.add(new SeriesTable(SeriesTable.Kind.QUALITY, quality(baseline)));
    }
    tables.add(new SeriesTable(SeriesTable.Kind.STATISTICS, statistics(baseline)));
    return tables;
  }

  private static List<Series> drift(Baseline baseline) {
    List<Series> drift = new ArrayList<>();
    for (int i = 0; i < baseline.numbers().size(); i++) {
      for (DriftMethod method : DriftMethod.numeric()) {
        String name = baseline.numbers().get(i).reference().name();
        drift.add(new Series.NumberDrift(name, i, method));
      }
    }
    for (int i = 0; i < baseline.categories().size(); i++) {
      for (DriftMethod method : DriftMethod.categorical()) {
        drift.add(new Series.CategoryDrift(baseline.categories().get(i).name(), i, method));
      }
    }
    return drift;
  }

  private static List<Series> quality(Baseline baseline) {
    int numbers = baseline.numbers().size() - 1;
    List<ColumnReference> features = new ArrayList<>();
    baseline.numbers().subList(0, numbers).forEach(number -> features.add(number.reference()));
    features.addAll(baseline.categories().subList(0, baseline.categories().size() - 1));
    List<Series> quality = new ArrayList<>();
    for (Quality kind : Quality.values()) {
      for (int i = 0; i < features.size(); i++) {
        ColumnReference feature = features.get(i);
        boolean asked =
            switch (kind) {
              case MISSING_RATE, MISSING_COUNT -> true;
              case UNSEEN_RATE, UNSEEN_COUNT -> feature instanceof CategoricalReference;
              case RANGE_RATE, RANGE_COUNT -> i < numbers;
            };
        if (asked) {
          double rate = (double) feature.missing() / (feature.n() + feature.missing());
          quality.add(new Series.Defect(feature.name(), i, kind, rate));
        }
      }
    }
    return quality;
  }

  private static List<Series> statistics(Baseline baseline) {
    List<Series> statistics = new ArrayList<>();
    for (Statistic statistic : Statistic.values()) {
      if (statistic == Statistic.ROW_COUNT) {
        statistics.add(new Series.Summary("rows_count", 0, statistic));
      } else {
        for (int i = 0; i < baseline.numbers().size(); i++) {
          String name = baseline.numbers().get(i).reference().name();
          statistics.add(new Series.Summary(name, i, statistic));
        }
      }
    }
    return statistics;
  }
}
