// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.topics.value.Check;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A release as predictions name it and, where a switch says what scores, what it is compared with.
 *
 * @param digest its identity
 * @param version its version, for people
 * @param contender the release beside it; null when none is
 */
public record ReleaseRef(String digest, String version, @Nullable Contender contender) {
  public ReleaseRef {
    Check.digest(digest, "digest");
    Check.text(version, "version");
  }

  /** A release with none beside it. */
  public ReleaseRef(String digest, String version) {
    this(digest, version, null);
  }

  /** The release without the one beside it. */
  public ReleaseRef alone() {
    return contender == null ? this : new ReleaseRef(digest, version);
  }

  /** Whether both score alike: the same release, compared with the same one in the same way. */
  boolean scoresLike(ReleaseRef other) {
    return digest.equals(other.digest) && Objects.equals(contender, other.contender);
  }

  /** What it is compared with in one word; null when with nothing. */
  @Nullable String beside() {
    return contender == null ? null : contender.text();
  }
}
