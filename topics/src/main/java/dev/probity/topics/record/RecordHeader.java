// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Check;
import org.jspecify.annotations.Nullable;

/**
 * One header of a Kafka record, as it came.
 *
 * @param name the name
 * @param value the value; null is not the same as empty
 */
public record RecordHeader(String name, @Nullable Bytes value) {

  /** Checks and copies the components. */
  public RecordHeader {
    Check.present(name, "name");
  }
}
