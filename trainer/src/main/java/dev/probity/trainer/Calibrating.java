// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Calibrator;
import dev.probity.model.eval.IsotonicFit;
import dev.probity.model.eval.LogLoss;
import dev.probity.model.eval.ScoredRows;

/**
 * Chooses the calibrator by log-loss in five-fold cross-validation on the calibration part: the
 * identity, or isotonic regression of the margin, which needs at least 5,000 rows.
 *
 * @param calibrator the chosen one, fitted on the whole part
 * @param identityLogLoss log-loss of the raw probability
 * @param isotonicLogLoss log-loss of isotonic regression out of fold; NaN when there are too few
 *     rows to try
 */
record Calibrating(Calibrator calibrator, double identityLogLoss, double isotonicLogLoss) {
  static final int FOLDS = 5;
  static final int LEAST_ROWS = 5_000;

  static Calibrating on(ScoredPart part) {
    Calibrator identity = new Calibrator.Identity();
    double before = LogLoss.of(part.calibrated(identity));
    if (part.size() < LEAST_ROWS) {
      return new Calibrating(identity, before, Double.NaN);
    }
    double sum = 0;
    long rows = 0;
    for (int fold = 0; fold < FOLDS; fold++) {
      ScoredPart held = part.inner(FOLDS, fold, true);
      ScoredRows rest = part.inner(FOLDS, fold, false).byMargin();
      if (held.size() > 0) {
        Calibrator fitted = IsotonicFit.fit(Calibrator.Input.MARGIN, rest);
        sum += LogLoss.of(held.calibrated(fitted)) * held.size();
        rows += held.size();
      }
    }
    double after = sum / rows;
    return new Calibrating(
        after < before ? IsotonicFit.fit(Calibrator.Input.MARGIN, part.byMargin()) : identity,
        before,
        after);
  }

  /** The word for a calibrator. */
  static String kind(Calibrator calibrator) {
    return switch (calibrator) {
      case Calibrator.Identity identity -> "identity";
      case Calibrator.Isotonic isotonic -> "isotonic";
    };
  }
}
