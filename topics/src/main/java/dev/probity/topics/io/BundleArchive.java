// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.Ids;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A bundle as one object: a ZIP file, so that it appears whole or not at all and can be looked into
 * with any tool. Its first entry is a list for {@code sha256sum -c}: a reader of ZIP files does not
 * notice that one ends early, or that a name was changed.
 */
final class BundleArchive {
  /** No archive is larger than this, in bytes. */
  static final int MAX_BYTES = 512 << 20;

  private static final String SUMS = "SHA256SUMS";

  private BundleArchive() {}

  private static byte[] sums(Map<String, byte[]> files) {
    StringBuilder sums = new StringBuilder();
    new TreeMap<>(files)
        .forEach((name, file) -> sums.append(Ids.sha256(file) + "  " + name + "\n"));
    return sums.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Equal bundles are equal bytes. */
  static byte[] pack(Map<String, byte[]> files) throws IOException {
    FolderModelStore.checkNames(files.keySet());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      add(zip, SUMS, sums(files));
      for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
        add(zip, file.getKey(), file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  /**
   * The files of an archive.
   *
   * @throws IOException when it is broken, or holds what no bundle has
   */
  static Map<String, byte[]> unpack(byte[] archive) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    long rest = MAX_BYTES;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] bytes = zip.readNBytes((int) Math.min(rest, FolderModelStore.MAX_FILE_BYTES) + 1);
        rest -= bytes.length;
        if (rest < 0 || bytes.length > FolderModelStore.MAX_FILE_BYTES) {
          throw new IOException("its files are larger than a bundle's");
        }
        if (files.put(entry.getName(), bytes) != null) {
          throw new IOException("it holds a file twice");
        }
        if (files.size() > FolderModelStore.MAX_FILES + 1) {
          throw new IOException("it holds more files than a bundle");
        }
      }
      byte[] told = files.remove(SUMS);
      FolderModelStore.checkNames(files.keySet());
      if (told == null || !Arrays.equals(told, sums(files))) {
        throw new IOException("its files are not those of its list " + SUMS);
      }
      return files;
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
