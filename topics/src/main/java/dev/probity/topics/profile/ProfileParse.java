// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import java.util.List;

/** What came of reading a profile. */
public sealed interface ProfileParse {

  /**
   * The file is a profile.
   *
   * @param profile the profile
   */
  record Read(Profile profile) implements ProfileParse {}

  /**
   * The file is not a profile.
   *
   * @param problems everything that is wrong with it, each with its place
   */
  record Unreadable(List<String> problems) implements ProfileParse {
    /** Copies the component. */
    public Unreadable {
      problems = List.copyOf(problems);
    }
  }
}
