// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.io.ObjectStore.Kept;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every store of an archive must do. */
abstract class ObjectStoreContract {
  private static final Instant UNTIL = Instant.parse("2100-01-01T00:00:00Z");

  /** A store with nothing in it. */
  abstract ObjectStore empty() throws IOException;

  /** Whether it can lock. */
  abstract Kept lock();

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void whatWasWrittenIsReadAndReplacedAndDeleted() throws IOException {
    ObjectStore store = empty();
    assertNull(store.read("tile/0/000"));
    assertFalse(store.has("tile/0/000"));

    store.write("tile/0/000", text("one"));
    assertArrayEquals(text("one"), store.read("tile/0/000"));
    assertTrue(store.has("tile/0/000"));
    store.write("tile/0/000", text("two"));
    assertArrayEquals(text("two"), store.read("tile/0/000"));

    store.delete("tile/0/000");
    store.delete("tile/0/000");
    assertNull(store.read("tile/0/000"));
  }

  @Test
  void largeAndEmptyObjectsComeBackAsTheyWere() throws IOException {
    ObjectStore store = empty();
    byte[] large = new byte[6 << 20];
    new Random(1).nextBytes(large);
    store.write("bodies/000", large);
    store.write("bodies/001", new byte[0]);
    assertArrayEquals(large, store.read("bodies/000"));
    assertArrayEquals(new byte[0], store.read("bodies/001"));
  }

  @Test
  void whatIsKeptIsNeverReplaced() throws IOException {
    ObjectStore store = empty();
    assertEquals(lock(), store.keep("checkpoints/1", text("head"), UNTIL));
    assertEquals(lock(), store.keep("checkpoints/1", text("head"), UNTIL));
    assertThrows(IOException.class, () -> store.keep("checkpoints/1", text("another"), UNTIL));
    assertArrayEquals(text("head"), store.read("checkpoints/1"));
  }

  @Test
  void theLastNameIsTheGreatest() throws IOException {
    ObjectStore store = empty();
    assertNull(store.last("checkpoints/"));
    for (String name : List.of("checkpoints/0002", "checkpoints/0010", "checkpoints/0001", "d")) {
      store.write(name, text(name));
    }
    assertEquals("checkpoints/0010", store.last("checkpoints/"));
    assertEquals("checkpoints/0002", store.last("checkpoints/000"));
    assertNull(store.last("checkpoints/9"));
  }

  @Test
  void presentCountsFromTheFirst() throws IOException {
    ObjectStore store = empty();
    List<String> names = List.of("t/0", "t/1", "t/2", "t/3", "t/4");
    assertEquals(0, store.present(names));
    for (int i = 0; i < names.size(); i++) {
      store.write(names.get(i), text("x"));
      assertEquals(i + 1, store.present(names));
    }
    assertEquals(0, store.present(List.of()));
  }
}
