// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.value.Check;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A folder with one folder per bundle, named by its digest. A bundle appears whole or not at all
 * and is never changed.
 */
public final class FolderModelStore implements ModelRepository {
  /** The largest file a bundle may hold, 256 MiB. */
  public static final long MAX_FILE_BYTES = 256L << 20;

  /** The most files a bundle may hold. */
  public static final int MAX_FILES = 64;

  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final Path root;

  /**
   * A store in this folder.
   *
   * @param root need not exist yet
   */
  public FolderModelStore(Path root) {
    this.root = root;
  }

  @Override
  public @Nullable Map<String, byte[]> fetch(String digest) throws OutageException {
    Path folder = root.resolve(Check.digest(digest, "digest"));
    if (!Files.isDirectory(folder)) {
      return null;
    }
    Map<String, byte[]> files = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (files.size() == MAX_FILES || !holdsBundleFile(name, entry)) {
          throw new OutageException("model store: bundle " + digest + " holds foreign files");
        }
        files.put(name, Files.readAllBytes(entry));
      }
      return files;
    } catch (IOException e) {
      throw new OutageException("model store: bundle " + digest + " is not readable", e);
    }
  }

  private static boolean holdsBundleFile(String name, Path entry) throws IOException {
    return FILE_NAME.matcher(name).matches()
        && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)
        && Files.size(entry) <= MAX_FILE_BYTES;
  }

  @Override
  public void put(String digest, Map<String, byte[]> files) throws IOException {
    Path folder = root.resolve(Check.digest(digest, "digest"));
    if (Files.isDirectory(folder)) {
      return;
    }
    checkNames(files.keySet());
    Files.createDirectories(root);
    Path draft = Files.createTempDirectory(root, "draft-");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      write(draft.resolve(file.getKey()), file.getValue());
    }
    force(draft);
    Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
    force(root);
  }

  /** Refuses names that no bundle has. */
  static void checkNames(Set<String> names) {
    if (names.isEmpty() || names.size() > MAX_FILES) {
      throw new IllegalArgumentException(
          "bundle has " + names.size() + " files, expected 1 to " + MAX_FILES);
    }
    for (String name : names) {
      if (!FILE_NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("file name " + name + " does not fit a bundle");
      }
    }
  }

  /** Relative to the folder that every process is told. */
  @Override
  public String location(String digest) {
    return "file:" + digest;
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }

  /** A release is announced right after it has been put: its names must survive a power cut. */
  private static void force(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
