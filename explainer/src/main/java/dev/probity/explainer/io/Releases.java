// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import dev.probity.explainer.Explaining;
import dev.probity.explainer.ExplainingSelfTest;
import dev.probity.explainer.ReasonCatalogue;
import dev.probity.model.ModelDigest;
import dev.probity.model.RefusalCode;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.SelfTest;
import dev.probity.model.bundle.TrustedKey;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.io.ModelStore;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.ModelRelease;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Brings the release a prediction names out of the store: digest, signature, structure, self-test.
 * A few are kept. Used by one thread, but for {@link #newest}.
 */
final class Releases {
  private static final int KEPT = 4;

  private final ModelStore store;
  private final KeyRing trusted;
  private final Profile profile;
  private final ReasonCatalogue catalogue;
  private final long tableBudget;
  private final TopicReader reader;
  private final String modelsTopic;
  private final Map<String, Explaining> kept = new LinkedHashMap<>(8, 0.75f, true);
  private volatile @Nullable Newest newest;

  Releases(
      ModelStore store,
      KeyRing trusted,
      Profile profile,
      ReasonCatalogue catalogue,
      long tableBudget,
      TopicReader reader,
      String modelsTopic) {
    this.store = store;
    this.trusted = trusted;
    this.profile = profile;
    this.catalogue = catalogue;
    this.tableBudget = tableBudget;
    this.reader = reader;
    this.modelsTopic = modelsTopic;
  }

  /** The keys that may sign releases, as they are now. */
  interface KeyRing {
    List<TrustedKey> keys() throws OutageException;
  }

  /** The release loaded last, for the readiness check. */
  record Newest(String digest, int selfTestRows, double largestDifference, String tables) {}

  @Nullable Newest newest() {
    return newest;
  }

  /**
   * The release of this digest; null when nobody ever announced it, so that the prediction, not the
   * environment, is at fault.
   *
   * @throws OutageException when the release was announced and cannot be had or must not be used
   */
  @Nullable Explaining find(String digest) throws OutageException {
    Explaining known = kept.get(digest);
    if (known != null) {
      return known;
    }
    Map<String, byte[]> files = store.fetch(digest);
    String problem;
    if (files == null) {
      problem = "the model store holds no such bundle";
    } else {
      switch (Bundle.load(new ModelDigest(digest), files, trusted.keys())) {
        case Bundle.Refused(RefusalCode code, String detail) -> problem = code + ", " + detail;
        case Bundle.Loaded(Bundle bundle) -> {
          Explaining explaining = prepare(bundle);
          SelfTest.Verdict verdict =
              ExplainingSelfTest.run(bundle.selfTest(), bundle.model(), profile, explaining);
          switch (verdict) {
            case SelfTest.Passed passed -> {
              keep(digest, explaining, passed);
              return explaining;
            }
            case SelfTest.Failed(int row, String what) ->
                problem = RefusalCode.SELF_TEST_FAILED + ", row " + row + ": " + what;
          }
        }
      }
    }
    if (isAnnounced(digest)) {
      throw new OutageException("release " + digest + " is not usable: " + problem);
    }
    return null;
  }

  private Explaining prepare(Bundle bundle) {
    String unit =
        switch (bundle.manifest().trees().cover()) {
          case HESSIAN -> "hessian";
          case COUNT -> "count";
        };
    return new Explaining(bundle.model(), unit, profile, catalogue, tableBudget);
  }

  private void keep(String digest, Explaining explaining, SelfTest.Passed passed) {
    kept.put(digest, explaining);
    if (kept.size() > KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
    newest = new Newest(digest, passed.rows(), passed.largestDifference(), explaining.tables());
  }

  /** A release is on the models topic before anything is scored by it, so one look is enough. */
  private boolean isAnnounced(String digest) {
    AtomicBoolean announced = new AtomicBoolean();
    reader.readAll(
        modelsTopic,
        one -> {
          if (Topics.MODELS.codec().decode(one.value())
                  instanceof Decoded.Valid<ModelRelease>(ModelRelease release)
              && release.digest().equals(digest)) {
            announced.set(true);
          }
        });
    return announced.get();
  }
}
