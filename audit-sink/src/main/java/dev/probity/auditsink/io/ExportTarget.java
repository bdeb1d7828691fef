// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.export.ExportFiles;
import dev.probity.auditsink.export.ExportManifest;
import dev.probity.auditsink.proof.StoredZip;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where an export goes: a folder, or a ZIP. It stands under its name only when it is whole. */
final class ExportTarget {
  private static final String ZIP = ".zip";
  private static final String UNFINISHED = ".part";
  private static final long MOST_ZIP_BYTES = 60L << 20;
  private static final long LARGEST_FILE = 512L << 20;

  private final Path out;
  private final @Nullable TileFolder folder;
  private final SortedMap<String, Bytes> zipped = new TreeMap<>();
  private final SortedMap<String, String> digests = new TreeMap<>();
  private long bytes;

  private ExportTarget(Path out, @Nullable TileFolder folder) {
    this.out = out;
    this.folder = folder;
  }

  /** A ZIP when the name says so, else a folder that is empty or not there. */
  static ExportTarget at(Path out) throws IOException {
    if (out.toString().endsWith(ZIP)) {
      return new ExportTarget(out, null);
    }
    if (Files.exists(out) && !isEmptyFolder(out)) {
      throw new IOException(out + " is there already. Maybe choose a folder that is not");
    }
    Path unfinished = unfinished(out);
    delete(unfinished);
    return new ExportTarget(out, new TileFolder(unfinished));
  }

  private static Path unfinished(Path out) {
    return out.resolveSibling(out.getFileName() + UNFINISHED);
  }

  private static boolean isEmptyFolder(Path out) throws IOException {
    if (!Files.isDirectory(out)) {
      return false;
    }
    try (Stream<Path> files = Files.list(out)) {
      return files.findAny().isEmpty();
    }
  }

  void put(String name, byte[] file) throws IOException {
    digests.put(name, ExportManifest.sha256(file));
    if (folder != null) {
      folder.write(name, file);
      return;
    }
    bytes += file.length;
    if (bytes > MOST_ZIP_BYTES) {
      throw new IOException(
          "the export does not fit into a ZIP of 60 MiB. Maybe export to a folder, or less");
    }
    zipped.put(name, Bytes.copyOf(file));
  }

  /** SHA-256 by name of all files put so far. */
  SortedMap<String, String> digests() {
    return new TreeMap<>(digests);
  }

  /** Gives the export its name. */
  void finish() throws IOException {
    if (folder == null) {
      Path part = unfinished(out);
      Files.write(part, StoredZip.write(zipped));
      Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    Files.deleteIfExists(out);
    Files.move(unfinished(out), out);
  }

  /** Takes away what was written so far. */
  void discard() throws IOException {
    if (folder != null) {
      delete(unfinished(out));
    }
  }

  private static void delete(Path unfinished) throws IOException {
    if (!Files.exists(unfinished)) {
      return;
    }
    try (Stream<Path> files = Files.walk(unfinished)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
  }

  /** The files of a finished export. */
  static ExportFiles files(Path export) throws IOException {
    if (Files.isDirectory(export)) {
      return new InFolder(export);
    }
    SortedMap<String, Bytes> zip = StoredZip.read(Files.readAllBytes(export));
    return new InZip(zip);
  }

  private record InZip(SortedMap<String, Bytes> files) implements ExportFiles {
    @Override
    public SortedSet<String> names() {
      return new TreeSet<>(files.keySet());
    }

    @Override
    public byte @Nullable [] read(String name) {
      Bytes file = files.get(name);
      return file == null ? null : file.toArray();
    }
  }

  private record InFolder(Path folder) implements ExportFiles {
    @Override
    public SortedSet<String> names() {
      try (Stream<Path> files = Files.walk(folder)) {
        SortedSet<String> names = new TreeSet<>();
        files
            .filter(file -> !Files.isDirectory(file))
            .forEach(file -> names.add(folder.relativize(file).toString().replace('\\', '/')));
        return names;
      } catch (IOException e) {
        throw new UncheckedIOException(folder + " cannot be read", e);
      }
    }

    @Override
    public byte @Nullable [] read(String name) {
      Path file = folder.resolve(name).normalize();
      try {
        if (!file.startsWith(folder.normalize()) || !Files.isRegularFile(file)) {
          return null;
        }
        if (Files.size(file) > LARGEST_FILE) {
          throw new IllegalArgumentException(file + " is larger than any file of an export");
        }
        return Files.readAllBytes(file);
      } catch (IOException e) {
        throw new UncheckedIOException(file + " cannot be read", e);
      }
    }
  }
}
