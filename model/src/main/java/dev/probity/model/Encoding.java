// SPDX-License-Identifier: Apache-2.0
package dev.probity.model;

import java.util.List;

/** What became of a raw row. */
public sealed interface Encoding {
  /** Why a row cannot be encoded. */
  enum Cause {
    /** A value is absent and the feature refuses that. */
    MISSING,
    /** The model has not seen the category and the feature refuses that. */
    UNSEEN,
    /** A text where a number belongs, a number where a text belongs, or no finite number. */
    WRONG_TYPE,
    /** A fraction where a whole number belongs. */
    NOT_WHOLE
  }

  /**
   * The vector has been written.
   *
   * @param unseen names of the features whose category the model has not seen, in feature order
   */
  record Encoded(List<String> unseen) implements Encoding {
    static final Encoded CLEAN = new Encoded(List.of());

    /** Copies. */
    public Encoded {
      unseen = List.copyOf(unseen);
    }

    /** Flags for the prediction record, such as {@code unseen:OCCP}. */
    public List<String> flags() {
      return unseen.stream().map(name -> "unseen:" + name).toList();
    }
  }

  /**
   * The row is refused; the vector's content is undefined.
   *
   * @param feature name of the first feature that refused
   * @param cause why
   */
  record Refused(String feature, Cause cause) implements Encoding {}
}
