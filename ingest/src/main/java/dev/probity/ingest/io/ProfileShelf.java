// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The use cases of this process, as rules and as files.
 *
 * @param profiles as rules, the first of which is the usual one
 * @param files their files by name
 */
record ProfileShelf(List<Profile> profiles, Map<String, Bytes> files) {

  /** Copies both. */
  ProfileShelf {
    profiles = List.copyOf(profiles);
    files = Map.copyOf(files);
  }

  /**
   * Reads the profiles of these names or files.
   *
   * @throws IllegalArgumentException naming everything that is wrong with one
   */
  static ProfileShelf load(List<String> namesOrPaths) {
    List<Profile> profiles = new ArrayList<>();
    Map<String, Bytes> files = new HashMap<>();
    for (String one : namesOrPaths) {
      Profile profile = ProfileFiles.load(one);
      profiles.add(profile);
      files.put(profile.name(), ProfileFiles.read(one));
    }
    return new ProfileShelf(profiles, files);
  }
}
