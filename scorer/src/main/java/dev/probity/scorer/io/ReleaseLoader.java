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
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings releases out of the store and into service: digest, signature, structure, binding to the
 * profile, self-test on the serving path, in this order. What passed once is kept, and the same
 * release is the same object. Any thread may ask.
 */
final class ReleaseLoader {
  private static final int WARM_ROWS = 4_000;
  private static final long WARM_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final ModelStore store;
  private final KeyRing trusted;
  private final Profile profile;
  private final Map<String, Loading.Ready> passed = new ConcurrentHashMap<>();
  private final Map<ReleaseRef, Loading.Ready> named = new ConcurrentHashMap<>();
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
    Loading.Ready named = this.named.get(release);
    if (named != null) {
      return named;
    }
    Loading.Ready known = passed.get(release.digest());
    Loading loading = known == null ? fetch(release.digest()) : known;
    return switch (loading) {
      case Loading.Refused refused -> refused;
      case Loading.Ready(ServingModel model, int rows) -> {
        Loading.Ready ready = new Loading.Ready(model.named(release.version()), rows);
        passed.put(release.digest(), ready);
        this.named.put(release, ready);
        yield ready;
      }
    };
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
