// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.CalibrationCurve;
import dev.probity.model.monitor.DecisionCells;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.Performance;
import dev.probity.model.monitor.PerformanceMetric;
import dev.probity.model.monitor.PrecisionCurve;
import dev.probity.model.monitor.SamplingError;
import dev.probity.model.monitor.ScoreHistogram;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A performance figure: estimated from scores, realized on labels, with its sampling error. */
sealed interface Figure {
  /** Name in files. */
  String name();

  /** What the figure can be. */
  Range range();

  /** Without labels. */
  double estimated(ScoreHistogram rows, CalibrationCurve curve, MonitorMode mode);

  /** On the labelled rows. */
  double realized(ScoreHistogram rows, MonitorMode mode);

  /** How much it scatters by sampling alone, given the reference. */
  Scatter scatter(ReferencePerformance reference, MonitorMode mode);

  /** A standard error as a function of the number of rows. */
  interface Scatter {
    double over(long rows);
  }

  /** The names, in the order of the golden files. */
  static List<String> names(boolean valued) {
    Stream<String> rates =
        Arrays.stream(PerformanceMetric.values()).map(PerformanceMetric::wireName);
    return Stream.of(
            rates,
            cells().stream(),
            Stream.of(AveragePrecision.NAME),
            valued ? Stream.of(Value.NAME) : Stream.<String>empty())
        .flatMap(names -> names)
        .toList();
  }

  /** Names of the confusion cells. */
  static List<String> cells() {
    return Arrays.stream(Cell.Kind.values()).map(Cell.Kind::wireName).toList();
  }

  /** The figures of a configuration. */
  static List<Figure> of(EvaluationConfig config) {
    return config.metrics().stream().map(name -> named(name, config)).toList();
  }

