// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.export;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.tiles.TilePath;
import dev.probity.auditsink.tree.Tile;
import dev.probity.topics.record.EventType;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Names and forms of an export's files. Entries stand in bundles of 256 in the order of their idx,
 * each {@code u16 length ‖ entry}. Beside each bundle a file of lines says the same for people, and
 * holds the records where they go with it; the verifier makes it again.
 */
public final class ExportLayout {
  /** Entries in one file. */
  public static final int WIDTH = 256;

  /** The signed head the entries are proved under. */
  public static final String CHECKPOINT = "checkpoint";

  private ExportLayout() {}

  /** Name of a bundle of entries. */
  public static String entries(int bundle) {
    return "entries/%06d.bundle".formatted(bundle);
  }

  /** Name of the file that says a bundle's entries for people, a JSON object a line. */
  public static String lines(int bundle) {
    return "entries/%06d.jsonl".formatted(bundle);
  }

  /**
   * The tiles that lead from these entries to the root: those they stand in, at every level, and
   * the unfinished ones at the right edge.
   *
   * @param indices idx of each entry
   * @param size entries under the head
   */
  public static SortedSet<TilePath> tiles(List<Long> indices, long size) {
    SortedMap<String, TilePath> needed = new TreeMap<>();
    for (int level = 0; size >>> (8 * level) > 0; level++) {
      long hashes = size >>> (8 * level);
      SortedSet<Long> tiles = new TreeSet<>();
      for (long idx : indices) {
        tiles.add(idx >>> (8 * (level + 1)));
      }
      if (hashes % Tile.WIDTH != 0) {
        tiles.add(hashes / Tile.WIDTH);
      }
      for (long tile : tiles) {
        int width = (int) Math.min(Tile.WIDTH, hashes - tile * Tile.WIDTH);
        if (width > 0) {
          TilePath path = new TilePath(level, tile, width);
          needed.put(path.toString(), path);
        }
      }
    }
    SortedSet<TilePath> paths =
        new TreeSet<>((one, other) -> one.toString().compareTo(other.toString()));
    paths.addAll(needed.values());
    return paths;
  }

  /**
   * One line about an entry, as canonical JSON.
   *
   * @param record key, salts and value of its record; null when it does not go with it
   */
  public static String line(Entry entry, @Nullable OpenRecord record) {
    SortedMap<String, String> members = new TreeMap<>();
    members.put("appendTime", CanonicalText.quoted(time(entry.appendTime())));
    members.put("event", CanonicalText.quoted(EventType.numbered(entry.eventType()).code()));
    members.put("idx", Long.toString(entry.idx()));
    members.put("offset", Long.toString(entry.offset()));
    members.put("partition", Integer.toString(entry.source().partition()));
    members.put("topic", CanonicalText.quoted(entry.source().topic()));
    if (entry.recordTime() >= 0) {
      members.put("recordTime", CanonicalText.quoted(time(entry.recordTime())));
    }
    if (entry.decisionId() != null) {
      members.put("decisionId", CanonicalText.quoted(entry.decisionId().toString()));
    }
    if (entry.modelDigest() != null) {
      members.put("modelDigest", CanonicalText.quoted(entry.modelDigest().toString()));
    }
    if (record != null) {
      record.members().forEach((name, value) -> members.put(name, CanonicalText.quoted(value)));
    }
    return members.entrySet().stream()
        .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
        .collect(Collectors.joining(",", "{", "}\n"));
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
