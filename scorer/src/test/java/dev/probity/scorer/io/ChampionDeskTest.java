// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.ModelDigest;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.ManifestCodec;
import dev.probity.scorer.FixedModels;
import dev.probity.scorer.ServingModel;
import dev.probity.topics.io.PauseReason;
import dev.probity.topics.record.ReleaseEvent;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ChampionDeskTest {
  private final ScorerFixture fixture = new ScorerFixture("apprentice-retention");

  @Test
  void theIntakeIsClosedUntilAReleaseServes() {
    // Given
    Set<PauseReason> before = fixture.intake.reasons();
    // When
    fixture.release(1);
    // Then
    assertEquals(Set.of(PauseReason.NO_MODEL), before);
    assertEquals(Set.of(), fixture.intake.reasons());
    assertEquals(List.of("serving v1 after 48"), fixture.heard);
    assertEquals(48, fixture.desk.selfTestRows());
  }

  @Test
  void aReleaseWithoutTrustedSignatureIsRefusedAndTheOneBeforeGoesOn() {
    // Given
    fixture.release(1);
    String forged = fixture.store(2);
    tamper(forged, BundleFiles.SIGNATURES, "");
    // When
    fixture.announce(forged, "v2", ReleaseEvent.PROMOTED, "champion");
    // Then
    assertServes("v1");
    assertEquals("refused v2 UNSIGNED", fixture.heard.getLast());
    assertTrue(fixture.desk.problem().contains(forged), fixture.desk.problem());
    assertEquals(Set.of(), fixture.intake.reasons());
  }

  @Test
  void aTamperedFileRefusesTheRelease() {
    // Given
    String forged = fixture.store(2);
    tamper(forged, BundleFiles.SELF_TEST, "x");
    // When
    fixture.announce(forged, "v2", ReleaseEvent.PROMOTED, "champion");
    // Then
    assertNull(fixture.desk.champion());
    assertEquals(List.of("refused v2 FILE_MISMATCH"), fixture.heard);
    assertEquals(Set.of(PauseReason.NO_MODEL), fixture.intake.reasons());
  }

  /** RT-03: one bit of a stored margin, under an honest signature. */
  @Test
  void aReleaseThatScoresOtherwiseThanItSaysIsRefusedAndTheOneBeforeGoesOn() {
    // Given
    fixture.release(1);
    String lying = resigned(fixture.store(2), BundleFiles.SELF_TEST, ChampionDeskTest::oneBitOff);
    // When
    fixture.announce(lying, "v2", ReleaseEvent.PROMOTED, "champion");
    // Then
    assertServes("v1");
    assertEquals("refused v2 SELF_TEST_FAILED", fixture.heard.getLast());
    assertEquals(Set.of(), fixture.intake.reasons());
  }

  /** RT-03: without a release before it nothing is scored, and readiness stays down. */
  @Test
  void withoutAReleaseBeforeNothingIsScoredByOneThatFailsItsSelfTest() {
    // Given: two categories exchanged in the encoder, as by another version of the code
    String swapped =
        resigned(
            fixture.store(2),
            BundleFiles.MANIFEST,
            text -> text.replaceFirst("\"electrician\"", "\"dyer\""));
    String lying = resigned(fixture.store(3), BundleFiles.SELF_TEST, ChampionDeskTest::oneBitOff);
    for (String digest : List.of(swapped, lying)) {
      // When
      fixture.announce(digest, "v2", ReleaseEvent.PROMOTED, "champion");
      // Then
      assertNull(fixture.desk.champion());
      assertEquals("refused v2 SELF_TEST_FAILED", fixture.heard.getLast());
      assertEquals(Set.of(PauseReason.NO_MODEL), fixture.intake.reasons());
      assertTrue(fixture.desk.problem().contains(digest), fixture.desk.problem());
    }
  }

  private static String oneBitOff(String rows) {
    int at = rows.indexOf("\"margin\":\"") + "\"margin\":\"".length() + 15;
    char last = rows.charAt(at);
    char other = Character.forDigit(Character.digit(last, 16) ^ 1, 16);
    return rows.substring(0, at) + other + rows.substring(at + 1);
  }

  /** Changes a file of a stored release, pins it and signs the release again. */
  private String resigned(String digest, String file, UnaryOperator<String> change) {
    Map<String, byte[]> files = new HashMap<>(fixture.store.bundles.get(digest));
    String text = new String(files.get(file), StandardCharsets.UTF_8);
    String changed = change.apply(text);
    assertNotEquals(text, changed);
    files.put(file, changed.getBytes(StandardCharsets.UTF_8));
    Manifest manifest = ManifestCodec.read(files.get(BundleFiles.MANIFEST));
    List<Manifest.FileEntry> entries =
        manifest.files().stream()
            .map(
                entry -> {
                  byte[] bytes = files.get(entry.name());
                  return new Manifest.FileEntry(
                      entry.name(), bytes.length, ModelDigest.sha256(bytes));
                })
            .toList();
    byte[] pinned = ManifestCodec.write(manifest.withFiles(entries));
    ModelDigest signed = ModelDigest.of(pinned);
    files.put(BundleFiles.MANIFEST, pinned);
    files.put(
        BundleFiles.SIGNATURES,
        FixedModels.key().signatureLine(signed).getBytes(StandardCharsets.US_ASCII));
    fixture.store.bundles.put(signed.hex(), files);
    return signed.hex();
  }

  @Test
  void aRefusalIsToldOnce() {
    // Given
    String forged = fixture.store(2);
    tamper(forged, BundleFiles.SIGNATURES, "");
    fixture.announce(forged, "v2", ReleaseEvent.PROMOTED, "champion");
    // When
    fixture.desk.settle(fixture.releases, false);
    fixture.desk.settle(fixture.releases, false);
    // Then
    assertEquals(1, fixture.heard.size());
  }

  @Test
  void aStoreThatIsAwayIsAskedAgain() {
    // Given
    fixture.store.away = true;
    String digest = fixture.store(1);
    fixture.announce(digest, "v1", ReleaseEvent.PROMOTED, "champion");
    String problem = fixture.desk.problem();
    fixture.store.away = false;
    // When
    fixture.desk.settle(fixture.releases, false);
    // Then
    assertEquals("model store is away", problem);
    assertServes("v1");
    assertEquals("", fixture.desk.problem());
  }

  @Test
  void aBundleThatComesAfterItsAnnouncementIsAwaited() {
    // Given
    String digest = fixture.store(1);
    Map<String, byte[]> files = fixture.store.bundles.remove(digest);
    fixture.announce(digest, "v1", ReleaseEvent.PROMOTED, "champion");
    assertNull(fixture.desk.champion());
    fixture.store.bundles.put(digest, files);
    // When
    fixture.desk.settle(fixture.releases, false);
    // Then
    assertServes("v1");
  }

  @Test
  void whatPassedOnceIsNotFetchedAgain() {
    // Given
    String first = fixture.release(1);
    fixture.release(2);
    int fetches = fixture.store.fetches;
    // When
    fixture.announce(first, "v1", ReleaseEvent.ROLLED_BACK, "champion");
    // Then
    assertServes("v1");
    assertEquals(fetches, fixture.store.fetches);
  }

  @Test
  void noReleaseAtAllClosesTheIntakeAgain() {
    // Given
    String digest = fixture.release(1);
    // When
    fixture.announce(digest, "v1", ReleaseEvent.RETIRED, "champion");
    // Then
    assertNull(fixture.desk.champion());
    assertEquals(Set.of(PauseReason.NO_MODEL), fixture.intake.reasons());
  }

  @Test
  void aStopClosesTheIntakeAndIsTold() {
    // Given
    String digest = fixture.release(1);
    // When
    fixture.announce(digest, "v1", ReleaseEvent.STOPPED, null);
    // Then
    assertTrue(fixture.desk.stopped());
    assertEquals(Set.of(PauseReason.STOP_ORDER), fixture.intake.reasons());
    assertEquals("stopped true", fixture.heard.getLast());
  }

  private void tamper(String digest, String file, String content) {
    Map<String, byte[]> files = new HashMap<>(fixture.store.bundles.get(digest));
    files.put(file, content.getBytes(StandardCharsets.UTF_8));
    fixture.store.bundles.put(digest, files);
  }

  private void assertServes(String version) {
    ServingModel champion = fixture.desk.champion();
    assertNotNull(champion);
    assertEquals(version, champion.model().version());
  }
}
