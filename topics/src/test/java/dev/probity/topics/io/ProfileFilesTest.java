// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProfileTexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileFilesTest {

  @Test
  void findsAShippedProfileByName() {
    assertEquals("acs-salary", ProfileFiles.load("acs-salary").name());
  }

  @Test
  void readsAProfileOfTheUsersOwn(@TempDir Path folder) throws IOException {
    // Given
    Path own = folder.resolve("mine.json");
    Files.writeString(own, ProfileTexts.text("apprentice-retention"));

    // When
    Profile profile = ProfileFiles.load(own.toString());

    // Then
    assertEquals("apprentice-retention", profile.name());
  }

  @Test
  void namesTheProblemsOfABrokenProfile(@TempDir Path folder) throws IOException {
    // Given
    Path own = folder.resolve("mine.json");
    Files.writeString(own, "{\"name\": 7}");

    // When
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> ProfileFiles.load(own.toString()));

    // Then
    assertTrue(refusal.getMessage().contains("/name: expected a text"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("/features: expected an array"));
  }

  @Test
  void neverLeavesTheFolderOfProfiles() {
    for (String name : List.of("", "../acs-salary", "acs/salary", "ACS", "nope", "a b")) {
      assertThrows(IllegalArgumentException.class, () -> ProfileFiles.load(name), name);
    }
    assertThrows(IllegalArgumentException.class, () -> ProfileFiles.load("/no/such/file.json"));
  }
}
