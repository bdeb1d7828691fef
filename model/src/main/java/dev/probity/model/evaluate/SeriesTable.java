// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.MonitorMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file of series: a row per chunk and series, reference first.
 *
 * @param kind which file
 * @param series in the order of the rows
 */
record SeriesTable(Kind kind, List<Series> series) {
  private static final String PLACE =
      "key,chunk_index,start_index,end_index,start_date,end_date,period,";
  private static final String BANDS = "upper_confidence_boundary,lower_confidence_boundary";
  private static final String LIMITS = "upper_threshold,lower_threshold,alert,mode,incomplete";

  SeriesTable {
    series = List.copyOf(series);
  }

  /** Files and their columns, as the golden set has them, with mode and incomplete behind. */
  enum Kind {
    /** Performance without labels. */
    CBPE("cbpe", "metric,value,sampling_error,realized," + BANDS, ",calibration_error,shift_error"),
    /** Performance on labels. */
    REALIZED("realized", "targets_missing_rate,metric,sampling_error,value"),
    /** Drift, column by column. */
    UNIVARIATE("univariate", "column,method,value"),
    /** Reconstruction error. */
    PCA("pca", "metric,value,sampling_error," + BANDS),
    /** Missing, unseen and out of range. */
    QUALITY("quality", "column,method,value,sampling_error," + BANDS),
    /** Means, deviations, sums, medians, numbers of rows. */
    STATISTICS("statistics", "column,method,value,sampling_error," + BANDS);

    private final String file;
    private final String header;

    Kind(String file, String columns) {
      this(file, columns, "");
    }

    Kind(String file, String columns, String more) {
      this.file = file;
      this.header = PLACE + columns + "," + LIMITS + more;
    }
  }

  private record Dated(Dates first, Dates last) {}

  private record Cells(
      ChunkResult result,
      String period,
      Series series,
      Series.Point point,
      Limits limits,
      boolean alert) {}

  /**
   * The file.
   *
   * @param config what was asked
   * @param from where this table's points begin among a result's points
   * @param reference the reference's chunks
   * @param analysis the analysis' chunks
   */
  ResultFile file(
      EvaluationConfig config, int from, List<ChunkResult> reference, List<ChunkResult> analysis) {
    List<Limits> limits = new ArrayList<>();
    for (int i = 0; i < series.size(); i++) {
      limits.add(limits(series.get(i), from + i, config, reference));
    }
    List<ChunkResult> all = Stream.concat(reference.stream(), analysis.stream()).toList();
    Dated dates =
        new Dated(
            new Dates(spans(all).map(Chunk.Span::first).toList()),
            new Dates(spans(all).map(Chunk.Span::last).toList()));
    List<String> lines = new ArrayList<>();
    int alerts = 0;
    lines.add(kind.header);
    for (int at = 0; at < all.size(); at++) {
      ChunkResult result = all.get(at);
      String period = at < reference.size() ? "reference" : "analysis";
      for (int i = 0; i < series.size(); i++) {
        Series.Point point = result.points().get(from + i);
        boolean alert =
            !excluded(result, config) && series.get(i).alert(point, limits.get(i), config.mode());
        alerts += alert ? 1 : 0;
        Cells cells = new Cells(result, period, series.get(i), point, limits.get(i), alert);
        lines.add(line(cells, dates, config));
      }
    }
    return new ResultFile(kind.file + ".csv", lines, alerts);
  }

  /**
   * How one series of this table went.
   *
   * @param index of the series
   * @param from where this table's points begin among a result's points
   */
  Ranking.Drift drift(
      int index,
      int from,
      EvaluationConfig config,
      List<ChunkResult> reference,
      List<ChunkResult> analysis) {
    Series each = series.get(index);
    Limits limits = limits(each, from + index, config, reference);
    List<Double> values = new ArrayList<>();
    int alerts = 0;
    for (ChunkResult result : analysis) {
      Series.Point point = result.points().get(from + index);
      values.add(point.value());
      boolean alert = !excluded(result, config) && each.alert(point, limits, config.mode());
      alerts += alert ? 1 : 0;
    }
    return new Ranking.Drift(each.column(), alerts, values);
  }

  private static Stream<Chunk.Span> spans(List<ChunkResult> results) {
    return results.stream().flatMap(result -> Stream.ofNullable(result.chunk().span()));
  }

  /** In our mode a chunk of a few rows neither sets nor breaks a limit. */
  private static boolean excluded(ChunkResult result, EvaluationConfig config) {
    return config.mode() == MonitorMode.PROBITY && result.chunk().incomplete();
  }

  private static Limits limits(
      Series series, int point, EvaluationConfig config, List<ChunkResult> reference) {
    List<Double> values =
        reference.stream()
            .filter(result -> !excluded(result, config))
            .map(result -> series.judged(result.points().get(point), config.mode()))
            .toList();
    return series.limits(config.rule(series.method(), series.rule()), values, config.mode());
  }

  private String line(Cells cells, Dated dates, EvaluationConfig config) {
    List<String> columns = List.of(kind.header.split(",", -1));
    return String.join(
        ",", columns.stream().map(column -> cell(column, cells, dates, config)).toList());
  }

  private static String cell(String column, Cells cells, Dated dates, EvaluationConfig config) {
    Chunk chunk = cells.result().chunk();
    Series series = cells.series();
    Series.Point point = cells.point();
    double reach = point.reach();
    return switch (column) {
      case "key" -> chunk.key();
      case "chunk_index" -> Integer.toString(chunk.index());
      case "start_index" -> Integer.toString(chunk.start());
      case "end_index" -> Integer.toString(chunk.end());
      case "start_date" -> date(chunk.span(), true, dates);
      case "end_date" -> date(chunk.span(), false, dates);
      case "period" -> cells.period();
      case "targets_missing_rate" -> ResultFile.cell(cells.result().targetsMissing());
      case "metric", "column" -> ResultFile.cell(series.column());
      case "method" -> series.method();
      case "value" -> ResultFile.cell(point.value());
      case "sampling_error" -> ResultFile.cell(point.samplingError());
      case "calibration_error" -> ResultFile.cell(point.calibration().sampling());
      case "shift_error" -> ResultFile.cell(point.calibration().shift());
      case "realized" -> ResultFile.cell(point.realized());
      case "upper_confidence_boundary" ->
          ResultFile.cell(series.range().upper(point.value() + reach));
      case "lower_confidence_boundary" ->
          ResultFile.cell(series.range().lower(point.value() - reach));
      case "upper_threshold" -> ResultFile.cell(cells.limits().upper());
      case "lower_threshold" -> ResultFile.cell(cells.limits().lower());
      case "alert" -> ResultFile.cell(cells.alert());
      case "mode" -> config.mode().wireName();
      case "incomplete" -> ResultFile.cell(excluded(cells.result(), config));
      default -> throw new IllegalStateException("no cell for column " + column);
    };
  }

  private static String date(Chunk.@Nullable Span span, boolean first, Dated dates) {
    if (span == null) {
      return "";
    }
    return first ? dates.first().text(span.first()) : dates.last().text(span.last());
  }
}
