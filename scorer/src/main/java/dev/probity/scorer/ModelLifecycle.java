// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

/**
 * Where a release stands. Each state offers only the transitions it permits.
 *
 * <pre>
 *   Registered ──► Challenger ──► Champion ──► Retired
 *        └──────────────────────────▲ │          │
 *                                   │ └──────────┤
 *                                   └── rollback ┘
 * </pre>
 */
public sealed interface ModelLifecycle {

  /** The digest of the release. */
  String digest();

  /** Announced, and not in use. */
  record Registered(String digest) implements ModelLifecycle {
    /** It is compared with the champion. */
    public Challenger challenge() {
      return new Challenger(digest);
    }

    /** It scores for people. */
    public Champion promote() {
      return new Champion(digest);
    }

    /** It will not be used. */
    public Retired retire() {
      return new Retired(digest);
    }
  }

  /** Compared with the champion. */
  record Challenger(String digest) implements ModelLifecycle {
    /** It scores for people. */
    public Champion promote() {
      return new Champion(digest);
    }

    /** It will not be used. */
    public Retired retire() {
      return new Retired(digest);
    }
  }

  /** Scores for people. */
  record Champion(String digest) implements ModelLifecycle {
    /** Another release took its place, or it was withdrawn. */
    public Retired retire() {
      return new Retired(digest);
    }
  }

  /** Scores no new candidate; positions it has scored stay its own. */
  record Retired(String digest) implements ModelLifecycle {
    /** It is back after a rollback. */
    public Champion rollBack() {
      return new Champion(digest);
    }
  }
}
