// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.auditsink.tiles.TilePath;
import dev.probity.auditsink.tree.Tile;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bodies as they are stored, in files beside the exported tiles, so that a database restored from
 * an older copy can be refilled byte for byte. Bodies of 256 entries to a file, under the number of
 * their bundle: for each {@code i16 length of the reference, -1 when there is no body, ‖ reference
 * ‖ i32 length ‖ stored body}. Personal data where bodies are not encrypted; files are 0600.
 */
public final class BodyArchive {
  private static final Duration SILENCE = Duration.ofMinutes(10);
  private static final String TOPICS = "topics";
  private static final String BODIES =
      """
      SELECT b.subject_ref, b.stored FROM ledger.entry e
        LEFT JOIN ledger.body b ON b.idx = e.idx AND b.month = e.month
      WHERE e.idx >= ? AND e.idx < ? ORDER BY e.idx\
      """;

  private final ObjectStore store;

  BodyArchive(ObjectStore store) {
    this.store = store;
  }

  /** A body as it was archived. */
  static final class Archived {
    private final byte @Nullable [] subject;
    private final byte[] stored;

    private Archived(byte @Nullable [] subject, byte[] stored) {
      this.subject = subject;
      this.stored = stored;
    }

    byte @Nullable [] subject() {
      return subject;
    }

    byte[] stored() {
      return stored;
    }
  }

  /**
   * Writes the bodies below a size; full files that are there are left alone.
   *
   * @param size entries under the exported head
   * @param actor who takes them out; the ledger records it
   * @return files written
   */
  public static int write(PostgresAccess reader, ObjectStore store, long size, String actor)
      throws IOException {
    BodyArchive archive = new BodyArchive(store);
    try (Connection connection = reader.openAs(LedgerSchema.BODY_READER, SILENCE)) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE");
      }
      int written = archive.bodies(connection, size) + 1;
      archive.topics(connection);
      note(connection, size, actor);
      connection.commit();
      return written;
    } catch (SQLException e) {
      throw new IOException("the bodies at " + reader.url() + " cannot be read", e);
    }
  }

  private static void note(Connection connection, long size, String actor) throws SQLException {
    String call = "SELECT ledger.note_export(?, jsonb_build_object('bodies', ?::text))";
    try (PreparedStatement statement = connection.prepareStatement(call)) {
      statement.setString(1, actor);
      statement.setString(2, "0.." + (size - 1));
      statement.execute();
    }
  }

  /** Writes the bodies below a size by a connection that may read them; gives the files written. */
  int bodies(Connection connection, long size) throws SQLException, IOException {
    List<TilePath> paths = TilePath.ofLevel(TilePath.ENTRIES, size);
    List<String> full =
        paths.stream().filter(path -> !path.partial()).map(BodyArchive::name).toList();
    List<TilePath> missing = paths.subList(store.present(full), paths.size());
    for (TilePath path : missing) {
      store.write(name(path), bundle(connection, path));
    }
    return missing.size();
  }

  /** Writes which topics the ledger reads. */
  void topics(Connection connection) throws SQLException, IOException {
    StringBuilder topics = new StringBuilder();
    String query = "SELECT DISTINCT topic, topic_id FROM ledger.sink_offset ORDER BY topic";
    try (PreparedStatement select = connection.prepareStatement(query);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        topics.append(rows.getString(1)).append(' ').append(rows.getString(2)).append('\n');
      }
    }
    store.write(TOPICS, topics.toString().getBytes(UTF_8));
  }

  /** Where the bodies of a bundle are. */
  static String name(TilePath path) {
    return path.toString().replace("tile/entries", "bodies");
  }

  private static byte[] bundle(Connection connection, TilePath path)
      throws SQLException, IOException {
    long from = path.index() * Tile.WIDTH;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    int count = 0;
    try (PreparedStatement select = connection.prepareStatement(BODIES)) {
      select.setLong(1, from);
      select.setLong(2, from + path.width());
      try (ResultSet rows = select.executeQuery()) {
        for (; rows.next(); count++) {
          put(out, rows.getBytes(1), rows.getBytes(2));
        }
      }
    }
    if (count != path.width()) {
      throw new IOException(
          "the ledger lacks entries of " + path + ". Maybe: probity audit verify");
    }
    return bytes.toByteArray();
  }

  private static void put(DataOutputStream out, byte @Nullable [] subject, byte @Nullable [] stored)
      throws IOException {
    if (stored == null) {
      out.writeShort(-1);
      return;
    }
    byte[] reference = subject == null ? new byte[0] : subject;
    out.writeShort(reference.length);
    out.write(reference);
    out.writeInt(stored.length);
    out.write(stored);
  }

  /** Ids of the topics by name, as they were when the archive was written. */
  Map<String, String> topicIds() {
    byte[] file = store.read(TOPICS);
    Map<String, String> ids = new HashMap<>();
    if (file != null) {
      for (String line : new String(file, UTF_8).split("\n")) {
        int space = line.indexOf(' ');
        if (space > 0) {
          ids.put(line.substring(0, space), line.substring(space + 1));
        }
      }
    }
    return ids;
  }

  /**
   * The bodies of one bundle by position; null stands for one that was erased before.
   *
   * @throws IllegalArgumentException when the file is not there or not sound
   */
  List<@Nullable Archived> read(TilePath path) {
    byte[] file = store.read(name(path));
    if (file == null) {
      throw new IllegalArgumentException("the archive has no " + name(path));
    }
    List<@Nullable Archived> bodies = new ArrayList<>(path.width());
    ByteBuffer in = ByteBuffer.wrap(file);
    try {
      for (int i = 0; i < path.width(); i++) {
        int length = in.getShort();
        bodies.add(length < 0 ? null : archived(in, length));
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException(name(path) + " ends too early", e);
    }
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(name(path) + " has bytes behind its last body");
    }
    return bodies;
  }

  private static Archived archived(ByteBuffer in, int length) {
    byte[] subject = new byte[length];
    in.get(subject);
    int size = in.getInt();
    if (size < 0 || size > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] stored = new byte[size];
    in.get(stored);
    return new Archived(length == 0 ? null : subject, stored);
  }
}
