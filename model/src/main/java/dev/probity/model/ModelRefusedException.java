// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.Objects;

/**
 * A model file is refused. The message names files, positions and counts, never a candidate's
 * values.
 */
public final class ModelRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RefusalCode code;
  private final String detail;

  /**
   * Refuses with a code and a sentence.
   *
   * @param code the closed reason
   * @param detail what was found where, and what was expected
   */
  public ModelRefusedException(RefusalCode code, String detail) {
    super(code + ": " + detail);
    this.code = Objects.requireNonNull(code, "code");
    this.detail = Objects.requireNonNull(detail, "detail");
  }

  /** The closed reason. */
  public RefusalCode code() {
    return code;
  }

  /** The sentence without the code. */
  public String detail() {
    return detail;
  }
}
