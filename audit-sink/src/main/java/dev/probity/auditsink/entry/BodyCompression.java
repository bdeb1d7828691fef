// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes bodies small before they are encrypted: one Zstandard frame (RFC 8878) over a dictionary of
 * typical bodies with invented values. The dictionary is part of the stored form and never changes;
 * a better one would get a form of its own. One instance per thread.
 */
final class BodyCompression {
  /** Bodies shorter than this stay as they are, in bytes. */
  static final int SHORTEST = 256;

  /** No body is longer than this when unpacked, in bytes. */
  static final int LONGEST = 64 << 20;

  private static final int LEVEL = 1;
  private static final byte[] TYPICAL = typical();
  private static final ZstdDictCompress WRITTEN_WITH = new ZstdDictCompress(TYPICAL, LEVEL);
  private static final ZstdDictDecompress READ_WITH = new ZstdDictDecompress(TYPICAL);

  private final ZstdCompressCtx packing = new ZstdCompressCtx().setLevel(LEVEL).setDictID(false);
  private final ZstdDecompressCtx unpacking = new ZstdDecompressCtx();
  private byte[] room = new byte[16 * 1024];

  BodyCompression() {
    packing.loadDict(WRITTEN_WITH);
    unpacking.loadDict(READ_WITH);
  }

  /** The dictionary; not a copy. */
  static byte[] typical() {
    try (InputStream in = BodyCompression.class.getResourceAsStream("typical-bodies-1.bin")) {
      if (in == null) {
        throw new IllegalStateException("typical-bodies-1.bin is not in this application");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One frame of the bytes from {@code from}, or null when that would not make them shorter. */
  byte @Nullable [] pack(byte[] bytes, int from) {
    int length = bytes.length - from;
    if (length < SHORTEST) {
      return null;
    }
    int bound = (int) Zstd.compressBound(length);
    if (room.length < bound) {
      room = new byte[bound];
    }
    int packed = packing.compressByteArray(room, 0, room.length, bytes, from, length);
    return packed < length ? Arrays.copyOf(room, packed) : null;
  }

  /**
   * The bytes of one frame, behind {@code reserve} bytes of zero.
   *
   * @throws MalformedEntryException when it is no frame, says no length, or one beyond the bound
   */
  byte[] unpack(byte[] frame, int reserve) {
    long length = frame.length == 0 ? 0 : Zstd.getFrameContentSize(frame, 0, frame.length);
    if (length <= 0 || length > LONGEST) {
      throw new MalformedEntryException("packed body says no length, or one beyond " + LONGEST);
    }
    byte[] bytes = new byte[reserve + (int) length];
    try {
      int unpacked =
          unpacking.decompressByteArray(bytes, reserve, (int) length, frame, 0, frame.length);
      if (unpacked != length) {
        throw new MalformedEntryException("packed body is shorter than it says");
      }
    } catch (ZstdException e) {
      throw new MalformedEntryException("packed body is no frame of these contents");
    }
    return bytes;
  }
}
