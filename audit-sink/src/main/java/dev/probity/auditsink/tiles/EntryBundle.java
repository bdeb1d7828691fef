// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.tiles;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.entry.MalformedEntryException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A bundle of entries: each {@code u16 length ‖ entry}, up to 256 of them in a row. */
public final class EntryBundle {
  private static final int LONGEST = 0xffff;

  private EntryBundle() {}

  /** Writes a bundle. */
  public static byte[] of(List<Entry> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(entries.size() * 280);
    for (Entry entry : entries) {
      byte[] bytes = entry.toBytes();
      if (bytes.length > LONGEST) {
        throw new IllegalArgumentException("entry " + entry.idx() + " has " + bytes.length);
      }
      out.write(bytes.length >>> 8);
      out.write(bytes.length);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  /**
   * Reads as many entries as are sound, from the first.
   *
   * @param bundle the file
   * @param width entries it should hold
   */
  public static Parsed parse(byte[] bundle, int width) {
    List<Entry> entries = new ArrayList<>(width);
    ByteBuffer in = ByteBuffer.wrap(bundle);
    try {
      for (int i = 0; i < width; i++) {
        int length = in.remaining() < 2 ? -1 : Short.toUnsignedInt(in.getShort());
        if (length < 0 || length > in.remaining()) {
          return new Parsed(entries, "bundle ends inside entry " + i);
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        entries.add(Entry.parse(bytes));
      }
    } catch (MalformedEntryException e) {
      return new Parsed(entries, String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return new Parsed(entries, "a field is outside its range");
    }
    return new Parsed(entries, in.hasRemaining() ? "bytes behind the last entry" : "");
  }

  /**
   * What was read.
   *
   * @param entries the sound ones, from the first
   * @param fault why reading ended early, empty when it did not
   */
  public record Parsed(List<Entry> entries, String fault) {
    public Parsed {
      entries = List.copyOf(entries);
    }
  }
}
