// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Fixtures;
import dev.probity.model.ModelDigest;
import dev.probity.model.RefusalCode;
import dev.probity.model.SplitMix64;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Bundles that a trusted key has signed and that are broken nevertheless. */
class SignedHostileBundleTest {
  private static final Map<String, byte[]> GOOD = Fixtures.bundle();
  private static final List<TrustedKey> TRUSTED = List.of(Fixtures.key(1).trusted());

  @Test
  void mutatedPartsUnderAnHonestSignatureAreRefusedOrScoreAsTheySay() {
    SplitMix64 random = new SplitMix64(Long.getLong("probity.seed", 5L));
    Map<RefusalCode, Integer> refusals = new EnumMap<>(RefusalCode.class);
    for (int i = 0; i < 300; i++) {
      // Given
      String name = List.of(BundleFiles.TREES, BundleFiles.SELF_TEST).get(i % 2);
      byte[] bytes = GOOD.get(name).clone();
      bytes[random.below(bytes.length)] = (byte) (' ' + random.below(95));
      // When
      Bundle.LoadResult result = load(Map.of(name, bytes));
      // Then
      if (result instanceof Bundle.Refused refused) {
        refusals.merge(refused.code(), 1, Integer::sum);
      }
    }
    System.out.printf("golden: 300 signed broken bundles, refused %s%n", refusals);
    assertTrue(refusals.values().stream().mapToInt(Integer::intValue).sum() > 150);
    assertFalse(refusals.containsKey(RefusalCode.FILE_MISMATCH));
  }

  @Test
  void mutatedManifestUnderAnHonestSignatureIsRefusedOrRead() {
    SplitMix64 random = new SplitMix64(Long.getLong("probity.seed", 6L));
    for (int i = 0; i < 300; i++) {
      // Given
      byte[] manifest = GOOD.get(BundleFiles.MANIFEST).clone();
      manifest[random.below(manifest.length)] = (byte) (' ' + random.below(95));
      // When
      Bundle.LoadResult result = sign(new TreeMap<>(GOOD), manifest);
      // Then: whatever happens is one of the two answers, never another exception
      assertTrue(result instanceof Bundle.Loaded || result instanceof Bundle.Refused);
    }
  }

  @Test
  void treesOfAnotherModelAreRefused() {
    String trees = new String(GOOD.get(BundleFiles.TREES), StandardCharsets.UTF_8);
    refused(RefusalCode.SPEC_MISMATCH, BundleFiles.TREES, trees.replace("\"PAY\"", "\"AGE\""));
    refused(RefusalCode.SPEC_MISMATCH, BundleFiles.TREES, trees.replace("\"0.5\"", "\"0.25\""));
    refused(
        RefusalCode.SPEC_MISMATCH,
        BundleFiles.TREES,
        trees.replace("binary:logistic", "reg:squarederror"));
    refused(RefusalCode.MALFORMED, BundleFiles.TREES, "");
  }

  @Test
  void selfTestRowsThatAreNoRowsAreRefused() {
    String rows = new String(GOOD.get(BundleFiles.SELF_TEST), StandardCharsets.UTF_8);
    refused(RefusalCode.MALFORMED, BundleFiles.SELF_TEST, "");
    refused(RefusalCode.MALFORMED, BundleFiles.SELF_TEST, rows.strip());
    refused(RefusalCode.MALFORMED, BundleFiles.SELF_TEST, rows.repeat(8));
    refused(
        RefusalCode.MALFORMED,
        BundleFiles.SELF_TEST,
        String.join("\n", rows.lines().limit(31).toList()) + "\n");
    refused(
        RefusalCode.MALFORMED,
        BundleFiles.SELF_TEST,
        rows.replaceFirst("\"margin\":\"[0-9a-f]{2}", "\"margin\":\"0x"));
    refused(
        RefusalCode.MALFORMED,
        BundleFiles.SELF_TEST,
        rows.replaceFirst("\"vector\":\\[\"[0-9a-f]{8}\",", "\"vector\":["));
    refused(
        RefusalCode.MALFORMED,
        BundleFiles.SELF_TEST,
        rows.replaceFirst("\"contributions\":\\[", "\"contributions\":[0,"));
  }

  @Test
  void manifestThatNamesAFileTwiceIsRefused() {
    String text = new String(GOOD.get(BundleFiles.MANIFEST), StandardCharsets.UTF_8);
    int at = text.indexOf("{\"name\":\"golden.jsonl\"");
    String entry = text.substring(at, text.indexOf('}', at) + 1);
    Bundle.LoadResult result =
        sign(
            new TreeMap<>(GOOD),
            text.replace(entry, entry + "," + entry).getBytes(StandardCharsets.UTF_8));
    assertEquals(RefusalCode.FILE_MISMATCH, assertInstanceOf(Bundle.Refused.class, result).code());
  }

  private static void refused(RefusalCode code, String name, String content) {
    Bundle.LoadResult result = load(Map.of(name, content.getBytes(StandardCharsets.UTF_8)));
    Bundle.Refused refused = assertInstanceOf(Bundle.Refused.class, result, name);
    assertEquals(code, refused.code(), refused.detail());
  }

  /** Replaces files, pins the new ones in the manifest and signs it. */
  private static Bundle.LoadResult load(Map<String, byte[]> replacements) {
    Map<String, byte[]> files = new TreeMap<>(GOOD);
    files.putAll(replacements);
    Manifest manifest = ManifestCodec.read(GOOD.get(BundleFiles.MANIFEST));
    List<Manifest.FileEntry> entries = new ArrayList<>();
    for (Manifest.FileEntry entry : manifest.files()) {
      byte[] bytes = files.get(entry.name());
      entries.add(new Manifest.FileEntry(entry.name(), bytes.length, ModelDigest.sha256(bytes)));
    }
    return sign(files, ManifestCodec.write(manifest.withFiles(entries)));
  }

  private static Bundle.LoadResult sign(Map<String, byte[]> files, byte[] manifest) {
    ModelDigest digest = ModelDigest.of(manifest);
    files.put(BundleFiles.MANIFEST, manifest);
    files.put(
        BundleFiles.SIGNATURES,
        Fixtures.key(1).signatureLine(digest).getBytes(StandardCharsets.US_ASCII));
    return Bundle.load(digest, files, TRUSTED);
  }
}
