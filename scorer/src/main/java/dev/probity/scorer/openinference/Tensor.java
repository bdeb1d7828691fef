// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import java.util.List;
import java.util.Objects;

/**
 * A named tensor.
 *
 * @param name its name
 * @param datatype what its elements are
 * @param shape its dimensions; their product is the number of elements
 * @param data its elements
 */
public record Tensor(String name, Datatype datatype, List<Long> shape, Column data) {
  /** Copies the shape. */
  public Tensor {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(datatype, "datatype");
    Objects.requireNonNull(data, "data");
    shape = List.copyOf(shape);
  }
}
