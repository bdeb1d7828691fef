// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import dev.probity.explainer.ReasonCatalogue;
import dev.probity.explainer.WhatIf;
import dev.probity.model.ModelDigest;
import dev.probity.model.RefusalCode;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.BundleFiles;
import dev.probity.model.monitor.MonitoringReference;
import dev.probity.topics.io.ModelStore;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.profile.Profile;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings what-if searches out of the model store; a few are kept. Safe for several threads. */
final class WhatIfs {
  static final String REFERENCE = "reference.json";
  private static final int KEPT = 4;

  private final ModelStore store;
  private final Releases.KeyRing trusted;
  private final Profile profile;
  private final ReasonCatalogue catalogue;
  private final Map<String, WhatIf> kept = new LinkedHashMap<>(8, 0.75f, true);

  WhatIfs(ModelStore store, Releases.KeyRing trusted, Profile profile, ReasonCatalogue catalogue) {
    this.store = store;
    this.trusted = trusted;
    this.profile = profile;
    this.catalogue = catalogue;
  }

  /**
   * The search over a release; null when the release does not say where values lay in training.
   *
   * @throws OutageException when the release cannot be had or must not be used
   */
  synchronized @Nullable WhatIf find(String digest) throws OutageException {
    WhatIf known = kept.get(digest);
    if (known != null) {
      return known;
    }
    Map<String, byte[]> files = store.fetch(digest);
    if (files == null) {
      throw new OutageException("the model store holds no release " + digest);
    }
    Bundle bundle =
        switch (Bundle.load(new ModelDigest(digest), files, trusted.keys())) {
          case Bundle.Refused(RefusalCode code, String detail) ->
              throw new OutageException("release " + digest + " is not usable: " + code);
          case Bundle.Loaded(Bundle loaded) -> loaded;
        };
    if (!bundle.has(REFERENCE)) {
      return null;
    }
    MonitoringReference reference = MonitoringReference.parse(bundle.file(REFERENCE));
    String trees = ModelDigest.sha256(bundle.file(BundleFiles.TREES));
    if (!reference.spec().treesDigest().equals(trees)
        || !reference.spec().profileDigest().equals(profile.digest())) {
      throw new OutageException("the reference of release " + digest + " is of another model");
    }
    WhatIf made = new WhatIf(bundle.model(), reference.observedValues(), profile, catalogue);
    kept.put(digest, made);
    if (kept.size() > KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
    return made;
  }
}
