// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.topics.record.ModelRelease;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the models topic says about one model: which releases there are and who is champion. */
public final class ReleaseHistory {
  /** The alias of the release that decides. */
  public static final String CHAMPION = "champion";

  /** The alias of the release that is compared with it. */
  public static final String CHALLENGER = "challenger";

  private static final Pattern COUNTED = Pattern.compile("v([1-9][0-9]{0,8})");

  private final Map<String, String> versions = new HashMap<>();
  private int highest;
  private @Nullable String champion;

  private ReleaseHistory() {}

  /**
   * Reads the records of the models topic, oldest first.
   *
   * @param name the model; records of others are passed over
   */
  public static ReleaseHistory of(String name, List<ModelRelease> records) {
    ReleaseHistory history = new ReleaseHistory();
    for (ModelRelease release : records) {
      if (release.name().equals(name)) {
        history.read(release);
      }
    }
    return history;
  }

  /** The version a digest was released under, or null. */
  public @Nullable String versionOf(String digest) {
    return versions.get(digest);
  }

  /** The version of the next release: v1, v2, … */
  public String nextVersion() {
    return "v" + (highest + 1);
  }

  /** The digest of the champion, or null. */
  public @Nullable String champion() {
    return champion;
  }

  private void read(ModelRelease release) {
    Matcher counted = COUNTED.matcher(release.version());
    if (counted.matches()) {
      highest = Math.max(highest, Integer.parseInt(counted.group(1)));
    }
    switch (release.event()) {
      case REGISTERED, RETIRED -> versions.put(release.digest(), release.version());
      case PROMOTED, ROLLED_BACK -> {
        versions.putIfAbsent(release.digest(), release.version());
        if (CHAMPION.equals(release.alias())) {
          champion = release.digest();
        }
      }
      case SERVING, STOPPED -> {}
    }
  }
}
