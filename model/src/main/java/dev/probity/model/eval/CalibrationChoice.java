// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.eval;

import dev.probity.model.Calibrator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which calibrator a model gets: identity, Platt scaling or isotonic regression of the margin, by
 * log-loss on rows each was not fitted on. Every one is fitted as often as there are folds, on the
 * rows outside the fold, and judged on those inside; the winner is fitted once more on all rows. Of
 * equal ones the simpler wins, in the order above. Isotonic regression is tried from 5,000 rows on.
 *
 * @param calibrator the winner, fitted on all rows
 * @param kind what the winner is
 * @param tried figures of each, the identity's first: what was before calibration
 */
public record CalibrationChoice(Calibrator calibrator, Kind kind, List<Tried> tried) {
  /** Rows from which isotonic regression is tried. */
  public static final int ISOTONIC_ROWS = 5_000;

  private static final int BINS = 10;

  /** The calibrators there are, the simplest first. */
  public enum Kind {
    /** The raw probability. */
    IDENTITY,
    /** Two parameters. */
    PLATT,
    /** As many parameters as the rows support. */
    ISOTONIC;

    /** What a calibrator is. */
    public static Kind of(Calibrator calibrator) {
      return switch (calibrator) {
        case Calibrator.Identity identity -> IDENTITY;
        case Calibrator.Platt platt -> PLATT;
        case Calibrator.Isotonic isotonic -> ISOTONIC;
      };
    }

    private Calibrator fit(ScoredRows byMargin) {
      return switch (this) {
        case IDENTITY -> new Calibrator.Identity();
        case PLATT -> PlattFit.fit(Calibrator.Input.MARGIN, byMargin);
        case ISOTONIC -> IsotonicFit.fit(Calibrator.Input.MARGIN, byMargin);
      };
    }
  }

  /**
   * How one calibrator did out of fold.
   *
   * @param kind what it is
   * @param n rows
   * @param logLoss mean log-loss
   * @param brier mean squared error
   * @param calibrationError expected calibration error, ten bins of equal width
   */
  public record Tried(Kind kind, int n, double logLoss, double brier, double calibrationError) {}

  /** Copies. */
  public CalibrationChoice {
    tried = List.copyOf(tried);
  }

  /**
   * Chooses.
   *
   * @param margins one per row, in log-odds
   * @param labels true = positive
   * @param folds the fold of each row, from 0; rows that belong together share one
   * @param count number of folds, at least 2
   */
  public static CalibrationChoice of(double[] margins, boolean[] labels, int[] folds, int count) {
    if (count < 2 || folds.length != margins.length) {
      throw new IllegalArgumentException(
          count + " folds, " + folds.length + " of " + margins.length + " rows in one");
    }
    List<Tried> tried = new ArrayList<>();
    Tried best = null;
    for (Kind kind : Kind.values()) {
      if (kind != Kind.ISOTONIC || margins.length >= ISOTONIC_ROWS) {
        Tried one = judge(kind, margins, labels, folds, count);
        tried.add(one);
        best = best == null || one.logLoss < best.logLoss ? one : best;
      }
    }
    Kind winner = best == null ? Kind.IDENTITY : best.kind;
    return new CalibrationChoice(winner.fit(ScoredRows.of(margins, labels)), winner, tried);
  }

  /** Figures of one kind; null where it was not tried. */
  public @Nullable Tried of(Kind kind) {
    return tried.stream().filter(one -> one.kind == kind).findFirst().orElse(null);
  }

  private static Tried judge(
      Kind kind, double[] margins, boolean[] labels, int[] folds, int count) {
    double[] probabilities = new double[margins.length];
    for (int fold = 0; fold < count; fold++) {
      int inside = 0;
      double[] rest = new double[margins.length];
      boolean[] restLabels = new boolean[margins.length];
      int outside = 0;
      for (int i = 0; i < margins.length; i++) {
        if (folds[i] == fold) {
          inside++;
        } else {
          rest[outside] = margins[i];
          restLabels[outside++] = labels[i];
        }
      }
      if (inside > 0) {
        Calibrator fitted =
            kind.fit(
                ScoredRows.of(Arrays.copyOf(rest, outside), Arrays.copyOf(restLabels, outside)));
        for (int i = 0; i < margins.length; i++) {
          probabilities[i] = folds[i] == fold ? fitted.calibrate(margins[i]) : probabilities[i];
        }
      }
    }
    ScoredRows judged = ScoredRows.of(probabilities, labels);
    return new Tried(
        kind,
        margins.length,
        LogLoss.of(judged),
        Brier.of(judged),
        CalibrationError.equalWidth(judged, BINS));
  }
}
