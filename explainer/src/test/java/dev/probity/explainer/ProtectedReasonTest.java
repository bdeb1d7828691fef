// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProfileParse;
import dev.probity.topics.profile.ProfileReader;
import dev.probity.topics.record.ExplanationReason;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A use case whose trade counts as protected: it moves the model and is never a reason. */
class ProtectedReasonTest {
  @Test
  void aProtectedAttributeIsNeverAReasonHoweverMuchItMoved() throws IOException {
    // Given
    ReasonText guarded =
        new ReasonText(FixedReleases.catalogue(), guardedTrade(), FixedReleases.twoStumps().spec());
    ReasonText plain =
        new ReasonText(
            FixedReleases.catalogue(), FixedReleases.APPRENTICES, FixedReleases.twoStumps().spec());
    float[] row = {2, 2.5f, 1};
    double[] contributions = {5, 0, .5};
    // When
    List<String> told = groups(guarded.reasons(row, contributions, 0, true, List.of()));
    // Then
    assertEquals(
        List.of("trade", "interview"),
        groups(plain.reasons(row, contributions, 0, true, List.of())));
    assertFalse(told.contains("trade"));
    assertEquals(List.of("interview"), told, "its share is taken of everything that moved");
  }

  private static List<String> groups(List<ExplanationReason> reasons) {
    return reasons.stream().map(ExplanationReason::group).toList();
  }

  private static Profile guardedTrade() throws IOException {
    try (InputStream file =
        Profile.class.getResourceAsStream(
            "/dev/probity/topics/profiles/apprentice-retention.json")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      int at = text.indexOf("\"protected\"");
      String guarded =
          text.substring(0, at)
              + text.substring(at).replaceFirst("\"name\": \"[a-z]+\"", "\"name\": \"trade\"");
      return assertInstanceOf(ProfileParse.Read.class, ProfileReader.read(Bytes.utf8(guarded)))
          .profile();
    }
  }
}
