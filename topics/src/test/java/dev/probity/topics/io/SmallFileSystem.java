// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system in memory that can run full, with a file on it that takes most of its room. */
public final class SmallFileSystem implements Closeable {
  private final Path folder;
  private final Path filler;

  private SmallFileSystem(Path folder) {
    this.folder = folder;
    this.filler = folder.resolve("filler");
  }

  /**
   * Mounts one; the test is skipped where this user may not.
   *
   * @param folder where, made here
   * @param mebibytes its size
   * @param filled of these, how many are taken until there shall be room again
   */
  public static SmallFileSystem mount(Path folder, int mebibytes, int filled) throws IOException {
    Files.createDirectory(folder);
    String size = "size=" + mebibytes + "m,mode=0777";
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", size, "tmpfs", folder.toString()) == 0,
        "SKIPPED: this user may not mount a small file system");
    SmallFileSystem mounted = new SmallFileSystem(folder);
    assertEquals(0, run("fallocate", "-l", filled + "m", mounted.filler.toString()));
    return mounted;
  }

  /** Where it is mounted. */
  public Path folder() {
    return folder;
  }

  /** Gives back what the filler took. */
  public void makeRoom() throws IOException {
    Files.delete(filler);
  }

  @Override
  public void close() throws IOException {
    assertEquals(0, run("umount", "-l", folder.toString()));
  }

  private static int run(String... command) throws IOException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command[0] + " ran", e);
    }
  }
}
