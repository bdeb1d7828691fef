// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.topics.value.Check;

/**
 * A release as predictions name it.
 *
 * @param digest its identity
 * @param version its version, for people
 */
public record ReleaseRef(String digest, String version) {
  public ReleaseRef {
    Check.digest(digest, "digest");
    Check.text(version, "version");
  }
}
