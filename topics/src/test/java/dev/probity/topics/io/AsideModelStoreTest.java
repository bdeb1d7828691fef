// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AsideModelStoreTest extends ModelStoreKit {
  private static final Map<String, byte[]> BUNDLE = Map.of("manifest.json", bytes("{}"));
  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();

  private AsideModelStore aside(ModelStore origin, Duration patience) {
    return new AsideModelStore(new Origin(origin), patience, nanos::get);
  }

  /** Counts who asks. */
  private final class Origin implements ModelRepository {
    private final ModelStore store;

    Origin(ModelStore store) {
      this.store = store;
    }

    @Override
    public @Nullable Map<String, byte[]> fetch(String digest) throws OutageException {
      asked.incrementAndGet();
      return store.fetch(digest);
    }

    @Override
    public void put(String digest, Map<String, byte[]> files) {
      throw new UnsupportedOperationException("nothing is published here");
    }

    @Override
    public String location(String digest) {
      return "file:" + digest;
    }
  }

  @Override
  protected ModelStore holding(String digest, Map<String, byte[]> files) {
    return aside(asked -> asked.equals(digest) ? files : null, LONG);
  }

  @Test
  void aStoreThatHangsHoldsNobodyAndGivesWhatItFoundLater() throws Exception {
    // Given
    CountDownLatch hangs = new CountDownLatch(1);
    AsideModelStore store =
        aside(
            digest -> {
              awaited(hangs);
              return BUNDLE;
            },
            Duration.ofMillis(1));
    // When: a hundred who ask do not wait, though the store never answers
    for (int i = 0; i < 100; i++) {
      OutageException away =
          assertThrows(OutageException.class, () -> store.fetch(STORED), "call " + i);
      assertTrue(String.valueOf(away.getMessage()).endsWith("is on its way"), away.getMessage());
    }
    assertEquals(1, asked.get());
    // Then
    hangs.countDown();
    assertNotNull(found(store));
    assertEquals(1, asked.get());
  }

  /** What is found in the end. */
  private static Map<String, byte[]> found(ModelStore store) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        return store.fetch(STORED);
      } catch (OutageException notYet) {
        Thread.onSpinWait();
      }
    }
    throw new AssertionError("never found");
  }

  private static void awaited(CountDownLatch latch) throws OutageException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new OutageException("interrupted", e);
    }
  }

  @Test
  void aStoreThatIsDownIsLeftAloneForALongerWhileEachTime() {
    // Given
    AsideModelStore store =
        aside(
            digest -> {
              throw new OutageException("the store is down");
            },
            LONG);
    long[] rests = {1, 2, 4, 8, 15, 15};
    for (int i = 0; i < rests.length; i++) {
      // When
      assertDown(store);
      nanos.addAndGet(Duration.ofSeconds(rests[i]).toNanos() - 1);
      assertDown(store);
      // Then
      assertEquals(i + 1, asked.get());
      nanos.addAndGet(1);
    }
  }

  private static void assertDown(ModelStore store) {
    OutageException down = assertThrows(OutageException.class, () -> store.fetch(STORED));
    assertEquals("the store is down", down.getMessage());
  }

  @Test
  void aBundleThatIsNotThereYetIsAskedForAgainAfterASecond() throws Exception {
    // Given
    AsideModelStore store = aside(digest -> asked.get() < 2 ? null : BUNDLE, LONG);
    // When
    // Then
    assertNull(store.fetch(STORED));
    assertNull(store.fetch(STORED));
    assertEquals(1, asked.get());
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertNotNull(store.fetch(STORED));
  }

  @Test
  void aBugOfTheStoreIsToldAsAnOutage() {
    // Given
    AsideModelStore store =
        aside(
            digest -> {
              throw new IllegalStateException("a bug");
            },
            LONG);
    // When
    OutageException told = assertThrows(OutageException.class, () -> store.fetch(STORED));
    // Then
    assertTrue(String.valueOf(told.getMessage()).contains("a bug"), told.getMessage());
  }

  @Test
  void remembersOnlyAFew() {
    // Given
    CountDownLatch hangs = new CountDownLatch(1);
    AsideModelStore store =
        aside(
            digest -> {
              awaited(hangs);
              return BUNDLE;
            },
            Duration.ofMillis(1));
    // When
    for (int i = 0; i < 50; i++) {
      String digest = "%064x".formatted(i);
      assertThrows(OutageException.class, () -> store.fetch(digest));
    }
    // Then
    assertEquals(8, store.remembered());
    hangs.countDown();
  }
}
