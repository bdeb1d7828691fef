// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.topics.record.ChallengeMode;
import dev.probity.topics.record.ReleaseChallenge;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The release that is compared with the one that scores, and how.
 *
 * @param release the release
 * @param challenge in the shadow, or on a share
 */
public record Contender(ReleaseRef release, ReleaseChallenge challenge) {
  private static final String DIGEST = "challenger";
  private static final String VERSION = "challengerVersion";
  private static final String MODE = "challengerMode";
  private static final String SHARE = "challengerShare";

  /** The same in one word, by which two scorers tell it from others. */
  public String text() {
    return release.digest() + " " + challenge.mode().code() + " " + challenge.share();
  }

  /** Whether it decides about this candidate in the champion's place. */
  public boolean decides(String candidateId) {
    return challenge.mode() == ChallengeMode.AB
        && ChallengeShare.of(release.digest(), candidateId) < challenge.share();
  }

  /** Puts it among the details of an audit entry. */
  void write(Map<String, String> details) {
    details.put(DIGEST, release.digest());
    details.put(VERSION, release.version());
    details.put(MODE, challenge.mode().code());
    details.put(SHARE, Double.toString(challenge.share()));
  }

  /** Reads it back; null when the details name none, or one nobody here can read. */
  static @Nullable Contender read(Map<String, String> details) {
    String digest = details.get(DIGEST);
    String version = details.get(VERSION);
    String share = details.get(SHARE);
    if (digest == null || version == null || share == null) {
      return null;
    }
    for (ChallengeMode mode : ChallengeMode.values()) {
      if (mode.code().equals(details.get(MODE)) && share.matches("[01]\\.[0-9]{1,17}")) {
        return new Contender(
            new ReleaseRef(digest, version), new ReleaseChallenge(mode, Double.parseDouble(share)));
      }
    }
    return null;
  }
}
