// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.note.Checkpoint;
import org.jspecify.annotations.Nullable;

/** Where heads are kept that the database's own backup does not touch. */
@FunctionalInterface
interface PublishedHeads {
  /**
   * The head of this log that was published last; null when there is none.
   *
   * @throws org.apache.kafka.common.KafkaException when nobody answers
   */
  @Nullable Checkpoint newest();
}
