// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Hears what a {@link PollLoop} does: the place for meters and acknowledgements. Called on the
 * loop's thread; must be quick and must not throw.
 */
public interface LoopListener {

  /** The stage's state changed; called once per change. */
  default void changed(StageState state, String reason) {}

  /** A batch is done and all of its outputs are acknowledged. */
  default void handled(BatchReport report) {}

  /** How many records the loop is behind the end of this partition. */
  default void lag(TopicPartition partition, long records) {}

  /**
   * The intake is closed now and nothing is in flight: every record taken before is handled and its
   * outputs are acknowledged.
   */
  default void paused(Set<PauseReason> reasons) {}

  /** The intake is open again. */
  default void resumed() {}

  /** A bug of ours: the record at this place was dead-lettered as {@code internal-error}. */
  default void internalError(TopicPartition partition, long offset, String errorClass) {}

  /** A listener that listens to nothing. */
  static LoopListener none() {
    return new LoopListener() {};
  }
}
