// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.value.Check;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Fetches on threads of its own, so that a store that hangs holds up neither candidates nor a stop.
 * Who asks first waits a moment; everybody is then told that the bundle is on its way, and finds it
 * when they ask again. After a failure the store is left alone for a while, twice as long each
 * time.
 */
final class AsideModelStore implements ModelRepository {
  private static final int THREADS = 2;
  private static final int MOST_PENDING = 8;
  private static final Duration FIRST_REST = Duration.ofSeconds(1);
  private static final Duration LONGEST_REST = Duration.ofSeconds(15);

  private final ModelRepository origin;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("probity-model-store-", 0).factory());
  private final Map<String, Pending> pending = new LinkedHashMap<>();

  /**
   * Threads beside a store.
   *
   * @param patience how long who asks first waits
   * @param nanoTime tells how time goes
   */
  AsideModelStore(ModelRepository origin, Duration patience, LongSupplier nanoTime) {
    this.origin = origin;
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /** A bundle that was asked for; its end is noted by who sees it first. */
  private static final class Pending {
    private Future<@Nullable Map<String, byte[]>> answer;
    private boolean rests;
    private long restUntil;
    private Duration rest = FIRST_REST;

    Pending(Future<@Nullable Map<String, byte[]>> answer) {
      this.answer = answer;
    }
  }

  @Override
  public @Nullable Map<String, byte[]> fetch(String digest) throws OutageException {
    Check.digest(digest, "digest");
    Pending one;
    boolean first;
    synchronized (this) {
      Pending known = pending.get(digest);
      first = known == null || (known.rests && nanoTime.getAsLong() - known.restUntil >= 0);
      one = known == null || first ? asked(digest, known) : known;
    }
    return answer(digest, one, first);
  }

  private Pending asked(String digest, @Nullable Pending known) {
    Future<@Nullable Map<String, byte[]>> answer = threads.submit(() -> origin.fetch(digest));
    if (known != null) {
      known.answer = answer;
      known.rests = false;
      return known;
    }
    if (pending.size() == MOST_PENDING) {
      Map.Entry<String, Pending> eldest = pending.entrySet().iterator().next();
      eldest.getValue().answer.cancel(true);
      pending.remove(eldest.getKey());
    }
    Pending one = new Pending(answer);
    pending.put(digest, one);
    return one;
  }

  private @Nullable Map<String, byte[]> answer(String digest, Pending one, boolean first)
      throws OutageException {
    Future<@Nullable Map<String, byte[]>> answer = one.answer;
    try {
      Map<String, byte[]> files =
          answer.get(first ? patience.toMillis() : 0, TimeUnit.MILLISECONDS);
      if (files == null) {
        rest(one);
      } else {
        forget(digest, one);
      }
      return files;
    } catch (TimeoutException e) {
      throw new OutageException("bundle " + digest + " is on its way", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutageException("interrupted while bundle " + digest + " was fetched", e);
    } catch (ExecutionException e) {
      rest(one);
      throw new OutageException(why(e), e);
    }
  }

  private static String why(ExecutionException failure) {
    Throwable cause = failure.getCause();
    return cause instanceof OutageException
        ? String.valueOf(cause.getMessage())
        : "model store: " + cause;
  }

  private synchronized void rest(Pending one) {
    if (!one.rests) {
      one.rests = true;
      one.restUntil = nanoTime.getAsLong() + one.rest.toNanos();
      Duration doubled = one.rest.multipliedBy(2);
      one.rest = doubled.compareTo(LONGEST_REST) < 0 ? doubled : LONGEST_REST;
    }
  }

  private synchronized void forget(String digest, Pending one) {
    pending.remove(digest, one);
  }

  /** In the calling thread: who publishes waits until it is there. */
  @Override
  public void put(String digest, Map<String, byte[]> files) throws IOException {
    origin.put(digest, files);
  }

  @Override
  public String location(String digest) {
    return origin.location(digest);
  }

  /** How many bundles that were asked for are remembered. */
  synchronized int remembered() {
    return pending.size();
  }
}
