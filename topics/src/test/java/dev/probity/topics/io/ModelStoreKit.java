// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link ModelStore} must do; each implementation extends it. */
public abstract class ModelStoreKit {
  protected static final String STORED = "a".repeat(64);
  protected static final String ABSENT = "b".repeat(64);

  /** A store that holds exactly this bundle. */
  protected abstract ModelStore holding(String digest, Map<String, byte[]> files) throws Exception;

  @Test
  void answersNullForABundleItDoesNotHold() throws Exception {
    // Given
    ModelStore store = holding(STORED, Map.of("manifest.json", bytes("{}")));
    // When
    Map<String, byte[]> files = store.fetch(ABSENT);
    // Then
    assertNull(files);
  }

  @Test
  void refusesWhatIsNoDigest() throws Exception {
    // Given
    ModelStore store = holding(STORED, Map.of("manifest.json", bytes("{}")));
    // When
    // Then
    assertThrows(IllegalArgumentException.class, () -> store.fetch("../" + STORED));
  }

  @Test
  void fetchesEveryFileUnchanged() throws Exception {
    // Given
    byte[] trees = {0, -1, 13, 10};
    ModelStore store = holding(STORED, Map.of("manifest.json", bytes("{}"), "trees.json", trees));
    // When
    Map<String, byte[]> files = store.fetch(STORED);
    // Then
    assertNotNull(files);
    assertEquals(Set.of("manifest.json", "trees.json"), files.keySet());
    assertArrayEquals(trees, files.get("trees.json"));
  }

  protected static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
