// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProfileParse;
import dev.probity.topics.profile.ProfileReader;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the file of a profile: one that ships with the product, or one of the user's own. */
public final class ProfileFiles {
  private static final String SHIPPED = "/dev/probity/topics/profiles/";

  private ProfileFiles() {}

  /**
   * Reads the profile named by {@code probity.profile}.
   *
   * @param nameOrPath the name of a shipped profile such as {@code acs-salary}, or the path of a
   *     file that ends in {@code .json}
   * @throws IllegalArgumentException naming everything that is wrong with it
   */
  public static Profile load(String nameOrPath) {
    return switch (ProfileReader.read(read(nameOrPath))) {
      case ProfileParse.Read(Profile profile) -> profile;
      case ProfileParse.Unreadable(List<String> problems) ->
          throw new IllegalArgumentException(
              "profile " + nameOrPath + " cannot be read:\n  " + String.join("\n  ", problems));
    };
  }

  /**
   * The bytes of a profile's file, as they are digested.
   *
   * @param nameOrPath as for {@link #load}
   * @throws IllegalArgumentException when there is no such file
   */
  public static Bytes read(String nameOrPath) {
    return nameOrPath.endsWith(".json") ? own(nameOrPath) : shipped(nameOrPath);
  }

  private static Bytes own(String path) {
    try {
      return Bytes.copyOf(Files.readAllBytes(Path.of(path)));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "profile " + path + " cannot be opened\nMaybe probity.profile names another file", e);
    }
  }

  private static Bytes shipped(String name) {
    if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
      throw new IllegalArgumentException(
          "profile name " + name + ", expected lower-case letters, digits and hyphens");
    }
    try (InputStream file = ProfileFiles.class.getResourceAsStream(SHIPPED + name + ".json")) {
      if (file == null) {
        throw new IllegalArgumentException(
            "no profile " + name + "\nMaybe the path of your own file must end in .json");
      }
      return Bytes.copyOf(file.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("profile " + name, e);
    }
  }
}
