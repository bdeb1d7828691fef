// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.Standing;
import dev.probity.auditsink.tiles.EntryBundle;
import dev.probity.auditsink.tiles.TileFiles;
import dev.probity.auditsink.tiles.TilePath;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.LogTree;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TreeHasher;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks an exported log by its files alone: entries make the leaf hashes, these the tiles of every
 * level and the signed root; and each entry stands where its own numbers say.
 */
public final class TilesVerifier {
  private final Policy policy;
  private final Predicate<String> gapless;
  private final TileFiles files;
  private final Findings findings = new Findings();
  private final TreeHasher hasher = new TreeHasher();
  private final LogTree tree = new LogTree(hasher);
  private final OrderCheck order;

  private TilesVerifier(Policy policy, Predicate<String> gapless, TileFiles files) {
    this.policy = policy;
    this.gapless = gapless;
    this.files = files;
    this.order = new OrderCheck(findings, this.gapless, null);
  }

  /**
   * Reads every file the signed head promises.
   *
   * @param policy whom to believe
   * @param gapless whether a topic (by its full name) has neither transactions nor compaction
   * @param files the exported log
   */
  public static VerifyReport verify(Policy policy, Predicate<String> gapless, TileFiles files) {
    return new TilesVerifier(policy, gapless, files).run();
  }

  private VerifyReport run() {
    byte[] note = files.read(TileFiles.CHECKPOINT);
    if (note == null) {
      return report(0, List.of(), List.of("there is no file named checkpoint"));
    }
    Standing standing;
    try {
      standing = policy.open(note);
    } catch (IllegalArgumentException e) {
      String found = String.valueOf(e.getMessage());
      findings.add(
          Finding.general(FindingCode.CHECKPOINT_SIGNATURE, "checkpoint", "a trusted head", found));
      return report(1, List.of(), List.of());
    }
    long size = standing.checkpoint().size();
    boolean whole = true;
    for (TilePath path : TilePath.ofLevel(TilePath.ENTRIES, size)) {
      whole = whole && bundle(path);
    }
    if (whole) {
      partialTiles(size);
      checkRoot(standing);
    }
    return report(1, standing.lines(), standing.unmet());
  }

  /** Takes the entries of one bundle in; false when the tree cannot be followed any further. */
  private boolean bundle(TilePath path) {
    long first = path.index() * Tile.WIDTH;
    byte[] hashes = hashes(0, path.index(), path.width());
    byte[] bytes = files.read(path.toString());
    EntryBundle.Parsed parsed =
        bytes == null
            ? new EntryBundle.Parsed(List.of(), "no such file")
            : EntryBundle.parse(bytes, path.width());
    if (!parsed.fault().isEmpty()) {
      long at = first + Math.min(parsed.entries().size(), path.width() - 1);
      findings.add(
          Finding.at(FindingCode.ENTRY_MALFORMED, at, path.toString(), "entries", parsed.fault()));
    }
    for (int i = 0; i < path.width(); i++) {
      byte[] stored = hashes == null ? null : slice(hashes, i);
      byte[] leaf = i < parsed.entries().size() ? leaf(parsed.entries().get(i), stored) : stored;
      if (leaf == null) {
        return false;
      }
      tree.append(leaf);
      tree.takeFinished().forEach(this::finished);
    }
    return true;
  }

  private byte[] leaf(Entry entry, byte @Nullable [] stored) {
    long expected = tree.size();
    if (entry.idx() != expected) {
      FindingCode code = entry.idx() < expected ? FindingCode.INDEX_DUP : FindingCode.INDEX_GAP;
      findings.add(Finding.at(code, expected, "idx inside the entry", expected, entry.idx()));
    }
    order.check(entry);
    byte[] leaf = hasher.leaf(entry.toBytes());
    if (stored != null && !Arrays.equals(leaf, stored)) {
      findings.add(
          Finding.at(
              FindingCode.LEAF_MISMATCH, expected, "tile of level 0", Hash.of(leaf), hash(stored)));
    }
    return leaf;
  }

  private static Hash hash(byte[] stored) {
    return Hash.of(stored);
  }

  /** Level 0 was compared leaf by leaf; of the others every hash is compared here. */
  private void finished(Tile computed) {
    if (computed.level() > 0) {
      compare(computed.level(), computed.index(), computed.hashes());
    }
  }

  private void partialTiles(long size) {
    List<byte[]> tails = tree.tails();
    for (int level = 1; level < tails.size(); level++) {
      if (tails.get(level).length > 0) {
        compare(level, size >>> (8 * (level + 1)), tails.get(level));
      }
    }
  }

  private void compare(int level, long index, byte[] computed) {
    int width = computed.length / Hash.BYTES;
    byte[] stored = hashes(level, index, width);
    for (int i = 0; stored != null && i < width; i++) {
      if (!Arrays.equals(slice(computed, i), slice(stored, i))) {
        long leaves = 1L << (8 * level);
        long first = (index * Tile.WIDTH + i) * leaves;
        String where = new TilePath(level, index, width).toString();
        findings.add(
            Finding.between(
                FindingCode.TILE_MISMATCH,
                first,
                first + leaves - 1,
                where,
                hash(slice(computed, i)),
                hash(slice(stored, i))));
      }
    }
  }

  private byte @Nullable [] hashes(int level, long index, int width) {
    TilePath path = new TilePath(level, index, width);
    byte[] stored = files.read(path.toString());
    if (stored != null && stored.length == width * Hash.BYTES) {
      return stored;
    }
    long leaves = 1L << (8 * level);
    long first = index * Tile.WIDTH * leaves;
    String found = stored == null ? "no such file" : stored.length + " bytes";
    findings.add(
        Finding.between(
            FindingCode.TILE_MISMATCH,
            first,
            first + width * leaves - 1,
            path.toString(),
            width * Hash.BYTES + " bytes",
            found));
    return null;
  }

  private static byte[] slice(byte[] hashes, int at) {
    return Arrays.copyOfRange(hashes, at * Hash.BYTES, (at + 1) * Hash.BYTES);
  }

  private void checkRoot(Standing standing) {
    Hash root = tree.root();
    if (!root.equals(standing.checkpoint().root())) {
      findings.add(
          Finding.between(
              FindingCode.CHECKPOINT_ROOT,
              0,
              Math.max(standing.checkpoint().size() - 1, 0),
              "signed root",
              standing.checkpoint().root().base64(),
              root.base64()));
    }
  }

  private VerifyReport report(long heads, List<String> heldBy, List<String> unchecked) {
    return new VerifyReport(
        tree.size(),
        tree.root(),
        heads,
        List.of(),
        heldBy,
        findings.kept(),
        findings.count(),
        unchecked);
  }
}
