// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.function.Supplier;

/** Files and folders that nobody but their owner can read: modes 0600 and 0700. */
final class PrivateFiles {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private PrivateFiles() {}

  /** Creates the folder, parents included; a folder that exists is closed to everybody else. */
  static Path folder(Path path) throws IOException {
    if (posix(path) && Files.isDirectory(path)) {
      Files.setPosixFilePermissions(path, FOLDER);
      return path;
    }
    return Files.createDirectories(path, mode(path, FOLDER));
  }

  /** Replaces the file's text as a whole: a reader sees the old text or the new one. */
  static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, mode(fresh, FILE));
    Files.writeString(fresh, text, StandardOpenOption.WRITE);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The file's text without surrounding space; made by {@code first} when there is no file. */
  static String once(Path file, Supplier<String> first) throws IOException {
    if (!Files.exists(file)) {
      write(file, first.get() + "\n");
    }
    return Files.readString(file).strip();
  }

  /** 32 random bytes in base64, in letters that need no quoting anywhere. */
  static String randomSecret() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Creates the file when it does not exist. */
  static void touch(Path file) throws IOException {
    try {
      Files.createFile(file, mode(file, FILE));
    } catch (FileAlreadyExistsException exists) {
      return;
    }
  }

  private static FileAttribute<?>[] mode(Path path, Set<PosixFilePermission> mode) {
    return posix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
        : new FileAttribute<?>[0];
  }

  private static boolean posix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