  private static Figure named(String name, EvaluationConfig config) {
    BusinessValue value = config.value();
    if (name.equals(Value.NAME) && value != null) {
      return new Value(value, config.perPrediction());
    }
    if (name.equals(AveragePrecision.NAME)) {
      return new AveragePrecision();
    }
    for (Cell.Kind kind : Cell.Kind.values()) {
      if (kind.wireName().equals(name)) {
        return new Cell(kind, config.cells());
      }
    }
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      if (metric.wireName().equals(name)) {
        return new Rate(metric);
      }
    }
    throw new IllegalArgumentException("there is no performance figure of the name " + name);
  }

  /** One of the six rates. */
  record Rate(PerformanceMetric metric) implements Figure {
    @Override
    public String name() {
      return metric.wireName();
    }

    @Override
    public Range range() {
      return Range.UNIT;
    }

    @Override
    public double estimated(ScoreHistogram rows, CalibrationCurve curve, MonitorMode mode) {
      return Performance.estimated(metric, rows, curve, mode);
    }

    @Override
    public double realized(ScoreHistogram rows, MonitorMode mode) {
      return Performance.realized(metric, rows);
    }

    @Override
    public Scatter scatter(ReferencePerformance reference, MonitorMode mode) {
      SamplingError error =
          metric == PerformanceMetric.ROC_AUC
              ? reference.ofRocAuc()
              : SamplingError.of(metric, reference.cells());
      return error::over;
    }
  }

  /** Area under precision over recall. */
  record AveragePrecision() implements Figure {
    static final String NAME = "average_precision";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Range range() {
      return Range.UNIT;
    }

    @Override
    public double estimated(ScoreHistogram rows, CalibrationCurve curve, MonitorMode mode) {
      return PrecisionCurve.expectedAverage(rows, curve);
    }

    @Override
    public double realized(ScoreHistogram rows, MonitorMode mode) {
      return PrecisionCurve.realizedAverage(rows);
    }

    @Override
    public Scatter scatter(ReferencePerformance reference, MonitorMode mode) {
      return reference.ofAveragePrecision()::over;
    }
  }

  /** A confusion count, or its share. */
  record Cell(Kind kind, CellNorm norm) implements Figure {

    /** Which one. */
    enum Kind {
      /** Decided positive, is positive. */
      TRUE_POSITIVE("true_positive"),
      /** Decided negative, is negative. */
      TRUE_NEGATIVE("true_negative"),
      /** Decided positive, is negative. */
      FALSE_POSITIVE("false_positive"),
      /** Decided negative, is positive. */
      FALSE_NEGATIVE("false_negative");

      private final String wireName;

      Kind(String wireName) {
        this.wireName = wireName;
      }

      String wireName() {
        return wireName;
      }

      private double in(DecisionCells cells) {
        return switch (this) {
          case TRUE_POSITIVE -> cells.truePositives();
          case TRUE_NEGATIVE -> cells.trueNegatives();
          case FALSE_POSITIVE -> cells.falsePositives();
          case FALSE_NEGATIVE -> cells.falseNegatives();
        };
      }

      private double sameTruth(DecisionCells cells) {
        return switch (this) {
          case TRUE_POSITIVE, FALSE_NEGATIVE -> cells.positives();
          case TRUE_NEGATIVE, FALSE_POSITIVE -> cells.total() - cells.positives();
        };
      }

      private double sameDecision(DecisionCells cells) {
        return switch (this) {
          case TRUE_POSITIVE, FALSE_POSITIVE -> cells.selected();
          case TRUE_NEGATIVE, FALSE_NEGATIVE -> cells.total() - cells.selected();
        };
      }
    }

    @Override
    public String name() {
      return kind.wireName();
    }

    @Override
    public Range range() {
      return norm == CellNorm.NONE ? Range.FROM_ZERO : Range.UNIT;
    }

    private double whole(DecisionCells cells) {
      return switch (norm) {
        case NONE -> 1;
        case ALL -> cells.total();
        case TRUE -> kind.sameTruth(cells);
        case PRED -> kind.sameDecision(cells);
      };
    }

    private double value(DecisionCells cells, MonitorMode mode) {
      double whole = whole(cells);
      if (whole > 0) {
        return kind.in(cells) / whole;
      }
      return mode == MonitorMode.COMPAT && cells.total() > 0 ? 0 : Double.NaN;
    }

    @Override
    public double estimated(ScoreHistogram rows, CalibrationCurve curve, MonitorMode mode) {
      return rows.total() == 0 ? Double.NaN : value(rows.expected(curve), mode);
    }

    @Override
    public double realized(ScoreHistogram rows, MonitorMode mode) {
      return rows.totalLabelled() == 0 ? Double.NaN : value(rows.realized(), mode);
    }

    /**
     * b(a, t) = √(a/t (1 − a/t)) of the reference, t all rows or those of the same truth or
     * decision; the error of a share over n rows is b/√(n t/n0), that of a count n times the error
     * of its share of all. 90 of 100: b = .3; over 900 rows a share scatters by .01, a count by 9.
     */
    @Override
    public Scatter scatter(ReferencePerformance reference, MonitorMode mode) {
      DecisionCells cells = reference.cells();
      double whole = norm == CellNorm.NONE ? cells.total() : whole(cells);
      double share = kind.in(cells) / whole;
      double deviation = Math.sqrt(share * (1 - share));
      double relevant = whole / cells.total();
      return norm == CellNorm.NONE
          ? rows -> deviation * Math.sqrt(rows)
          : rows -> deviation / Math.sqrt(rows * relevant);
    }
  }

  /** What the decisions are worth. */
  record Value(BusinessValue of, boolean perPrediction) implements Figure {
    static final String NAME = "business_value";

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public Range range() {
      return Range.UNBOUNDED;
    }

    private double negative(DecisionCells cells) {
      return of.trueNegative() * cells.trueNegatives()
          + of.falseNegative() * cells.falseNegatives();
    }

    private double positive(DecisionCells cells) {
      return of.falsePositive() * cells.falsePositives()
          + of.truePositive() * cells.truePositives();
    }

    /**
     * Σ value · count; per prediction each decision's part over its own rows, both added, as
     * NannyML has it (0 for a decision that nobody got); in our mode always over all rows.
     */
    private double value(DecisionCells cells, MonitorMode mode) {
      if (mode == MonitorMode.PROBITY) {
        return (negative(cells) + positive(cells)) / cells.total();
      }
      return perPrediction
          ? over(negative(cells), cells.total() - cells.selected())
              + over(positive(cells), cells.selected())
          : negative(cells) + positive(cells);
    }

    private static double over(double part, double rows) {
      return rows > 0 ? part / rows : 0;
    }

    @Override
    public double estimated(ScoreHistogram rows, CalibrationCurve curve, MonitorMode mode) {
      return rows.total() == 0 ? Double.NaN : value(rows.expected(curve), mode);
    }

    @Override
    public double realized(ScoreHistogram rows, MonitorMode mode) {
      return rows.totalLabelled() == 0 ? Double.NaN : value(rows.realized(), mode);
    }

    /** Population deviation of a row's value, over √n; of a sum, times √n. */
    @Override
    public Scatter scatter(ReferencePerformance reference, MonitorMode mode) {
      DecisionCells cells = reference.cells();
      double n = cells.total();
      double mean = (negative(cells) + positive(cells)) / n;
      double squares =
          cells.trueNegatives() * square(of.trueNegative() - mean)
              + cells.falsePositives() * square(of.falsePositive() - mean)
              + cells.falseNegatives() * square(of.falseNegative() - mean)
              + cells.truePositives() * square(of.truePositive() - mean);
      double deviation = Math.sqrt(squares / n);
      boolean summed = mode == MonitorMode.COMPAT && !perPrediction;
      return rows -> summed ? deviation * Math.sqrt(rows) : deviation / Math.sqrt(rows);
    }

    private static double square(double value) {
      return value * value;
    }
  }
}
