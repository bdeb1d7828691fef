// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a file whose refusals the broker has, written down as it acknowledges them. A run
 * that was killed finds them again and records only the others; one that ended leaves nothing.
 */
final class RefusedLines implements AutoCloseable {
  private final @Nullable Path path;
  private final BitSet before;
  private @Nullable FileChannel channel;

  private RefusedLines(@Nullable Path path, BitSet before) {
    this.path = path;
    this.before = before;
  }

  /**
   * What an earlier run of the same file left.
   *
   * @param folder where it is kept; null keeps nothing, and finds nothing
   * @param digest of the file, so that a file that was changed begins anew
   */
  static RefusedLines open(@Nullable Path folder, String digest) throws IOException {
    if (folder == null) {
      return new RefusedLines(null, new BitSet());
    }
    Path path = folder.resolve(digest + ".refused");
    return new RefusedLines(path, Files.exists(path) ? read(path) : new BitSet());
  }

  /** A last line without its end was cut off while it was written, and counts for nothing. */
  private static BitSet read(Path path) throws IOException {
    String text = Files.readString(path, US_ASCII);
    BitSet lines = new BitSet();
    text.substring(0, text.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.matches("\\d{1,9}"))
        .forEach(line -> lines.set(Integer.parseInt(line)));
    return lines;
  }

  /** Whether an earlier run recorded the refusal of the line. */
  boolean holds(long line) {
    return line <= Integer.MAX_VALUE && before.get((int) line);
  }

  /** The broker has the refusal of the line. */
  synchronized void add(long line) throws IOException {
    if (path == null) {
      return;
    }
    FileChannel out = channel;
    if (out == null) {
      Files.createDirectories(path.toAbsolutePath().getParent());
      out = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      out.position(whole(out));
      channel = out;
    }
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(US_ASCII));
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  /** Where the last whole line ends. */
  private long whole(FileChannel out) throws IOException {
    String text = path == null ? "" : Files.readString(path, US_ASCII);
    long end = text.lastIndexOf('\n') + 1L;
    out.truncate(end);
    return end;
  }

  /** The whole file is in: the next run of it is one of its own. */
  void finished() throws IOException {
    close();
    if (path != null) {
      Files.deleteIfExists(path);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    FileChannel out = channel;
    if (out != null) {
      out.close();
      channel = null;
    }
  }
}
