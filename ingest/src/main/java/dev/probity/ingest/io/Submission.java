// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.Trace;
import org.jspecify.annotations.Nullable;

/** A request at the HTTP door, as it came. */
final class Submission {
  private final byte[] body;
  private final @Nullable String eventId;
  private final @Nullable String source;
  private final @Nullable String time;
  private final Trace trace;

  Submission(
      byte[] body,
      @Nullable String eventId,
      @Nullable String source,
      @Nullable String time,
      Trace trace) {
    this.body = body;
    this.eventId = eventId;
    this.source = source;
    this.time = time;
    this.trace = trace;
  }

  byte[] body() {
    return body;
  }

  @Nullable String eventId() {
    return eventId;
  }

  String source() {
    return source == null || source.isBlank() ? "/probity/ingest" : source;
  }

  @Nullable String time() {
    return time;
  }

  Trace trace() {
    return trace;
  }
}
