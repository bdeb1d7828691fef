// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import dev.probity.scorer.openinference.InferenceReading;
import dev.probity.topics.Trace;
import org.jspecify.annotations.Nullable;

/**
 * A call at the door.
 *
 * @param door which, as rejects name it, for example {@code http:/v2/infer}
 * @param caller who calls: the subject of the token
 * @param requestId what names the call in answer and ledger
 * @param trace the trace context it came with
 * @param model the model it is addressed to; null for the one there is
 * @param version the version it is addressed to; null for the one that scores
 * @param reading what its body turned out to be
 */
record InferenceCall(
    String door,
    String caller,
    String requestId,
    Trace trace,
    @Nullable String model,
    @Nullable String version,
    InferenceReading reading) {}
