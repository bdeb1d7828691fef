// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tiles;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.tree.LogTree;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TreeHasher;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An exported log in a map, open to every kind of tampering. */
public final class InMemoryTiles implements TileFiles {
  public final TreeMap<String, byte[]> files = new TreeMap<>();
  private final TreeHasher hasher = new TreeHasher();
  private final LogTree tree = new LogTree(hasher);

  /** Exports entries under a head of this signer. */
  public InMemoryTiles(List<Entry> entries, NoteSigner signer) {
    List<Tile> full = new ArrayList<>();
    for (Entry entry : entries) {
      tree.append(hasher.leaf(entry.toBytes()));
      full.addAll(tree.takeFinished());
    }
    for (Tile tile : full) {
      put(new TilePath(tile.level(), tile.index(), Tile.WIDTH), tile.hashes());
    }
    List<byte[]> tails = tree.tails();
    for (int level = 0; level < tails.size(); level++) {
      if (tails.get(level).length > 0) {
        put(TilePath.ofLevel(level, entries.size()).getLast(), tails.get(level));
      }
    }
    for (TilePath path : TilePath.ofLevel(TilePath.ENTRIES, entries.size())) {
      int from = (int) path.index() * Tile.WIDTH;
      put(path, EntryBundle.of(entries.subList(from, from + path.width())));
    }
    files.put(CHECKPOINT, signer.sign(head(signer).text()).toBytes());
  }

  private void put(TilePath path, byte[] bytes) {
    files.put(path.toString(), bytes);
  }

  /** The head over the entries. */
  public Checkpoint head(NoteSigner signer) {
    return new Checkpoint(signer.key().name(), tree.size(), tree.root());
  }

  @Override
  public byte @Nullable [] read(String path) {
    return files.get(path);
  }
}
