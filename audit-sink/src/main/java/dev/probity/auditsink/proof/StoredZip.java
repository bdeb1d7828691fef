// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import dev.probity.topics.value.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A ZIP of stored files in the order of their names, dated 1 January 1980: the same files always
 * give the same bytes, and bytes that this class would not have written are refused.
 */
public final class StoredZip {
  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_FILES = 10_000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._/-]{0,200}");
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int LOCAL_BYTES = 30;
  private static final short VERSION = 20;
  private static final short MADE_ON_UNIX = 3 << 8 | VERSION;
  private static final int OWNER_MAY_READ_AND_WRITE = 0600 << 16;
  private static final short FIRST_OF_1980 = 0x21;

  private StoredZip() {}

  /** Writes the files. */
  public static byte[] write(SortedMap<String, Bytes> files) {
    ByteArrayOutputStream locals = new ByteArrayOutputStream();
    ByteArrayOutputStream centrals = new ByteArrayOutputStream();
    for (Map.Entry<String, Bytes> file : files.entrySet()) {
      byte[] name = checked(file.getKey()).getBytes(StandardCharsets.US_ASCII);
      byte[] content = file.getValue().toArray();
      int offset = locals.size();
      locals.writeBytes(little(LOCAL_BYTES).putInt(LOCAL).put(common(name, content)).array());
      locals.writeBytes(name);
      locals.writeBytes(content);
      centrals.writeBytes(
          little(46)
              .putInt(CENTRAL)
              .putShort(MADE_ON_UNIX)
              .put(common(name, content))
              .position(38)
              .putInt(OWNER_MAY_READ_AND_WRITE)
              .putInt(offset)
              .array());
      centrals.writeBytes(name);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(locals.toByteArray());
    whole.writeBytes(centrals.toByteArray());
    whole.writeBytes(
        little(22)
            .putInt(END)
            .putInt(0)
            .putShort((short) files.size())
            .putShort((short) files.size())
            .putInt(centrals.size())
            .putInt(locals.size())
            .array());
    return whole.toByteArray();
  }

  /** The 26 bytes that local and central headers share: version to length of the extra field. */
  private static byte[] common(byte[] name, byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return little(26)
        .putShort(VERSION)
        .putInt(0)
        .putShort((short) 0)
        .putShort(FIRST_OF_1980)
        .putInt((int) crc.getValue())
        .putInt(content.length)
        .putInt(content.length)
        .putShort((short) name.length)
        .array();
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String checked(String name) {
    if (!NAME.matcher(name).matches() || name.contains("..") || name.contains("//")) {
      throw new IllegalArgumentException("not a name for a file of a bundle");
    }
    return name;
  }

  /** Reads the files back; anything that would not be written the same is refused. */
  public static SortedMap<String, Bytes> read(byte[] zip) {
    if (zip.length > MOST_BYTES) {
      throw new IllegalArgumentException("file has " + zip.length + " bytes, limit " + MOST_BYTES);
    }
    SortedMap<String, Bytes> files = new TreeMap<>();
    ByteBuffer in = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    while (in.remaining() >= LOCAL_BYTES && in.getInt(in.position()) == LOCAL) {
      int at = in.position();
      int length = in.getInt(at + 22);
      int nameLength = Short.toUnsignedInt(in.getShort(at + 26));
      int rest = in.remaining() - LOCAL_BYTES;
      if (length < 0 || nameLength > rest || length > rest - nameLength) {
        throw new IllegalArgumentException("file " + files.size() + " of the zip is cut off");
      }
      byte[] name = new byte[nameLength];
      byte[] content = new byte[length];
      in.position(at + LOCAL_BYTES).get(name).get(content);
      files.put(checked(new String(name, StandardCharsets.US_ASCII)), Bytes.copyOf(content));
      if (files.size() > MOST_FILES) {
        throw new IllegalArgumentException("zip holds more than " + MOST_FILES + " files");
      }
    }
    if (!Arrays.equals(write(files), zip)) {
      throw new IllegalArgumentException("zip does not render to its own bytes");
    }
    return files;
  }
}
