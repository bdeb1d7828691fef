// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Fixtures;
import dev.probity.model.ModelDigest;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BundleTest {
  private static final Map<String, byte[]> BUNDLE = Fixtures.bundle();

  private final Map<String, byte[]> files = new HashMap<>(BUNDLE);
  private final ModelDigest digest = ModelDigest.of(files.get(BundleFiles.MANIFEST));
  private final List<TrustedKey> trusted = List.of(Fixtures.key(1).trusted());

  @Test
  void assembledBundleLoadsAndScoresLikeItsParts() {
    // When
    Bundle bundle = loaded(Bundle.load(digest, files, trusted));
    // Then
    float[] row = {45f, 5f, 1f, Float.NaN};
    assertEquals(Fixtures.model().score(row), bundle.model().score(row));
    assertEquals(digest, bundle.model().digest());
    assertEquals(40, bundle.selfTest().size());
    assertArrayEquals(new byte[] {'{', '}'}, bundle.file("reference.json"));
  }

  @Test
  void sameArgumentsGiveTheSameBytes() {
    Map<String, byte[]> again = Fixtures.bundle();
    assertEquals(files.keySet(), again.keySet());
    files.forEach((name, bytes) -> assertArrayEquals(bytes, again.get(name), name));
  }

  @Test
  void manifestReadsBackToItsVeryBytes() {
    byte[] bytes = files.get(BundleFiles.MANIFEST);
    assertArrayEquals(bytes, ManifestCodec.write(ManifestCodec.read(bytes)));
  }

  @Test
  void unknownManifestMemberIsIgnoredAndUnknownSchemaRefused() {
    // Given
    String text = new String(files.get(BundleFiles.MANIFEST), StandardCharsets.UTF_8);
    String longer = text.replace("{\"schema\"", "{\"later\":[1],\"schema\"");
    String foreign = text.replace("model-bundle/v1", "model-bundle/v2");
    // When
    Manifest read = ManifestCodec.read(longer.getBytes(StandardCharsets.UTF_8));
    // Then
    assertEquals("small", read.name());
    byte[] bytes = foreign.getBytes(StandardCharsets.UTF_8);
    assertEquals(
        RefusalCode.UNSUPPORTED,
        assertThrows(ModelRefusedException.class, () -> ManifestCodec.read(bytes)).code());
  }

  @Test
  void anotherDigestThanAskedForIsRefused() {
    refused(RefusalCode.DIGEST_MISMATCH, new ModelDigest("0".repeat(64)), files, trusted);
  }

  @Test
  void bundleWithoutTrustedSignatureIsRefused() {
    refused(RefusalCode.UNSIGNED, digest, files, List.of(Fixtures.key(9).trusted()));
    refused(RefusalCode.UNSIGNED, digest, files, List.of());
    files.put(BundleFiles.SIGNATURES, new byte[0]);
    refused(RefusalCode.UNSIGNED, digest, files, trusted);
  }

  @Test
  void unknownSignersAreIgnoredBesideTrustedOne() {
    // Given
    String both = Fixtures.key(9).signatureLine(digest) + Fixtures.key(1).signatureLine(digest);
    files.put(BundleFiles.SIGNATURES, both.getBytes(StandardCharsets.US_ASCII));
    // When
    Bundle.LoadResult result = Bundle.load(digest, files, trusted);
    // Then
    loaded(result);
  }

  @Test
  void trustedKeyThatFailsRefusesEvenBesideOneThatHolds() {
    // Given
    ModelDigest other = ModelDigest.of(new byte[] {1});
    String lines = Fixtures.key(1).signatureLine(digest) + Fixtures.key(9).signatureLine(other);
    files.put(BundleFiles.SIGNATURES, lines.getBytes(StandardCharsets.US_ASCII));
    // When / Then
    refused(
        RefusalCode.BAD_SIGNATURE,
        digest,
        files,
        List.of(Fixtures.key(1).trusted(), Fixtures.key(9).trusted()));
  }

  @Test
  void missingForeignAndOversizedFilesAreRefused() {
    Map<String, byte[]> without = new HashMap<>(files);
    without.remove("reference.json");
    refused(RefusalCode.FILE_MISSING, digest, without, trusted);
    Map<String, byte[]> with = new HashMap<>(files);
    with.put("card.json", new byte[] {'{', '}'});
    refused(RefusalCode.FILE_MISMATCH, digest, with, trusted);
    with.remove("card.json");
    with.put("run.sh", new byte[] {1});
    refused(RefusalCode.FILE_MISMATCH, digest, with, trusted);
    Map<String, byte[]> large = new HashMap<>(files);
    large.put("reference.json", new byte[(1 << 20) + 1]);
    refused(RefusalCode.TOO_LARGE, digest, large, trusted);
  }

  @Test
  void everyChangedByteOfEveryFileIsRefused() {
    for (String name : files.keySet()) {
      byte[] bytes = files.get(name);
      for (int at = 0; at < bytes.length; at += Math.max(1, bytes.length / 60)) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        Map<String, byte[]> mutated = new HashMap<>(files);
        mutated.put(name, changed);
        Bundle.LoadResult result = Bundle.load(digest, mutated, trusted);
        assertInstanceOf(Bundle.Refused.class, result, name + " byte " + at);
      }
    }
  }

  @Test
  void signedButInconsistentPartsAreRefused() {
    // Given
    Manifest wrong = Fixtures.manifest();
    Manifest.TreeFacts facts = new Manifest.TreeFacts(3, 10, 2, 0.5f, Manifest.CoverUnit.HESSIAN);
    Manifest draft =
        new Manifest(
            wrong.name(),
            wrong.version(),
            wrong.profile(),
            wrong.task(),
            wrong.spec(),
            facts,
            wrong.calibration(),
            wrong.learner(),
            wrong.data(),
            wrong.fairness(),
            wrong.metrics(),
            List.of());
    List<SelfTestRow> rows = SelfTestRows.construct(Fixtures.model(), Map.of(), 1, 32);
    // When
    ModelRefusedException refusal =
        assertThrows(
            ModelRefusedException.class,
            () ->
                Bundle.assemble(
                    draft, Fixtures.ensemble(), rows, Map.of(), List.of(Fixtures.key(1))));
    // Then
    assertEquals(RefusalCode.SPEC_MISMATCH, refusal.code());
  }

  static Bundle loaded(Bundle.LoadResult result) {
    return assertInstanceOf(Bundle.Loaded.class, result, result.toString()).bundle();
  }

  private static void refused(
      RefusalCode code, ModelDigest digest, Map<String, byte[]> files, List<TrustedKey> trusted) {
    Bundle.LoadResult result = Bundle.load(digest, files, trusted);
    Bundle.Refused refusal = assertInstanceOf(Bundle.Refused.class, result);
    assertEquals(code, refusal.code(), refusal.detail());
    assertTrue(refusal.detail().length() > 5);
  }
}
