// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.ModelDigest;
import dev.probity.model.codec.JsonWriter;
import dev.probity.trainer.data.DatasetCommit;
import dev.probity.trainer.data.DatasetCommit.FileEntry;
import dev.probity.trainer.data.DatasetRepository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder: files lie under {@code objects/} by their digest, commits under {@code commits/} by
 * their id, and {@code log.jsonl} says who committed what when. What has equal content lies there
 * once.
 */
public final class FolderDatasetRepository implements DatasetRepository {
  private static final String JSON = ".json";

  private final Path root;
  private final InstantSource clock;

  /**
   * A repository in this folder.
   *
   * @param root need not exist yet
   * @param clock the time of the log's lines
   */
  public FolderDatasetRepository(Path root, InstantSource clock) {
    this.root = root;
    this.clock = clock;
  }

  @Override
  public void put(DatasetCommit commit, Map<String, byte[]> files, String run) throws IOException {
    commit.requireFiles(files);
    for (byte[] content : files.values()) {
      place(root.resolve("objects").resolve(ModelDigest.sha256(content)), content);
    }
    Path there = root.resolve("commits").resolve(commit.id() + JSON);
    if (!Files.exists(there)) {
      place(there, commit.toBytes());
      log(commit.id(), run);
    }
  }

  @Override
  public @Nullable DatasetCommit find(String id) throws IOException {
    DatasetCommit.requireId(id);
    Path file = root.resolve("commits").resolve(id + JSON);
    if (!Files.exists(file)) {
      return null;
    }
    byte[] bytes = Files.readAllBytes(file);
    if (!ModelDigest.sha256(bytes).equals(id)) {
      throw changed("commit " + id);
    }
    return DatasetCommit.parse(bytes);
  }

  @Override
  public byte[] file(DatasetCommit commit, String path) throws IOException {
    FileEntry entry = commit.entry(path);
    byte[] bytes = Files.readAllBytes(root.resolve("objects").resolve(entry.sha256()));
    if (!FileEntry.of(bytes).equals(entry)) {
      throw changed(path + " of commit " + commit.id());
    }
    return bytes;
  }

  @Override
  public List<String> ids() throws IOException {
    Path commits = root.resolve("commits");
    if (!Files.isDirectory(commits)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(commits)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(JSON))
          .map(name -> name.substring(0, name.length() - JSON.length()))
          .filter(DatasetCommit::isId)
          .sorted()
          .toList();
    }
  }

  private static IOException changed(String what) {
    return new IOException(
        what + " was changed after it was committed: its digest differs. Maybe restore the folder");
  }

  /** Puts a file where its content belongs, whole or not at all. */
  private void place(Path file, byte[] content) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Files.createDirectories(file.getParent());
    Path draft = Files.createTempFile(root, "draft-", "");
    try {
      write(draft, content);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private void log(String commit, String run) throws IOException {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("at").value(clock.instant().toString()).name("commit").value(commit);
    byte[] line = json.name("run").value(run).endObject().toLine();
    // One short append is one line, also when several processes append.
    Files.write(
        root.resolve("log.jsonl"), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static void write(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }
}
