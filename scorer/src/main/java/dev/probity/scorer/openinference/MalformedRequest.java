// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import dev.probity.topics.record.ReasonCode;
import java.io.IOException;

/** Ends the reading of a request; never leaves this package. */
final class MalformedRequest extends IOException {
  private static final long serialVersionUID = 1L;

  private final ReasonCode code;

  MalformedRequest(ReasonCode code, String reason) {
    super(reason);
    this.code = code;
  }

  static MalformedRequest schema(String reason) {
    return new MalformedRequest(ReasonCode.SCHEMA, reason);
  }

  static MalformedRequest type(String reason) {
    return new MalformedRequest(ReasonCode.TYPE, reason);
  }

  InferenceReading.Refused refused() {
    return new InferenceReading.Refused(code, String.valueOf(getMessage()));
  }
}
