// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Which part of the data a row belongs to: by a hash of its household, so that people who live
 * together are never on both sides of a comparison, and so that a new row never moves an old one.
 */
public enum Split {
  /** Trees are grown on these rows. */
  FIT("fit", 0, 13),
  /** Early stopping looks at these rows; the final refit uses them too. */
  VALIDATION("validation", 14, 15),
  /** The calibrator is fitted on these rows. */
  CALIBRATION("calibration", 16, 17),
  /** Nothing is fitted on these rows; the released figures come from them. */
  TEST("test", 18, 19);

  /** Number of folds. */
  public static final int FOLDS = 20;

  /** Rows no tree has seen: the monitoring reference is built from them. */
  public static final List<Split> REFERENCE = List.of(CALIBRATION, TEST);

  /** Rows the released trees are grown on, once the number of trees is known. */
  public static final List<Split> REFIT = List.of(FIT, VALIDATION);

  private static final String PREFIX = "probity-fold:";
  private static final Split[] BY_FOLD = byFold();

  private final String label;
  private final int first;
  private final int last;

  Split(String label, int first, int last) {
    this.label = label;
    this.first = first;
    this.last = last;
  }

  /** The word for it. */
  public String label() {
    return label;
  }

  /** The first fold of this part. */
  public int first() {
    return first;
  }

  /** The last fold of this part. */
  public int last() {
    return last;
  }

  /**
   * The hash every split of a group's rows is derived from: the first four bytes of
   * SHA-256("probity-fold:" + group), big-endian. Group {@code 2024HU0000001} gives d0549308, which
   * is fold 13.
   *
   * @param group household, or whatever the profile keeps together
   * @return the hash; read it unsigned
   */
  public static int hash(String group) {
    byte[] digest = Digests.sha256((PREFIX + group).getBytes(StandardCharsets.UTF_8));
    return Digests.intAt(digest, 0);
  }

  /** Fold of a hash: the unsigned hash modulo 20. */
  public static int fold(int hash) {
    return Integer.remainderUnsigned(hash, FOLDS);
  }

  /** Part of a hash. */
  public static Split of(int hash) {
    return BY_FOLD[fold(hash)];
  }

  /**
   * A second, independent division of one part's rows, for cross-validation inside it: the unsigned
   * hash without its fold, modulo the number of parts.
   *
   * @param hash a group's hash
   * @param parts number of parts, at least 1
   * @return the part, 0 to {@code parts − 1}
   */
  public static int inner(int hash, int parts) {
    return Integer.remainderUnsigned(Integer.divideUnsigned(hash, FOLDS), parts);
  }

  private static Split[] byFold() {
    Split[] parts = new Split[FOLDS];
    for (Split part : values()) {
      Arrays.fill(parts, part.first, part.last + 1, part);
    }
    return parts;
  }
}
