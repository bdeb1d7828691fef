// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor.io;

import dev.probity.driftmonitor.CardImportances;
import dev.probity.driftmonitor.MonitoredRelease;
import dev.probity.driftmonitor.Releases;
import dev.probity.model.ModelDigest;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.bundle.TrustedKey;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.topics.io.ModelStore;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.profile.Profile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * References out of verified bundles: digest, signature and hashes first, then the reference's own
 * strict form and its binding to trees and profile. What passed is kept, what did not is asked for
 * again after a second.
 */
public final class BundleReleases implements Releases {
  /** The monitoring reference inside a bundle. */
  static final String REFERENCE = "reference.json";

  private static final String CARD = "card.json";

  private static final System.Logger LOG = System.getLogger(BundleReleases.class.getName());
  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private final ModelStore store;
  private final Path trustedKeysFile;
  private final Profile profile;
  private final LongSupplier nanoTime;
  private final Map<String, MonitoredRelease> known = new HashMap<>();
  private final Map<String, Long> triedAt = new HashMap<>();
  private final Map<String, String> problems = new HashMap<>();

  /**
   * Releases of a store.
   *
   * @param store where bundles lie
   * @param trustedKeysFile a public key a line; who may sign bundles
   * @param profile the use case references must be of
   * @param nanoTime a clock that only moves on
   */
  public BundleReleases(
      ModelStore store, Path trustedKeysFile, Profile profile, LongSupplier nanoTime) {
    this.store = store;
    this.trustedKeysFile = trustedKeysFile;
    this.profile = profile;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized @Nullable MonitoredRelease find(String modelDigest) {
    MonitoredRelease release = known.get(modelDigest);
    if (release != null) {
      return release;
    }
    Long tried = triedAt.get(modelDigest);
    if (tried != null && nanoTime.getAsLong() - tried < RETRY_NANOS) {
      return null;
    }
    triedAt.put(modelDigest, nanoTime.getAsLong());
    try {
      release = load(modelDigest);
      known.put(modelDigest, release);
      triedAt.remove(modelDigest);
      problems.remove(modelDigest);
      LOG.log(
          Level.INFO,
          "reference loaded; model={0} digest={1} rows={2}",
          release.model(),
          modelDigest,
          release.reference().n());
      return release;
    } catch (ModelRefusedException e) {
      trouble(modelDigest, e.code() + ": " + e.detail());
    } catch (OutageException e) {
      trouble(modelDigest, String.valueOf(e.getMessage()));
    }
    return null;
  }

  /** Says what is wrong once per change, not once per try. */
  private void trouble(String modelDigest, String problem) {
    if (!problem.equals(problems.put(modelDigest, problem))) {
      LOG.log(Level.WARNING, "reference not usable; digest={0} problem={1}", modelDigest, problem);
    }
  }

  /** How many references are loaded. */
  synchronized int loaded() {
    return known.size();
  }

  /** Why releases cannot be monitored, by digest; empty when all can. */
  public synchronized Map<String, String> problems() {
    return Map.copyOf(problems);
  }

  private MonitoredRelease load(String modelDigest) throws OutageException {
    Map<String, byte[]> files = store.fetch(modelDigest);
    if (files == null) {
      throw new OutageException("model store holds no bundle " + modelDigest);
    }
    return switch (Bundle.load(new ModelDigest(modelDigest), files, trustedKeys())) {
      case Bundle.Refused(RefusalCode code, String detail) ->
          throw new ModelRefusedException(code, detail);
      case Bundle.Loaded(Bundle bundle) -> bind(modelDigest, bundle);
    };
  }

  private MonitoredRelease bind(String modelDigest, Bundle bundle) {
    if (!bundle.has(REFERENCE)) {
      throw new ModelRefusedException(
          RefusalCode.FILE_MISSING, "the bundle has no monitoring reference");
    }
    byte[] bytes = bundle.file(REFERENCE);
    MonitoringReference reference = MonitoringReference.parse(bytes);
    String trees = ModelDigest.sha256(bundle.file(BundleFiles.TREES));
    if (!reference.spec().treesDigest().equals(trees)) {
      throw new ModelRefusedException(
          RefusalCode.SPEC_MISMATCH, "the monitoring reference is of other trees");
    }
    if (!reference.spec().profileDigest().equals(profile.digest())) {
      throw new ModelRefusedException(
          RefusalCode.SPEC_MISMATCH, "the monitoring reference is of another profile");
    }
    return new MonitoredRelease(
        modelDigest,
        bundle.manifest().name(),
        ModelDigest.sha256(bytes),
        reference,
        importances(modelDigest, bundle));
  }

  /** What a card does not tell ranks no causes, but stops no monitoring. */
  private static Map<String, Double> importances(String modelDigest, Bundle bundle) {
    if (!bundle.has(CARD)) {
      return Map.of();
    }
    try {
      return CardImportances.shares(bundle.file(CARD));
    } catch (ModelRefusedException e) {
      LOG.log(
          Level.WARNING,
          "card not usable, causes are ranked by distance alone; digest={0} problem={1}",
          modelDigest,
          e.detail());
      return Map.of();
    }
  }

  private List<TrustedKey> trustedKeys() throws OutageException {
    List<TrustedKey> keys = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(trustedKeysFile)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          keys.add(TrustedKey.parse(line.strip()));
        }
      }
      return keys;
    } catch (IOException | IllegalArgumentException e) {
      throw new OutageException(
          "trusted keys file " + trustedKeysFile.getFileName() + " is not readable", e);
    }
  }
}
