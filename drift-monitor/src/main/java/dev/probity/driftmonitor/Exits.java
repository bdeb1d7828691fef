// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;

/** Where a step sends what it makes of a record: nothing leaves in silence. */
interface Exits {
  /** On to the stage that sees whole models. */
  void toStage(StageInput input, long timestamp);

  /** To the dead letters. */
  void refuse(InboundRecord inbound, Stage stage, ReasonCode code, String reason);

  /** Left out, and counted. */
  void note(Note note);
}
