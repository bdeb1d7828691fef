// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import dev.probity.topics.record.ReasonCode;
import java.util.List;

/** The shapes of inputs: {@code [n]} or {@code [n,1]}, which both hold n rows. */
final class Shapes {
  private Shapes() {}

  /**
   * The rows a shape holds.
   *
   * @param name the tensor, as it may be shown
   * @param most the most there may be
   */
  static int elements(String name, List<Long> shape, int most) throws MalformedRequest {
    boolean column = shape.size() == 1 || (shape.size() == 2 && shape.get(1) == 1);
    if (!column) {
      throw MalformedRequest.schema("input " + name + ": expected a shape [n] or [n,1]");
    }
    long rows = shape.getFirst();
    if (rows < 1) {
      throw MalformedRequest.schema("input " + name + ": expected a shape of at least one row");
    }
    if (rows > most) {
      throw new MalformedRequest(
          ReasonCode.TOO_LARGE, "input " + name + ": expected at most " + most + " rows");
    }
    return (int) rows;
  }

  /** Refuses elements that are more or fewer than the shape says. */
  static void agrees(String name, List<Long> shape, int expected, int got) throws MalformedRequest {
    if (expected != got) {
      throw MalformedRequest.schema(
          "input " + name + (": shape " + shape + " holds " + expected + " elements, got " + got));
    }
  }
}
