// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit over a bucket in memory, and what the cache and broken archives come to. */
class RemoteModelStoreTest extends ModelStoreKit {
  private static final Map<String, byte[]> BUNDLE =
      Map.of("manifest.json", bytes("{}"), "trees.json", bytes("[]"));

  @TempDir private Path folder;
  private final Bucket bucket = new Bucket();
  private long now;

  /** Objects in memory, behind a server that can go away. */
  private static final class Bucket implements ObjectBucket {
    private final Map<String, byte[]> objects = new HashMap<>();
    private boolean away;
    private int reads;

    private void answer() throws IOException {
      if (away) {
        throw new IOException("connection refused");
      }
    }

    @Override
    public byte @Nullable [] get(String name, int most) throws IOException {
      answer();
      reads++;
      return objects.get(name);
    }

    @Override
    public boolean has(String name) throws IOException {
      answer();
      return objects.containsKey(name);
    }

    @Override
    public void put(String name, byte[] bytes) throws IOException {
      answer();
      objects.put(name, bytes);
    }

    @Override
    public String address(String name) {
      return "s3://models/" + name;
    }
  }

  private RemoteModelStore store(long most) {
    return new RemoteModelStore(
        bucket,
        new ArchiveCache(folder.resolve("cache"), most, () -> Instant.ofEpochSecond(++now)));
  }

  @Override
  protected ModelStore holding(String digest, Map<String, byte[]> files) throws Exception {
    RemoteModelStore store = store(1 << 20);
    store.put(digest, files);
    return store;
  }

  @Test
  void whatWasFetchedOnceIsThereWhileTheServerIsAway() throws Exception {
    // Given
    holding(STORED, BUNDLE).fetch(STORED);
    bucket.away = true;

    // When: another process starts
    Map<String, byte[]> files = store(1 << 20).fetch(STORED);

    // Then
    assertNotNull(files);
    assertArrayEquals(bytes("[]"), files.get("trees.json"));
    assertEquals(1, bucket.reads);
    OutageException away = assertThrows(OutageException.class, () -> store(1 << 20).fetch(ABSENT));
    assertTrue(away.getMessage().contains("s3://models/" + ABSENT), away.getMessage());
    assertThrows(IOException.class, () -> store(1 << 20).put(ABSENT, BUNDLE));
  }

  @Test
  void brokenCacheIsThrownAwayAndFetchedAgain() throws Exception {
    // Given
    ModelStore store = holding(STORED, BUNDLE);
    store.fetch(STORED);
    Path cached = folder.resolve("cache").resolve(STORED + ".zip");
    byte[] whole = Files.readAllBytes(cached);

    for (int broken = 0; broken < whole.length; broken++) {
      // When: any byte flips
      byte[] bytes = whole.clone();
      bytes[broken] ^= 1;
      Files.write(cached, bytes);
      Map<String, byte[]> files = store.fetch(STORED);

      // Then: the files are never other ones
      assertNotNull(files);
      assertArrayEquals(bytes("{}"), files.get("manifest.json"), "byte " + broken);
      assertArrayEquals(bytes("[]"), files.get("trees.json"), "byte " + broken);
      Files.write(cached, whole);
    }
    Files.write(cached, new byte[0]);
    assertNotNull(store.fetch(STORED));
    assertArrayEquals(whole, Files.readAllBytes(cached));
  }

  @Test
  void brokenObjectIsAnOutageAndIsNotCached() throws Exception {
    // Given
    ModelStore store = holding(STORED, BUNDLE);
    byte[] whole = bucket.objects.get(STORED + ".zip");

    // When, Then
    for (int length : new int[] {0, 1, whole.length / 3}) {
      bucket.objects.put(STORED + ".zip", Arrays.copyOf(whole, length));
      OutageException broken = assertThrows(OutageException.class, () -> store.fetch(STORED));
      assertTrue(broken.getMessage().contains("is no whole bundle"), broken.getMessage());
    }
    bucket.objects.put(STORED + ".zip", whole);
    assertNotNull(store.fetch(STORED));
  }

  @Test
  void cacheHoldsWhatWasUsedLastUpToItsBound() throws Exception {
    // Given: room for two bundles of random bytes
    byte[] large = new byte[10_000];
    new Random(7).nextBytes(large);
    RemoteModelStore store = store(25_000);
    for (String digest : new String[] {"1".repeat(64), "2".repeat(64), "3".repeat(64)}) {
      store.put(digest, Map.of("manifest.json", large));
    }

    // When
    store.fetch("1".repeat(64));
    store.fetch("2".repeat(64));
    store.fetch("1".repeat(64));
    store.fetch("3".repeat(64));

    // Then
    assertTrue(Files.exists(folder.resolve("cache/" + "1".repeat(64) + ".zip")));
    assertFalse(Files.exists(folder.resolve("cache/" + "2".repeat(64) + ".zip")));
    assertTrue(Files.exists(folder.resolve("cache/" + "3".repeat(64) + ".zip")));
  }

  @Test
  void publishedBundleNeverChangesAndSaysWhereItLies() throws Exception {
    // Given
    RemoteModelStore store = store(1);
    store.put(STORED, BUNDLE);

    // When
    store.put(STORED, Map.of("manifest.json", bytes("other")));

    // Then
    assertArrayEquals(bytes("{}"), store.fetch(STORED).get("manifest.json"));
    assertEquals("s3://models/" + STORED + ".zip", store.location(STORED));
    assertNull(store.fetch(ABSENT));
    assertThrows(
        IllegalArgumentException.class, () -> store.put(ABSENT, Map.of("../x", bytes("x"))));
  }
}
