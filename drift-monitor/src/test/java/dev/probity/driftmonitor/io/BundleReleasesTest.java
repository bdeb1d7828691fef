// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.driftmonitor.MonitoredRelease;
import dev.probity.model.Calibrator;
import dev.probity.model.Direction;
import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ModelDigest;
import dev.probity.model.Objective;
import dev.probity.model.ScoringModel;
import dev.probity.model.TreeBuilder;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.SelfTestRows;
import dev.probity.model.bundle.SigningKey;
import dev.probity.model.codec.XgboostWriter;
import dev.probity.model.monitor.FairnessPolicy;
import dev.probity.model.monitor.MonitorSpec;
import dev.probity.model.monitor.MonitoredFeature;
import dev.probity.model.monitor.MonitoringReferenceBuilder;
import dev.probity.topics.Profiles;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.profile.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleReleasesTest {
  private static final Profile PROFILE = Profiles.acsSalary();
  private static final SigningKey KEY = SigningKey.of("tests/1", new byte[32]);
  private static final FeatureSpec SPEC =
      new FeatureSpec(
          List.of(
              new Feature.Numeric(
                  "WKHP", true, 1, 99, Feature.Policy.REFUSE, false, Direction.ANY)));
  private static final Ensemble STUMP = stump();
  private static final String TREES = ModelDigest.sha256(XgboostWriter.write(STUMP, SPEC));

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private FolderModelStore store;
  private Path keys;
  private BundleReleases releases;

  private static Ensemble stump() {
    TreeBuilder tree = new TreeBuilder();
    tree.split(0, 40, true, 100);
    tree.leaf(.5f, 50);
    tree.leaf(-.5f, 50);
    return new Ensemble(1, Objective.BINARY_LOGISTIC, .5f, List.of(tree.build()));
  }

  @BeforeEach
  void open() throws IOException {
    store = new FolderModelStore(folder.resolve("models"));
    keys = folder.resolve("keys");
    Files.writeString(keys, "# who may sign\n" + KEY.trusted().vkey() + "\n");
    releases = new BundleReleases(store, keys, PROFILE, nanos::get);
  }

  private static byte[] reference(String profileDigest, String trees) {
    MonitoringReferenceBuilder builder =
        new MonitoringReferenceBuilder(
            new MonitorSpec(
                PROFILE.name(),
                profileDigest,
                trees,
                List.of(new MonitoredFeature.Numeric("WKHP")),
                List.of(),
                FairnessPolicy.fourFifths(),
                10,
                Map.of()));
    for (int i = 0; i < 100; i++) {
      float[] vector = {1 + i % 90};
      double probability = vector[0] < 40 ? .62 : .38;
      builder.add("row" + i, vector, probability, probability > .5, i % 3 == 0, List.of());
    }
    return builder.build().toBytes();
  }

  private String put(Map<String, byte[]> others) throws IOException {
    ScoringModel model =
        Bundle.draft("pay", "1", PROFILE.name(), SPEC, STUMP, new Calibrator.Identity(), .5);
    Manifest draft =
        new Manifest(
            "pay",
            "1",
            new Manifest.ProfileReference(PROFILE.name(), PROFILE.digest()),
            new Manifest.Task("WAGP in [0,45000]", .5),
            SPEC,
            Bundle.facts(STUMP, Manifest.CoverUnit.HESSIAN),
            new Manifest.Calibration(new Calibrator.Identity(), 0, "none", "none"),
            new Manifest.LearnerFacts("dice", "1", Map.of(), 1, 1, 0),
            new Manifest.DataFacts("none", "0".repeat(64), 1, Map.of()),
            Manifest.FairnessFacts.none(1),
            Map.of(),
            List.of());
    Map<String, byte[]> files =
        Bundle.assemble(
            draft, STUMP, SelfTestRows.construct(model, Map.of(), 1, 32), others, List.of(KEY));
    String digest = ModelDigest.of(files.get(BundleFiles.MANIFEST)).hex();
    store.put(digest, files);
    return digest;
  }

  @Test
  void findsWhatVerifiesAndKeepsIt() throws IOException {
    // Given
    byte[] reference = reference(PROFILE.digest(), TREES);
    String digest = put(Map.of(BundleReleases.REFERENCE, reference));

    // When
    MonitoredRelease release = releases.find(digest);

    // Then
    assertNotNull(release);
    assertEquals("pay", release.model());
    assertEquals(ModelDigest.sha256(reference), release.referenceDigest());
    assertEquals(100, release.reference().n());
    assertSame(release, releases.find(digest));
    assertEquals(Map.of(), releases.problems());
    assertEquals(1, releases.loaded());
  }

  @Test
  void asksAgainAfterASecond() throws IOException {
    // Given
    String absent = "a".repeat(64);
    assertNull(releases.find(absent));
    String digest = put(Map.of(BundleReleases.REFERENCE, reference(PROFILE.digest(), TREES)));
    Files.move(folder.resolve("models").resolve(digest), folder.resolve("models").resolve(absent));

    // When
    MonitoredRelease atOnce = releases.find(absent);
    String before = releases.problems().get(absent);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    MonitoredRelease later = releases.find(absent);

    // Then: the folder's name is not the manifest's digest
    assertNull(atOnce);
    assertNull(later);
    assertTrue(before.contains("holds no bundle"), before);
    assertTrue(releases.problems().get(absent).contains("DIGEST_MISMATCH"));
  }

  /** RT-50: a reference holds for the exact trees it was made with; any other is refused. */
  @Test
  void refusesReferencesOfOtherTreesAndProfiles() throws IOException {
    // Given
    String otherTrees =
        put(Map.of(BundleReleases.REFERENCE, reference(PROFILE.digest(), "0".repeat(64))));
    String otherProfile = put(Map.of(BundleReleases.REFERENCE, reference("0".repeat(64), TREES)));

    // When
    MonitoredRelease trees = releases.find(otherTrees);
    MonitoredRelease profile = releases.find(otherProfile);

    // Then
    assertNull(trees);
    assertNull(profile);
    assertTrue(releases.problems().get(otherTrees).contains("other trees"));
    assertTrue(releases.problems().get(otherProfile).contains("another profile"));
  }

  @Test
  void refusesBundlesWithoutAReferenceOrATrustedSignature() throws IOException {
    // Given
    String without = put(Map.of());
    String strange = put(Map.of(BundleReleases.REFERENCE, reference(PROFILE.digest(), TREES)));

    // When
    MonitoredRelease bare = releases.find(without);
    Files.writeString(keys, "");
    MonitoredRelease unsigned = releases.find(strange);

    // Then
    assertNull(bare);
    assertNull(unsigned);
    assertTrue(releases.problems().get(without).contains("no monitoring reference"));
    assertTrue(releases.problems().get(strange).contains("UNSIGNED"));
  }

  @Test
  void saysWhenTheKeysCannotBeRead() throws IOException {
    // Given
    String digest = put(Map.of(BundleReleases.REFERENCE, reference(PROFILE.digest(), TREES)));
    Files.writeString(keys, "not a key\n");

    // When
    MonitoredRelease release = releases.find(digest);

    // Then
    assertNull(release);
    assertTrue(releases.problems().get(digest).contains("trusted keys file"));
  }
}
