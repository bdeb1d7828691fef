// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import dev.probity.model.Calibrator;
import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ModelDigest;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.ScoringModel;
import dev.probity.model.codec.XgboostReader;
import dev.probity.model.codec.XgboostWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A model release: one manifest, the files it pins, and signatures. A loaded bundle has been
 * verified and parsed; whether it scores as it says is for {@link SelfTest}.
 */
public final class Bundle {
  private final ModelDigest digest;
  private final Manifest manifest;
  private final ScoringModel model;
  private final List<SelfTestRow> selfTest;
  private final Map<String, byte[]> files;

  private Bundle(
      ModelDigest digest,
      Manifest manifest,
      ScoringModel model,
      List<SelfTestRow> selfTest,
      Map<String, byte[]> files) {
    this.digest = digest;
    this.manifest = manifest;
    this.model = model;
    this.selfTest = selfTest;
    this.files = files;
  }

  /** SHA-256 of the manifest. */
  public ModelDigest digest() {
    return digest;
  }

  /** The manifest. */
  public Manifest manifest() {
    return manifest;
  }

  /** The model, ready to score. */
  public ScoringModel model() {
    return model;
  }

  /** The self-test rows. */
  public List<SelfTestRow> selfTest() {
    return selfTest;
  }

  /** Whether the bundle has a file. */
  public boolean has(String name) {
    return files.containsKey(name);
  }

  /** A file's bytes. */
  public byte[] file(String name) {
    byte[] bytes = files.get(name);
    if (bytes == null) {
      throw new IllegalArgumentException("the bundle has no file " + name);
    }
    return bytes.clone();
  }

  /** What became of a load. */
  public sealed interface LoadResult {}

  /**
   * Verified and parsed.
   *
   * @param bundle the bundle
   */
  public record Loaded(Bundle bundle) implements LoadResult {}

  /**
   * Refused.
   *
   * @param code the closed reason
   * @param detail a sentence
   */
  public record Refused(RefusalCode code, String detail) implements LoadResult {}

  /**
   * Loads a bundle. Order: size limits, digest, signatures, lengths and hashes, parsing, structure;
   * nothing is parsed before digest and signature hold.
   *
   * @param wanted the digest asked for
   * @param files file name → bytes, signatures included
   * @param trusted keys of which at least one must have signed
   */
  public static LoadResult load(
      ModelDigest wanted, Map<String, byte[]> files, List<TrustedKey> trusted) {
    try {
      return new Loaded(new BundleCheck(wanted, files, trusted).load());
    } catch (ModelRefusedException refusal) {
      return new Refused(refusal.code(), refusal.detail());
    }
  }

  /** Parses verified files; the digest is that of the manifest among them. */
  static Bundle parse(Map<String, byte[]> files, Manifest manifest) {
    ModelDigest digest = ModelDigest.of(BundleCheck.require(files, BundleFiles.MANIFEST));
    Ensemble ensemble =
        XgboostReader.read(BundleCheck.require(files, BundleFiles.TREES)).fitting(manifest.spec());
    if (!facts(ensemble, manifest.trees().cover()).equals(manifest.trees())) {
      throw new ModelRefusedException(
          RefusalCode.SPEC_MISMATCH, "the trees are not those the manifest describes");
    }
    List<SelfTestRow> rows =
        SelfTestRow.read(BundleCheck.require(files, BundleFiles.SELF_TEST), manifest.spec().size());
    return new Bundle(
        digest,
        manifest,
        scoring(manifest, ensemble, digest),
        rows,
        Collections.unmodifiableMap(new TreeMap<>(files)));
  }

  private static ScoringModel scoring(Manifest manifest, Ensemble ensemble, ModelDigest digest) {
    try {
      return new ScoringModel(
          manifest.name(),
          manifest.version(),
          manifest.profile().name(),
          digest,
          manifest.spec(),
          ensemble,
          manifest.calibration().calibrator(),
          manifest.task().threshold());
    } catch (IllegalArgumentException misfit) {
      throw new ModelRefusedException(
          RefusalCode.SPEC_MISMATCH, String.valueOf(misfit.getMessage()));
    }
  }

  /** Facts of an ensemble for the manifest. */
  public static Manifest.TreeFacts facts(Ensemble ensemble, Manifest.CoverUnit cover) {
    return new Manifest.TreeFacts(
        ensemble.trees().size(),
        ensemble.nodes(),
        ensemble.maxDepth(),
        ensemble.baseScore(),
        cover);
  }

  /**
   * A model that scores like the bundle to come, before it has a digest; for constructing self-test
   * rows and references.
   */
  public static ScoringModel draft(
      String name,
      String version,
      String profile,
      FeatureSpec spec,
      Ensemble ensemble,
      Calibrator calibrator,
      double threshold) {
    ModelDigest none = new ModelDigest("0".repeat(64));
    return new ScoringModel(name, version, profile, none, spec, ensemble, calibrator, threshold);
  }

  /**
   * Assembles a bundle: writes trees and self-test rows, pins all files in the manifest, signs its
   * digest. The same arguments give the same bytes.
   *
   * @param draft the manifest; its list of files is replaced
   * @param ensemble the trees
   * @param selfTest the self-test rows
   * @param others further files by name: reference.*, card.json, card.html
   * @param keys who signs, at least one
   * @return file name → bytes, in name order
   */
  public static Map<String, byte[]> assemble(
      Manifest draft,
      Ensemble ensemble,
      List<SelfTestRow> selfTest,
      Map<String, byte[]> others,
      List<SigningKey> keys) {
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("a bundle needs a signature");
    }
    Map<String, byte[]> files = new TreeMap<>(others);
    files.put(BundleFiles.TREES, XgboostWriter.write(ensemble, draft.spec()));
    files.put(BundleFiles.SELF_TEST, SelfTestRow.write(selfTest));
    List<Manifest.FileEntry> entries = new ArrayList<>();
    files.forEach(
        (name, bytes) ->
            entries.add(new Manifest.FileEntry(name, bytes.length, ModelDigest.sha256(bytes))));
    byte[] manifest = ManifestCodec.write(draft.withFiles(entries));
    ModelDigest digest = ModelDigest.of(manifest);
    StringBuilder signatures = new StringBuilder();
    keys.forEach(key -> signatures.append(key.signatureLine(digest)));
    files.put(BundleFiles.MANIFEST, manifest);
    files.put(BundleFiles.SIGNATURES, signatures.toString().getBytes(StandardCharsets.US_ASCII));
    List<TrustedKey> trusted = keys.stream().map(SigningKey::trusted).toList();
    new BundleCheck(digest, files, trusted).load();
    return Collections.unmodifiableMap(files);
  }
}
