// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProfileParse;
import dev.probity.topics.profile.ProfileReader;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Profiles for tests. */
public final class Profiles {

  private Profiles() {}

  /** The profile acs-salary, as it ships. */
  public static Profile acsSalary() {
    return switch (ProfileReader.read(resource("profiles/acs-salary.json"))) {
      case ProfileParse.Read read -> read.profile();
      case ProfileParse.Unreadable unreadable -> throw new AssertionError(unreadable.problems());
    };
  }

  private static Bytes resource(String name) {
    try (InputStream in = Topics.class.getResourceAsStream(name)) {
      return Bytes.copyOf(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
