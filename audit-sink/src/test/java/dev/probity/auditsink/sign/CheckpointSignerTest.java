// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.sign;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.tree.Frontier;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.LogTree;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TreeHasher;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckpointSignerTest {
  private static final NoteSigner KEY = new NoteSigner("ledger.test.example", new byte[32]);

  private final TreeHasher hasher = new TreeHasher();
  private final LogTree tree = new LogTree(hasher);
  private final Map<String, byte[]> stored = new HashMap<>();
  private final CheckpointSigner signer = new CheckpointSigner(LogKeys.of(KEY), this::hashes);
  private byte @Nullable [] last;

  private byte[] hashes(int level, long tile, int first, int count) {
    byte[] whole = stored.getOrDefault(level + "/" + tile, new byte[Tile.BYTES]);
    byte[] part = new byte[count * Hash.BYTES];
    System.arraycopy(whole, first * Hash.BYTES, part, 0, part.length);
    return part;
  }

  private void grow(int to) {
    while (tree.size() < to) {
      byte[] leaf = hasher.leaf(Long.toString(tree.size()).getBytes(US_ASCII));
      String name = "0/" + tree.size() / Tile.WIDTH;
      byte[] tile = stored.computeIfAbsent(name, n -> new byte[Tile.BYTES]);
      System.arraycopy(leaf, 0, tile, (int) (tree.size() % Tile.WIDTH) * Hash.BYTES, Hash.BYTES);
      tree.append(leaf);
    }
    for (Tile tile : tree.takeFinished()) {
      stored.put(tile.level() + "/" + tile.index(), tile.hashes());
    }
  }

  private SigningResult sign() {
    SigningResult result = signer.sign(tree.frontier(), last);
    if (result instanceof SigningResult.Signed signed) {
      last = signed.note().toBytes();
    }
    return result;
  }

  @Test
  void aTreeThatGrewIsSignedAtEverySizeAroundTileBorders() {
    for (int size : new int[] {1, 2, 255, 256, 257, 600, 65_535, 65_536, 65_537, 66_000}) {
      // When
      grow(size);
      SigningResult.Signed signed = assertInstanceOf(SigningResult.Signed.class, sign());
      // Then
      assertEquals(new Checkpoint("ledger.test.example", size, tree.root()), signed.checkpoint());
      assertEquals(List.of(KEY.key()), signed.note().verifiedBy(List.of(KEY.key())));
    }
  }

  @Test
  void anEmptyTreeAndOneThatDidNotGrowAreNotSigned() {
    assertInstanceOf(SigningResult.NotGrown.class, sign());
    grow(3);
    assertInstanceOf(SigningResult.Signed.class, sign());
    assertInstanceOf(SigningResult.NotGrown.class, sign());
  }

  @Test
  void signingTheSameHeadAgainGivesTheSameBytes() {
    grow(5);
    byte[] first = assertInstanceOf(SigningResult.Signed.class, sign()).note().toBytes();
    last = null;
    byte[] second = assertInstanceOf(SigningResult.Signed.class, sign()).note().toBytes();

    assertEquals(new String(first, US_ASCII), new String(second, US_ASCII));
  }

  @Test
  void aRolledBackOrRewrittenTreeIsRefused() {
    // Given
    grow(10);
    assertInstanceOf(SigningResult.Signed.class, sign());
    Frontier rewritten = rewrittenTo(10);

    // When
    SigningResult shorter = signer.sign(rewrittenTo(9), last);
    SigningResult fork = signer.sign(rewritten, last);
    SigningResult longer = signer.sign(rewrittenTo(12), last);

    // Then
    assertRefused("does not continue", shorter);
    assertRefused("does not continue", fork);
    assertRefused("do not lead", longer);
  }

  private Frontier rewrittenTo(int size) {
    LogTree other = new LogTree(hasher);
    for (int i = 0; i < size; i++) {
      other.append(hasher.leaf(("other " + i).getBytes(US_ASCII)));
    }
    return other.frontier();
  }

  private static void assertRefused(String part, SigningResult result) {
    String reason = assertInstanceOf(SigningResult.Refused.class, result).reason();
    assertTrue(reason.contains(part), reason);
  }

  @Test
  void tilesThatWereChangedAreRefused() {
    // Given
    grow(700);
    assertInstanceOf(SigningResult.Signed.class, sign());
    grow(800);
    stored.getOrDefault("0/1", new byte[1])[0] ^= 1;

    // Then
    assertRefused("700 to 800", sign());
  }

  @Test
  void aLastCheckpointOfAnotherKeyOrAMalformedOneIsRefused() {
    // Given
    grow(3);
    byte[] seed = new byte[32];
    seed[0] = 1;
    String text = new Checkpoint("ledger.test.example", 2, tree.root()).text();

    // Then
    last = new NoteSigner("ledger.test.example", seed).sign(text).toBytes();
    assertRefused("not signed by this key", sign());
    last = new byte[] {1};
    assertRefused("malformed", sign());
  }
}
