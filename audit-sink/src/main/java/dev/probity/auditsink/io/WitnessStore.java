// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.tree.TreeHasher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a witness remembers: per log the newest head it cosigned, and evidence against logs. */
final class WitnessStore {
  private static final int MOST_EVIDENCE = 1_000;

  private final Path folder;
  private final Path evidence;

  WitnessStore(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.evidence = Files.createDirectories(folder.resolve("evidence"));
  }

  /** The name a log's files go by: the hexadecimal SHA-256 of its origin. */
  static String name(String origin) {
    byte[] bytes = origin.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(TreeHasher.sha256().digest(bytes));
  }

  /** The newest cosigned note of the log with this name, null when there is none. */
  byte @Nullable [] note(String name) throws IOException {
    Path file = folder.resolve(name + ".checkpoint");
    return Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
  }

  @Nullable Checkpoint newest(String origin) {
    try {
      byte[] note = note(name(origin));
      return note == null ? null : Checkpoint.parse(SignedNote.parse(note).text());
    } catch (IOException e) {
      throw new UncheckedIOException("the newest head of a log cannot be read", e);
    }
  }

  /** Keeps a head; when it returns, the head outlives a loss of power. */
  void keep(String origin, byte[] note) throws IOException {
    durable(folder.resolve(name(origin) + ".checkpoint"), note);
  }

  /** Keeps a request that somebody should not have signed, up to a bound. */
  void accuse(byte[] request) throws IOException {
    String name = HexFormat.of().formatHex(TreeHasher.sha256().digest(request));
    try (Stream<Path> kept = Files.list(evidence)) {
      if (kept.count() < MOST_EVIDENCE) {
        durable(evidence.resolve(name), request);
      }
    }
  }

  private void durable(Path file, byte[] content) throws IOException {
    Path whole = Files.createTempFile(folder, "part", ".tmp");
    try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.wrap(content));
      channel.force(true);
    }
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}
