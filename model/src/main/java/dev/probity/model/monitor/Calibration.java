// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.eval.CalibrationError;
import dev.probity.model.eval.ScoredRows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How scores become the probabilities that label-free estimates use.
 *
 * @param curve the identity when the scores need no further calibration
 * @param errorBefore expected calibration error of the scores
 * @param errorAfter expected calibration error out of fold after isotonic regression
 */
public record Calibration(CalibrationCurve curve, double errorBefore, double errorAfter) {
  private static final int FOLDS = 5;
  private static final int BINS = 10;

  /** Above this expected calibration error label-free estimates are not valid. */
  public static final double LARGEST_VALID_ERROR = .02;

  /** Errors lie in [0, 1]. */
  public Calibration {
    if (!(errorBefore >= 0 && errorBefore <= 1) || !(errorAfter >= 0 && errorAfter <= 1)) {
      throw new IllegalArgumentException("a calibration error lies in [0, 1]");
    }
  }

  /** Whether label-free estimates may be trusted on the reference itself. */
  public boolean valid() {
    return (curve.isIdentity() ? errorBefore : errorAfter) <= LARGEST_VALID_ERROR;
  }

  /**
   * Decides whether scores need calibration and fits it.
   *
   * <p>Five folds by SHA-256(id) mod 5; isotonic regression on four, predictions of the fifth
   * pooled; calibrate iff that lowers the expected calibration error. The curve that is kept is
   * fitted on all rows.
   *
   * @param ids one per row
   * @param scores one per row
   * @param labels one per row
   * @return the curve and both errors
   */
  public static Calibration fit(List<String> ids, double[] scores, boolean[] labels) {
    int n = scores.length;
    int[] fold = ids.stream().mapToInt(Calibration::fold).toArray();
    double[] calibrated = new double[n];
    for (int held = 0; held < FOLDS; held++) {
      int out = held;
      int[] rest = IntStream.range(0, n).filter(i -> fold[i] != out).toArray();
      CalibrationCurve curve =
          rest.length == 0 ? CalibrationCurve.identity() : on(rest, scores, labels);
      IntStream.range(0, n)
          .filter(i -> fold[i] == out)
          .forEach(i -> calibrated[i] = curve.apply(scores[i]));
    }
    double before = expectedError(scores, labels);
    double after = expectedError(calibrated, labels);
    return new Calibration(
        before > after ? CalibrationCurve.fit(scores, labels) : CalibrationCurve.identity(),
        before,
        after);
  }

  private static CalibrationCurve on(int[] rows, double[] scores, boolean[] labels) {
    double[] x = new double[rows.length];
    boolean[] y = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) {
      x[i] = scores[rows[i]];
      y[i] = labels[rows[i]];
    }
    return CalibrationCurve.fit(x, y);
  }

  private static int fold(String id) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      long first = 0;
      for (int i = 0; i < 4; i++) {
        first = first << 8 | (hash[i] & 0xff);
      }
      return (int) (first % FOLDS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Expected calibration error over ten bins of equal count.
   *
   * <p>{@link CalibrationError#equalCount}: Σ (bin size / n) · |mean p − mean y| after sorting by
   * p. Worked by hand: ten rows of p = .3 of which 4 are positive are ten bins of one row, Σ|.3 −
   * y|/10 = .46.
   *
   * @param probabilities one per row, at least one
   * @param labels one per row
   * @return in [0, 1]
   */
  public static double expectedError(double[] probabilities, boolean[] labels) {
    return CalibrationError.equalCount(ScoredRows.of(probabilities, labels), BINS);
  }
}
