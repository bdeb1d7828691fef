// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Check;

/** What an element of a tensor must be, however it came. */
final class Elements {
  /** Beyond what a double keeps exactly; no datatype holds it. */
  private static final double TOO_WIDE = Double.MAX_VALUE;

  private Elements() {}

  /** A number of 64 bits, or one that no datatype holds when a double does not keep it. */
  static double exact(long value) {
    return value >= -Check.MAX_EXACT_LONG && value <= Check.MAX_EXACT_LONG ? value : TOO_WIDE;
  }

  /** The same for 64 bits without a sign. */
  static double unsigned(long value) {
    return value < 0 ? TOO_WIDE : exact(value);
  }

  /** The number, when it is finite and of the datatype. */
  static double checked(String name, Datatype datatype, int place, double value)
      throws MalformedRequest {
    if (!Double.isFinite(value)) {
      throw new MalformedRequest(
          ReasonCode.NAN, "input " + name + ": element " + place + " is not a finite number");
    }
    if (!datatype.holds(value)) {
      boolean wide = datatype == Datatype.INT64 || datatype == Datatype.UINT64;
      throw new MalformedRequest(
          value == Math.rint(value) ? ReasonCode.RANGE : ReasonCode.TYPE,
          "input "
              + name
              + (": element " + place + " is no " + datatype)
              + (wide ? " within 2^53 - 1" : ""));
    }
    return value;
  }

  /** The text, when it is not too long. */
  static String text(String name, int place, String value) throws MalformedRequest {
    if (value.length() > Limits.TEXT_CHARS) {
      throw new MalformedRequest(
          ReasonCode.TOO_LARGE,
          "input "
              + name
              + (": element " + place + " is longer than " + Limits.TEXT_CHARS + " characters"));
    }
    return value;
  }
}
