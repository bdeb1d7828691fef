// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.Trace;
import java.util.List;
import java.util.Map;

/** A request at the HTTP door, as it came. */
final class Submission {
  private final byte[] body;
  private final Map<String, List<String>> headers;
  private final Trace trace;

  Submission(byte[] body, Map<String, List<String>> headers, Trace trace) {
    this.body = body;
    this.headers = headers;
    this.trace = trace;
  }

  byte[] body() {
    return body;
  }

  Map<String, List<String>> headers() {
    return headers;
  }

  Trace trace() {
    return trace;
  }
}
