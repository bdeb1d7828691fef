// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Fixtures;
import dev.probity.model.ModelDigest;
import dev.probity.model.RefusalCode;
import dev.probity.model.codec.DocumentForm;
import dev.probity.model.codec.DocumentMutator;
import dev.probity.model.codec.Json;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Thousands of broken bundles: refused with a code, or what a trusted key has really signed. */
class FuzzedBundleTest {
  private static final int ROUNDS = 1_500;
  private static final long SECOND = 1_000_000_000L;
  private static final Map<String, byte[]> GOOD = Fixtures.bundle();
  private static final ModelDigest DIGEST = ModelDigest.of(GOOD.get(BundleFiles.MANIFEST));
  private static final List<TrustedKey> TRUSTED = List.of(Fixtures.key(1).trusted());

  private final Map<RefusalCode, Integer> refusals = new EnumMap<>(RefusalCode.class);
  private long slowest;

  @Test
  void whateverHappensToAReleasedBundleItIsRefused() {
    long seed = Long.getLong("probity.seed", 5_000L);
    DocumentMutator mutator = new DocumentMutator(seed);
    List<String> names = new ArrayList<>(GOOD.keySet());
    for (int round = 0; round < ROUNDS; round++) {
      // Given: a file broken, lost, exchanged for another, or one too many
      Map<String, byte[]> files = new TreeMap<>(GOOD);
      String name = names.get(round % names.size());
      switch (mutator.below(10)) {
        case 0 -> files.remove(name);
        case 1 -> files.put(name, GOOD.get(names.get(mutator.below(names.size()))));
        case 2 -> files.put("card.json", GOOD.get(name));
        case 3 -> files.put(name + "x", GOOD.get(name));
        default -> files.put(name, mutator.bytes(GOOD.get(name)));
      }
      if (same(files)) {
        continue;
      }
      // When
      Bundle.LoadResult result = timed(DIGEST, files);
      // Then
      boolean signature = files.keySet().equals(GOOD.keySet()) && onlySignaturesDiffer(files);
      if (!signature) {
        assertInstanceOf(Bundle.Refused.class, result, "seed " + seed + ", round " + round);
      } else if (result instanceof Bundle.Loaded loaded) {
        assertEquals(DIGEST, loaded.bundle().digest(), "what was signed");
      }
    }
    report("broken bundles", seed);
    assertTrue(refusals.size() >= 5, "the breaks are varied: " + refusals);
  }

  @Test
  void whateverATrustedKeySignsIsRefusedOrRead() {
    long seed = Long.getLong("probity.seed", 6_000L);
    DocumentMutator mutator = new DocumentMutator(seed);
    Object manifest = DocumentForm.values(Json.parse(GOOD.get(BundleFiles.MANIFEST)));
    Object trees = DocumentForm.values(Json.parse(GOOD.get(BundleFiles.TREES)));
    for (int round = 0; round < ROUNDS; round++) {
      // Given
      Map<String, byte[]> files = new TreeMap<>(GOOD);
      byte[] signed;
      if (round % 2 == 0) {
        signed = DocumentForm.JSON.write(mutator.values(manifest));
      } else {
        files.put(BundleFiles.TREES, DocumentForm.JSON.write(mutator.values(trees)));
        signed = pinned(files);
      }
      files.put(BundleFiles.MANIFEST, signed);
      ModelDigest digest = ModelDigest.of(signed);
      files.put(
          BundleFiles.SIGNATURES,
          Fixtures.key(1).signatureLine(digest).getBytes(StandardCharsets.US_ASCII));
      // When
      Bundle.LoadResult result = timed(digest, files);
      // Then
      if (result instanceof Bundle.Loaded loaded) {
        double margin = loaded.bundle().model().score(new float[] {45f, 5f, 1f, 0f}).margin();
        assertTrue(Double.isFinite(margin), "seed " + seed + ", round " + round);
      }
    }
    report("signed broken bundles", seed);
    assertTrue(refusals.size() >= 4, "the breaks are varied: " + refusals);
  }

  private Bundle.LoadResult timed(ModelDigest digest, Map<String, byte[]> files) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    Bundle.LoadResult result = Bundle.load(digest, files, TRUSTED);
    long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    slowest = Math.max(slowest, spent);
    if (result instanceof Bundle.Refused refused) {
      refusals.merge(refused.code(), 1, Integer::sum);
    }
    return result;
  }

  private void report(String what, long seed) {
    int refused = refusals.values().stream().mapToInt(n -> n).sum();
    System.out.printf(
        "golden: %,d %s (seed %d): %,d refused %s, slowest %d ms%n",
        ROUNDS, what, seed, refused, refusals, slowest / 1_000_000);
    assertTrue(slowest < SECOND, "slowest " + slowest + " ns");
  }

  private static boolean same(Map<String, byte[]> files) {
    return files.keySet().equals(GOOD.keySet())
        && files.entrySet().stream()
            .allMatch(file -> Arrays.equals(file.getValue(), GOOD.get(file.getKey())));
  }

  private static boolean onlySignaturesDiffer(Map<String, byte[]> files) {
    return files.entrySet().stream()
        .allMatch(
            file ->
                file.getKey().equals(BundleFiles.SIGNATURES)
                    || Arrays.equals(file.getValue(), GOOD.get(file.getKey())));
  }

  private static byte[] pinned(Map<String, byte[]> files) {
    Manifest manifest = ManifestCodec.read(GOOD.get(BundleFiles.MANIFEST));
    List<Manifest.FileEntry> entries = new ArrayList<>();
    for (Manifest.FileEntry entry : manifest.files()) {
      byte[] bytes = files.get(entry.name());
      entries.add(new Manifest.FileEntry(entry.name(), bytes.length, ModelDigest.sha256(bytes)));
    }
    return ManifestCodec.write(manifest.withFiles(entries));
  }
}
