// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import dev.probity.topics.Trace;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What names one call and its answer.
 *
 * @param requestId the caller's own when it is a plain one, else one made here
 * @param traceParent the trace context the caller sent, else a new one
 */
record Exchange(String requestId, String traceParent) {
  private static final RandomGenerator RANDOM = RandomGenerator.getDefault();

  /** Of these headers, either of which may be missing. */
  static Exchange of(@Nullable String requestId, @Nullable String traceParent) {
    String id =
        requestId != null && requestId.matches("[A-Za-z0-9._-]{1,128}")
            ? requestId
            : UUID.randomUUID().toString();
    String parent = new Trace(traceParent, null, null).parent();
    return new Exchange(id, parent == null ? newTraceParent() : parent);
  }

  private static String newTraceParent() {
    UUID trace = UUID.randomUUID();
    return String.format(
        "00-%016x%016x-%016x-01",
        trace.getMostSignificantBits(), trace.getLeastSignificantBits(), nonZero());
  }

  private static synchronized long nonZero() {
    return RANDOM.nextLong() | 1;
  }

  Trace trace() {
    return new Trace(traceParent, null, traceParent);
  }
}
