// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import dev.probity.model.monitor.CategoricalFold;
import dev.probity.model.monitor.DriftMethod;
import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.MonitorMode;
import dev.probity.model.monitor.NumericFold;
import dev.probity.model.monitor.SamplingError;
import java.util.List;

/** One figure followed over all chunks. */
sealed interface Series {
  /** The file's column it is about; for performance and reconstruction the figure's name. */
  String column();

  /** Metric or method. */
  String method();

  /** What the figure can be. */
  Range range();

  /** The usual rule of its limits. */
  ThresholdRule rule();

  /** Its value in a chunk. */
  Point at(ChunkFold fold);

  /**
   * A value with what belongs to it; NaN where there is none.
   *
   * @param value the figure
   * @param samplingError its standard error
   * @param calibration what an estimate owes to the calibration
   * @param realized the figure on labels, of an estimate
   * @param pValue the chance of such a figure without any change
   */
  record Point(
      double value,
      double samplingError,
      Recalibration.Terms calibration,
      double realized,
      double pValue) {
    static Point of(double value) {
      return of(value, Double.NaN);
    }

    static Point of(double value, double samplingError) {
      return new Point(value, samplingError, Recalibration.Terms.NONE, Double.NaN, Double.NaN);
    }

    /**
     * Half the width of the band: three standard errors; where the calibration's part is known 3
     * √(SE² + SE_cal²) + D. SE .03, SE_cal .04 and D .01 give .16.
     */
    double reach() {
      double sampling = calibration.sampling();
      if (Double.isNaN(sampling)) {
        return SamplingError.BAND * samplingError;
      }
      return SamplingError.BAND * Math.hypot(samplingError, sampling) + calibration.shift();
    }
  }

  /** What the limits of the series are fitted on. */
  default double judged(Point point, MonitorMode mode) {
    return point.value();
  }

  /** Limits by a rule, within the range. */
  default Limits limits(ThresholdRule rule, List<Double> values, MonitorMode mode) {
    return range().cut(rule.limits(values, mode));
  }

  /** Whether a point is an alert. */
  default boolean alert(Point point, Limits limits, MonitorMode mode) {
    return limits.breachedBy(point.value());
  }

  /** A performance figure over the chunks, which may fall and may rise. */
  sealed interface Performance extends Series {
    /** What is measured. */
    Figure figure();

    @Override
    default String column() {
      return figure().name();
    }

    @Override
    default String method() {
      return figure().name();
    }

    @Override
    default Range range() {
      return figure().range();
    }

    @Override
    default ThresholdRule rule() {
      return ThresholdRule.BOTH;
    }
  }

  /** A performance figure without labels; compat judges it by the realized one's limits. */
  record Estimated(Figure figure, Figure.Scatter scatter) implements Performance {
    @Override
    public Point at(ChunkFold fold) {
      MonitorMode mode = fold.baseline().config().mode();
      Recalibration recalibration = fold.baseline().recalibration();
      return new Point(
          figure.estimated(fold.scores(), fold.baseline().curve(), mode),
          scatter.over(fold.scores().total()),
          recalibration == null || fold.scores().total() == 0
              ? Recalibration.Terms.NONE
              : recalibration.terms(figure, fold.scores(), fold.reweighted(recalibration)),
          figure.realized(fold.scores(), mode),
          Double.NaN);
    }

    @Override
    public double judged(Point point, MonitorMode mode) {
      return switch (mode) {
        case COMPAT -> point.realized();
        case PROBITY -> point.value();
      };
    }
  }

  /** A performance figure on labels. */
  record Realized(Figure figure, Figure.Scatter scatter) implements Performance {
    @Override
    public Point at(ChunkFold fold) {
      return Point.of(
          figure.realized(fold.scores(), fold.baseline().config().mode()),
          scatter.over(fold.scores().totalLabelled()));
    }
  }

  /** The distance of a column of numbers from the reference. */
  record NumberDrift(String column, int index, DriftMethod distance) implements Series {
    @Override
    public String method() {
      return distance.wireName();
    }

    @Override
    public Range range() {
      return distance == DriftMethod.KOLMOGOROV_SMIRNOV ? Range.UNIT : Range.FROM_ZERO;
    }

    @Override
    public ThresholdRule rule() {
      return ThresholdRule.UPPER;
    }

    @Override
    public Point at(ChunkFold fold) {
      RawValues raw = fold.raw(index);
      NumericFold number = fold.number(index);
      MonitorMode mode = fold.baseline().config().mode();
      if (raw == null || number.n() == 0) {
        return Point.of(number.distance(distance, mode));
      }
      double[] reference = fold.baseline().numbers().get(index).sorted();
      return Point.of(
          switch (distance) {
            case KOLMOGOROV_SMIRNOV -> RawValues.largestGap(reference, raw.sorted());
            case WASSERSTEIN -> RawValues.area(reference, raw.sorted());
            case JENSEN_SHANNON, HELLINGER, CHI2, L_INFINITY -> number.distance(distance, mode);
          });
    }
  }

  /** The distance of a column of categories from the reference. */
  record CategoryDrift(String column, int index, DriftMethod distance) implements Series {
    private static final double SIGNIFICANT = .05;

    @Override
    public String method() {
      return distance.wireName();
    }

    @Override
    public Range range() {
      return Range.FROM_ZERO;
    }

    @Override
    public ThresholdRule rule() {
      return distance == DriftMethod.CHI2 ? ThresholdRule.NONE : ThresholdRule.UPPER;
    }

