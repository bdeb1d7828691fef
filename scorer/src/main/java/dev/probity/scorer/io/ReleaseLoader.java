// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io;

import dev.probity.model.ModelDigest;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.bundle.Bundle;
import dev.probity.model.bundle.SelfTest;
import dev.probity.model.bundle.TrustedKey;
import dev.probity.scorer.ReleaseRef;
import dev.probity.scorer.ServingModel;
import dev.probity.scorer.ServingSelfTest;
import dev.probity.topics.io.ModelStore;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.profile.Profile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Brings releases out of the store and into service: digest, signature, structure, binding to the
 * profile, self-test on the serving path, in this order. What passed once is kept while it is among
 * those asked for last, and the same release is the same object meanwhile. Any thread may ask.
 */
final class ReleaseLoader {
  /** Releases in memory, a few MB each: champion, challenger, what scores old positions, asked. */
  static final int MOST_LOADED = 32;

  private static final int WARM_ROWS = 4_000;
  private static final long WARM_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final ModelStore store;
  private final KeyRing trusted;
  private final Profile profile;

  /** By release, the one asked for longest ago first; guarded by itself. */
  private final Map<ReleaseRef, Loading.Ready> named = new LinkedHashMap<>(16, .75f, true);

  private final AtomicInteger warmRows = new AtomicInteger();

  ReleaseLoader(ModelStore store, KeyRing trusted, Profile profile) {
    this.store = store;
    this.trusted = trusted;
    this.profile = profile;
  }

  /** The keys that may sign releases, as they are now. */
  interface KeyRing {
    List<TrustedKey> keys() throws OutageException;
  }

  /** What came of a load. */
  sealed interface Loading {
    /** The release may serve. */
    record Ready(ServingModel model, int selfTestRows) implements Loading {}

    /** The release must not serve. */
    record Refused(RefusalCode code, String detail) implements Loading {}
  }

  /**
   * Loads a release.
   *
   * @throws OutageException when store or keys do not answer, or the bundle is not there (yet)
   */
  Loading load(ReleaseRef release) throws OutageException {
    Loading.Ready known = known(release);
    if (known != null && known.model().model().version().equals(release.version())) {
      return known;
    }
    Loading loading = known == null ? fetch(release.digest()) : known;
    return switch (loading) {
      case Loading.Refused refused -> refused;
      case Loading.Ready(ServingModel model, int rows) ->
          keep(release, new Loading.Ready(model.named(release.version()), rows));
    };
  }

  /** The release, or the same bytes under another version; null when neither is in memory. */
  private Loading.@Nullable Ready known(ReleaseRef release) {
    synchronized (named) {
      Loading.Ready known = named.get(release);
      if (known == null) {
        for (Map.Entry<ReleaseRef, Loading.Ready> one : named.entrySet()) {
          known = one.getKey().digest().equals(release.digest()) ? one.getValue() : known;
        }
      }
      return known;
    }
  }

  private Loading.Ready keep(ReleaseRef release, Loading.Ready ready) {
    synchronized (named) {
      named.put(release, ready);
      if (named.size() > MOST_LOADED) {
        named.remove(named.keySet().iterator().next());
      }
      return ready;
    }
  }

  /** How many releases are in memory for whoever asks next. */
  int loaded() {
    synchronized (named) {
      return named.size();
    }
  }

  private Loading fetch(String digest) throws OutageException {
    Map<String, byte[]> files = store.fetch(digest);
    if (files == null) {
      throw new OutageException("model store holds no bundle " + digest);
    }
    return switch (Bundle.load(new ModelDigest(digest), files, trusted.keys())) {
      case Bundle.Refused(RefusalCode code, String detail) -> new Loading.Refused(code, detail);
      case Bundle.Loaded(Bundle bundle) -> test(bundle);
    };
  }

  private Loading test(Bundle bundle) {
    try {
      ServingModel serving = ServingModel.bind(bundle.model(), profile);
      return switch (warmedUp(bundle, serving, ServingSelfTest.run(bundle, serving))) {
        case SelfTest.Passed passedRows -> new Loading.Ready(serving, passedRows.rows());
        case SelfTest.Failed(int row, String what) ->
            new Loading.Refused(RefusalCode.SELF_TEST_FAILED, "row " + row + ": " + what);
      };
    } catch (ModelRefusedException e) {
      return new Loading.Refused(e.code(), e.detail());
    }
  }

  /**
   * The self-test of the first release is repeated until the serving path is compiled, so that who
   * is told that this process is ready is not the one to wait for it. Rows that were right once and
   * are not again are a failed self-test.
   */
  private SelfTest.Verdict warmedUp(Bundle bundle, ServingModel serving, SelfTest.Verdict first) {
    SelfTest.Verdict verdict = first;
    long began = System.nanoTime();
    while (verdict instanceof SelfTest.Passed passedRows
        && warmRows.get() < WARM_ROWS
        && System.nanoTime() - began < WARM_NANOS) {
      warmRows.addAndGet(passedRows.rows());
      verdict = ServingSelfTest.run(bundle, serving);
    }
    return verdict;
  }

  /** How many rows went through the serving path before anything was served. */
  int warmRows() {
    return warmRows.get();
  }
}
