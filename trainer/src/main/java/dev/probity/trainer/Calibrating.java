// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Calibrator;
import dev.probity.model.eval.CalibrationChoice;
import java.util.Locale;

/** Chooses the calibrator on the calibration part, whose groups stay together in five folds. */
final class Calibrating {
  static final int FOLDS = 5;

  private Calibrating() {}

  static CalibrationChoice on(ScoredPart part) {
    double[] margins = new double[part.size()];
    int[] folds = new int[part.size()];
    for (int i = 0; i < margins.length; i++) {
      margins[i] = part.margin(i);
      folds[i] = part.inner(i, FOLDS);
    }
    return CalibrationChoice.of(margins, part.labels(), folds, FOLDS);
  }

  /** The word for a calibrator. */
  static String kind(Calibrator calibrator) {
    return word(CalibrationChoice.Kind.of(calibrator));
  }

  static String word(CalibrationChoice.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
