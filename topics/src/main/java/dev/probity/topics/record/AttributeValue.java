// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Check;

/** The value of one attribute: a number, a text, or missing ({@code null} in JSON). */
public sealed interface AttributeValue {

  /** The one missing value. */
  AttributeValue MISSING = new Missing();

  /**
   * A finite number; minus zero becomes zero, so that equal numbers are equal values.
   *
   * @param value the number
   */
  record Number(double value) implements AttributeValue {
    /** Checks the component. */
    public Number {
      Check.finite(value, "value");
      value = value == 0 ? 0.0 : value;
    }
  }

  /**
   * A text of at most 1,024 characters; it may be empty.
   *
   * @param value the text
   */
  record Text(String value) implements AttributeValue {
    /** Checks the component. */
    public Text {
      Check.present(value, "value");
      Check.that(value.length() <= Check.MAX_TEXT_CHARS, "value", "at most 1,024 characters long");
    }
  }

  /** No value was given. */
  record Missing() implements AttributeValue {}

  /** The number as a value. */
  static AttributeValue of(double number) {
    return new Number(number);
  }

  /** The text as a value. */
  static AttributeValue of(String text) {
    return new Text(text);
  }
}
