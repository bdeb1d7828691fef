// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.export;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.tiles.TilePath;
import dev.probity.auditsink.tree.Tile;
import dev.probity.topics.record.EventType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Names and forms of an export's files. Entries stand in bundles of 256 in the order of their idx,
 * each {@code u16 length ‖ entry}; bodies likewise, {@code i32 length ‖ stored body}, -1 for one
 * that is gone. Beside each, a file of lines says the same for people; the verifier makes it again.
 */
public final class ExportLayout {
  /** Entries, and bodies, in one file. */
  public static final int WIDTH = 256;

  /** The signed head the entries are proved under. */
  public static final String CHECKPOINT = "checkpoint";

  static final int MOST_BODY_BYTES = 16 << 20;

  private ExportLayout() {}

  /** Name of a bundle of entries. */
  public static String entries(int bundle) {
    return "entries/%06d.bundle".formatted(bundle);
  }

  /** Name of the file that says a bundle's entries for people, a JSON object a line. */
  public static String lines(int bundle) {
    return "entries/%06d.jsonl".formatted(bundle);
  }

  /** Name of a bundle of bodies. */
  public static String bodies(int bundle) {
    return "bodies/%06d.bundle".formatted(bundle);
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

  /** A bundle of bodies. */
  public static byte[] bundle(List<byte @Nullable []> bodies) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] body : bodies) {
      out.writeBytes(ByteBuffer.allocate(4).putInt(body == null ? -1 : body.length).array());
      if (body != null) {
        out.writeBytes(body);
      }
    }
    return out.toByteArray();
  }

  /** Reads a bundle of {@code width} bodies; one that is cut or goes on is refused. */
  static List<byte @Nullable []> parse(byte[] bundle, int width) {
    List<byte @Nullable []> bodies = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bundle);
    for (int i = 0; i < width; i++) {
      int length = in.remaining() < 4 ? Integer.MAX_VALUE : in.getInt();
      if (length < -1 || length > Math.min(in.remaining(), MOST_BODY_BYTES)) {
        throw new IllegalArgumentException("bundle ends inside body " + i);
      }
      byte[] body = length < 0 ? null : new byte[length];
      if (body != null) {
        in.get(body);
      }
      bodies.add(body);
    }
    if (in.hasRemaining()) {
      throw new IllegalArgumentException("bytes behind the last body");
    }
    return bodies;
  }

  /** One line about an entry, as canonical JSON; key and value when a plain body is given. */
  public static String line(Entry entry, byte @Nullable [] stored) {
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
    if (stored != null && stored.length > 0 && stored[0] == Body.PLAIN) {
      Body body = Body.parse(stored);
      text(members, "key", body.key());
      text(members, "value", body.value());
    }
    return members.entrySet().stream()
        .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
        .collect(Collectors.joining(",", "{", "}\n"));
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static void text(SortedMap<String, String> members, String name, byte @Nullable [] raw) {
    if (raw == null) {
      return;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
      members.put(name, CanonicalText.quoted(text));
    } catch (CharacterCodingException notText) {
      String base64 = Base64.getEncoder().encodeToString(raw);
      members.put(name + "Base64", CanonicalText.quoted(base64));
    }
  }
}
