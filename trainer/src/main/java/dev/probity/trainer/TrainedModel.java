// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.ModelDigest;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.TrustedKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A signed bundle that no one has released yet.
 *
 * @param digest names it
 * @param manifest what it says about itself
 * @param files its files by name, manifest and signatures included
 * @param evaluation figures on rows nothing was fitted on
 * @param validationTrees trees early stopping kept
 * @param mitigation what reweighing did; null when nothing was reweighed
 */
public record TrainedModel(
    ModelDigest digest,
    Manifest manifest,
    Map<String, byte[]> files,
    Evaluation evaluation,
    int validationTrees,
    @Nullable Mitigation mitigation) {

  static TrainedModel of(
      Manifest draft,
      Map<String, byte[]> files,
      Evaluation evaluation,
      int validationTrees,
      @Nullable Mitigation mitigation) {
    ModelDigest digest = ModelDigest.of(files.getOrDefault(BundleFiles.MANIFEST, new byte[0]));
    return new TrainedModel(digest, draft, files, evaluation, validationTrees, mitigation);
  }

  /** SHA-256 of the monitoring reference. */
  public String referenceDigest() {
    return ModelDigest.sha256(files.getOrDefault(Reference.FILE, new byte[0]));
  }

  /** The word for the calibrator. */
  public String calibratorKind() {
    return Calibrating.kind(manifest.calibration().calibrator());
  }

  /** Bytes of all files. */
  public long bytes() {
    return files.values().stream().mapToLong(file -> file.length).sum();
  }

  /** Loads the bundle as a serving process would; for checks. */
  public Bundle.LoadResult load(List<TrustedKey> trusted) {
    return Bundle.load(digest, files, trusted);
  }
}
