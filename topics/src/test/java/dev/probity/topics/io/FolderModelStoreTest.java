// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderModelStoreTest extends ModelStoreKit {
  @TempDir Path folder;

  @Override
  protected ModelStore holding(String digest, Map<String, byte[]> files) throws Exception {
    FolderModelStore store = new FolderModelStore(folder.resolve("models"));
    store.put(digest, files);
    return store;
  }

  @Test
  void aFolderThatDoesNotExistHoldsNothing() throws Exception {
    // Given
    ModelStore store = new FolderModelStore(folder.resolve("nowhere"));
    // When
    Map<String, byte[]> files = store.fetch(STORED);
    // Then
    assertNull(files);
  }

  @Test
  void refusesFileNamesThatLeaveTheBundle() {
    // Given
    FolderModelStore store = new FolderModelStore(folder);
    Map<String, byte[]> files = Map.of("../escape", bytes("x"));
    // When
    // Then
    assertThrows(IllegalArgumentException.class, () -> store.put(STORED, files));
    assertEquals(0, folder.toFile().list().length);
  }

  @Test
  void aLinkInsideABundleIsNotFollowed() throws Exception {
    // Given
    ModelStore store = holding(STORED, Map.of("manifest.json", bytes("{}")));
    Path secret = Files.writeString(folder.resolve("secret"), "x");
    Files.createSymbolicLink(folder.resolve("models").resolve(STORED).resolve("link"), secret);
    // When
    // Then
    assertThrows(OutageException.class, () -> store.fetch(STORED));
  }

  @Test
  void aBundleIsNeverChangedOncePut() throws Exception {
    // Given
    ModelStore store = holding(STORED, Map.of("manifest.json", bytes("first")));
    // When
    holding(STORED, Map.of("manifest.json", bytes("second")));
    // Then
    Map<String, byte[]> files = store.fetch(STORED);
    assertNotNull(files);
    assertArrayEquals(bytes("first"), files.get("manifest.json"));
  }

  @Test
  void leavesNoDraftBehind() throws Exception {
    // Given
    FolderModelStore store = new FolderModelStore(folder.resolve("models"));
    // When
    store.put(STORED, Map.of("manifest.json", bytes("{}")));
    // Then
    try (var entries = Files.list(folder.resolve("models"))) {
      assertEquals(List.of(STORED), entries.map(e -> e.getFileName().toString()).toList());
    }
  }
}