    @Override
    public Point at(ChunkFold fold) {
      CategoricalFold category = fold.category(index);
      double value = category.distance(distance, fold.baseline().config().mode());
      return distance == DriftMethod.CHI2 && category.n() > 0
          ? new Point(
              value,
              Double.NaN,
              Recalibration.Terms.NONE,
              Double.NaN,
              category.chiSquare().pValue())
          : Point.of(value);
    }

    @Override
    public boolean alert(Point point, Limits limits, MonitorMode mode) {
      boolean significant = mode == MonitorMode.COMPAT && point.pValue() < SIGNIFICANT;
      return significant || limits.breachedBy(point.value());
    }
  }

  /** The mean reconstruction error. */
  record ReconstructionError() implements Series {
    @Override
    public String column() {
      return SeriesNames.RECONSTRUCTION;
    }

    @Override
    public String method() {
      return SeriesNames.RECONSTRUCTION;
    }

    @Override
    public Range range() {
      return Range.FROM_ZERO;
    }

    @Override
    public ThresholdRule rule() {
      return ThresholdRule.BOTH;
    }

    @Override
    public Point at(ChunkFold fold) {
      Moments errors = fold.errors();
      return Point.of(errors.mean(), errors.deviation() / Math.sqrt(errors.n()));
    }

    @Override
    public Limits limits(ThresholdRule rule, List<Double> values, MonitorMode mode) {
      return range().drop(rule.limits(values, mode));
    }

    @Override
    public boolean alert(Point point, Limits limits, MonitorMode mode) {
      return notInside(point.value(), limits, mode);
    }
  }

  /** A defect of a column. */
  record Defect(String column, int index, Quality quality, double referenceRate) implements Series {
    @Override
    public String method() {
      return quality.wireName();
    }

    @Override
    public Range range() {
      return quality.isRate() ? Range.UNIT : Range.FROM_ZERO;
    }

    @Override
    public ThresholdRule rule() {
      return switch (quality) {
        case MISSING_RATE, MISSING_COUNT -> ThresholdRule.BOTH;
        case UNSEEN_RATE, UNSEEN_COUNT, RANGE_RATE, RANGE_COUNT -> ThresholdRule.ZERO;
      };
    }

    @Override
    public Point at(ChunkFold fold) {
      double n = fold.rows();
      double deviation = Math.sqrt(referenceRate * (1 - referenceRate));
      return switch (quality) {
        case MISSING_RATE -> Point.of(missing(fold) / n, deviation / Math.sqrt(n));
        case MISSING_COUNT -> Point.of(missing(fold), deviation * Math.sqrt(n));
        case UNSEEN_RATE -> Point.of(fold.unseen(index - numbers(fold)) / n);
        case UNSEEN_COUNT -> Point.of(fold.unseen(index - numbers(fold)));
        case RANGE_RATE -> Point.of(fold.outside(index) / n);
        case RANGE_COUNT -> Point.of(fold.outside(index));
      };
    }

    private double missing(ChunkFold fold) {
      int numbers = numbers(fold);
      return index < numbers
          ? fold.number(index).missing()
          : fold.category(index - numbers).missing();
    }

    /** Columns of categories are counted behind those of numbers. */
    private static int numbers(ChunkFold fold) {
      return fold.baseline().numbers().size() - 1;
    }
  }

  /** A statistic of a column. */
  record Summary(String column, int index, Statistic statistic) implements Series {
    @Override
    public String method() {
      return statistic.wireName();
    }

    @Override
    public Range range() {
      return switch (statistic) {
        case STD, ROW_COUNT -> Range.FROM_ZERO;
        case AVG, SUM, MEDIAN -> Range.UNBOUNDED;
      };
    }

    @Override
    public ThresholdRule rule() {
      return ThresholdRule.BOTH;
    }

    @Override
    public Point at(ChunkFold fold) {
      double n = fold.rows();
      if (statistic == Statistic.ROW_COUNT) {
        return Point.of(n);
      }
      NumberBaseline baseline = fold.baseline().numbers().get(index);
      Moments moments = fold.moments(index);
      double deviation = baseline.deviation();
      return switch (statistic) {
        case AVG -> Point.of(moments.mean(), deviation / Math.sqrt(n));
        case SUM -> Point.of(moments.sum(), deviation * Math.sqrt(n));
        case STD -> Point.of(moments.deviation(), ofDeviation(baseline, n));
        case MEDIAN -> Point.of(median(fold), 1 / (2 * baseline.density() * Math.sqrt(n)));
        case ROW_COUNT -> Point.of(n);
      };
    }

    private double median(ChunkFold fold) {
      RawValues raw = fold.raw(index);
      return raw == null ? fold.number(index).median() : RawValues.median(raw.sorted());
    }

    /** 1/(2 s) √((μ4 − (n−3)/(n−1) s⁴)/n), by the delta method on the variance's own error. */
    private static double ofDeviation(NumberBaseline baseline, double n) {
      double variance = baseline.deviation() * baseline.deviation();
      double inside = (baseline.fourth() - (n - 3) / (n - 1) * variance * variance) / n;
      return Math.sqrt(inside) / (2 * baseline.deviation());
    }

    @Override
    public Limits limits(ThresholdRule rule, List<Double> values, MonitorMode mode) {
      return range().drop(rule.limits(values, mode));
    }

    @Override
    public boolean alert(Point point, Limits limits, MonitorMode mode) {
      return notInside(point.value(), limits, mode);
    }
  }

  /** NannyML's rule for these two: equality with a limit, and no value at all, are alerts too. */
  private static boolean notInside(double value, Limits limits, MonitorMode mode) {
    return switch (mode) {
      case COMPAT ->
          !((Double.isNaN(limits.lower()) || limits.lower() < value)
              && (Double.isNaN(limits.upper()) || value < limits.upper()));
      case PROBITY -> limits.breachedBy(value);
    };
  }
}
