// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One process per data folder. The operating system releases the lock when its holder dies, so a
 * lock file alone never means that the folder is in use; the text inside says by whom it was last.
 */
final class FolderLock implements Closeable {
  /** Locked far behind the text, so that others can read the text while the lock is held. */
  private static final long POSITION = 1L << 40;

  private final FileChannel channel;
  private final FileLock lock;

  private FolderLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /** Takes the lock and writes this process's id, or says which process holds it. */
  static FolderLock take(Path file) throws IOException {
    PrivateFiles.touch(file);
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = tryLock(channel);
    if (lock == null) {
      channel.close();
      throw new FolderInUseException(file, holder(file).orElse(-1));
    }
    FolderLock taken = new FolderLock(channel, lock);
    taken.describe("");
    return taken;
  }

  /** The process that holds the lock; empty when none does. */
  static OptionalLong heldBy(Path file) throws IOException {
    if (!Files.exists(file)) {
      return OptionalLong.empty();
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      FileLock lock = tryLock(channel);
      if (lock == null) {
        return OptionalLong.of(holder(file).orElse(-1));
      }
      lock.release();
      return OptionalLong.empty();
    }
  }

  /** Writes what a second start or a reading command wants to know. */
  void describe(String lines) throws IOException {
    String text = "pid=" + ProcessHandle.current().pid() + "\n" + lines;
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    channel.truncate(0);
    channel.position(0);
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    lock.release();
    channel.close();
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(POSITION, 1, false);
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static OptionalLong holder(Path file) throws IOException {
    return Files.readString(file)
        .lines()
        .filter(line -> line.matches("pid=[0-9]{1,18}"))
        .mapToLong(line -> Long.parseLong(line.substring("pid=".length())))
        .findFirst();
  }
}
