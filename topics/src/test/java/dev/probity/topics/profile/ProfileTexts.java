// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The profiles that tests read, as texts that can be broken. */
public final class ProfileTexts {
  private ProfileTexts() {}

  /** The text of a profile on the class path. */
  public static String text(String name) {
    String path = "/dev/probity/topics/profiles/" + name + ".json";
    try (InputStream file = ProfileTexts.class.getResourceAsStream(path)) {
      return new String(opened(file).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  private static InputStream opened(InputStream file) {
    assertNotNull(file);
    return file;
  }

  /** What comes of reading the text. */
  public static ProfileParse read(String text) {
    return ProfileReader.read(Bytes.utf8(text));
  }

  /** The profile of that name. */
  public static Profile profile(String name) {
    return assertInstanceOf(ProfileParse.Read.class, read(text(name))).profile();
  }

  /** The profile of the salary example. */
  public static Profile acsSalary() {
    return profile("acs-salary");
  }

  /** A small second use case. */
  public static Profile apprenticeRetention() {
    return profile("apprentice-retention");
  }
}
