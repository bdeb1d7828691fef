// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;

/**
 * How far changes were captured, in a JSON file that is replaced as a whole and flushed to the
 * disk. Connect's own file is written in place: a process killed meanwhile would begin anew, and
 * what was deleted at the source since would never be withdrawn.
 */
public final class CaptureOffsets extends MemoryOffsetBackingStore {
  /** The setting that holds the path. */
  static final String FILE = "offset.storage.file.filename";

  private static final ObjectMapper JSON = new ObjectMapper();
  private Path file;

  /** Called by the engine, which knows the class by name only and then tells it the path. */
  public CaptureOffsets() {
    this(Path.of("offsets.json"));
  }

  CaptureOffsets(Path file) {
    this.file = file;
  }

  @Override
  public void configure(WorkerConfig config) {
    super.configure(config);
    file = Path.of(config.getString(FILE));
  }

  @Override
  public synchronized void start() {
    super.start();
    data = new HashMap<>(read(file));
  }

  /** What a file holds; nothing when it is not there. */
  static Map<ByteBuffer, ByteBuffer> read(Path file) {
    Map<ByteBuffer, ByteBuffer> offsets = new HashMap<>();
    try {
      if (Files.exists(file)) {
        JSON.readValue(Files.readAllBytes(file), new TypeReference<Map<String, String>>() {})
            .forEach((key, value) -> offsets.put(bytes(key), bytes(value)));
      }
    } catch (IOException e) {
      throw new ConnectException("the offsets in " + file + " cannot be read", e);
    }
    return offsets;
  }

  @Override
  protected synchronized void save() {
    Map<String, String> texts = new TreeMap<>();
    data.forEach(
        (key, value) -> {
          if (key != null && value != null) {
            texts.put(text(key), text(value));
          }
        });
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileChannel out = FileChannel.open(next, CREATE, WRITE, TRUNCATE_EXISTING)) {
        ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(texts));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel entry = FileChannel.open(folder, READ)) {
        entry.force(true);
      }
    } catch (IOException e) {
      throw new ConnectException("the offsets in " + file + " cannot be written", e);
    }
  }

  /** Only Connect's administration asks. */
  @Override
  public Set<Map<String, Object>> connectorPartitions(String connector) {
    return Set.of();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static String text(ByteBuffer bytes) {
    return UTF_8.decode(bytes.duplicate()).toString();
  }
}
