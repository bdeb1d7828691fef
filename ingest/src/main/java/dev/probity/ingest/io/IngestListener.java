// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;

/** Hears what the doors let in and what they refuse; meters and progress bars are such. */
public interface IngestListener {

  /** Hears nothing. */
  IngestListener SILENT =
      new IngestListener() {
        @Override
        public void accepted(String door) {}

        @Override
        public void refused(String door, Stage stage, ReasonCode code) {}
      };

  /** A candidate is in; the door is {@code http}, {@code file} or the like. */
  void accepted(String door);

  /** A withdrawal is in; it is no candidate and counted apart. */
  default void withdrawn(String door) {}

  /** A change came again and was not sent again. */
  default void repeated(String door) {}

  /** A candidate was refused and its refusal recorded. */
  void refused(String door, Stage stage, ReasonCode code);
}
