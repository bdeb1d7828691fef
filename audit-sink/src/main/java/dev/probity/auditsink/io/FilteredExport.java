// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.entry.Commitments;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.export.ExportFilter;
import dev.probity.auditsink.export.ExportLayout;
import dev.probity.auditsink.export.ExportManifest;
import dev.probity.auditsink.export.OpenRecord;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.tiles.EntryBundle;
import dev.probity.auditsink.tiles.TilePath;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.vault.BodyOpener;
import dev.probity.auditsink.verify.EntryColumns;
import dev.probity.auditsink.verify.StoredRow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Hands out the entries of a filter, under the newest signed head, with what proves them and a
 * signed manifest. The database notes the export in the same transaction, and nothing is finished
 * before that note is kept; the sink makes an entry of it.
 */
public final class FilteredExport {
  /** Most entries of one export; the whole log goes out as tiles. */
  public static final int MOST_ENTRIES = 100_000;

  private static final Duration SILENCE = Duration.ofMinutes(10);
  private static final String NOTE =
      "SELECT ledger.note_export(?, jsonb_object(?::text[], ?::text[]))";

  private final Connection connection;
  private final NoteSigner signer;
  private final Request request;
  private final ExportTarget target;
  private final BodyOpener opener;
  private final List<Long> indices = new ArrayList<>();
  private final StringBuilder lines = new StringBuilder();
  private final List<Entry> entries = new ArrayList<>();
  private final Commitments commitments = new Commitments();
  private int bundles;

  private FilteredExport(
      Connection connection,
      NoteSigner signer,
      Request request,
      ExportTarget target,
      BodyOpener opener) {
    this.connection = connection;
    this.signer = signer;
    this.request = request;
    this.target = target;
    this.opener = opener;
  }

  /**
   * What is asked for.
   *
   * @param filter which entries
   * @param bodies whether the records go with them
   * @param actor who asks, for the record
   */
  public record Request(ExportFilter filter, boolean bodies, String actor) {}

  /** What came of it. */
  public sealed interface Result {
    /**
     * An export.
     *
     * @param manifest what it says about itself
     */
    record Written(ExportManifest manifest) implements Result {}

    /** No head is signed yet. */
    record NotSignedYet() implements Result {}

    /**
     * The projection, which alone knows the candidate of an entry, is behind the head.
     *
     * @param projected entries projected
     * @param size entries under the head
     */
    record ProjectionBehind(long projected, long size) implements Result {}

    /** More than {@link #MOST_ENTRIES} entries pass. */
    record TooMany() implements Result {}
  }

  /**
   * Writes an export.
   *
   * @param reader the reader's login
   * @param signer the log's key
   * @param vault secrets that open encrypted records, null when there are none at hand
   * @param out a file that ends in .zip and is replaced, or a folder that is empty or not there
   */
  public static Result write(
      PostgresAccess reader,
      NoteSigner signer,
      @Nullable VaultFiles vault,
      Request request,
      Path out)
      throws IOException {
    BodyOpener opener = new BodyOpener(vault == null ? null : vault.read());
    ExportTarget target = ExportTarget.at(out);
    try (Connection connection = reader.openAs(LedgerSchema.BODY_READER, SILENCE)) {
      connection.setAutoCommit(false);
      execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE");
      Result result = new FilteredExport(connection, signer, request, target, opener).run();
      if (result instanceof Result.Written) {
        target.finish();
      } else {
        target.discard();
      }
      return result;
    } catch (SQLException e) {
      target.discard();
      throw new IOException(
          "the ledger at " + reader.url() + " cannot be read, SQLSTATE " + e.getSQLState(), e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Result run() throws SQLException, IOException {
    SignedHeads.Head head = SignedHeads.newest(connection);
    if (head == null) {
      return new Result.NotSignedYet();
    }
    long projected = single("SELECT next_idx FROM query.progress");
    if (request.filter().candidate() != null && projected < head.size()) {
      return new Result.ProjectionBehind(projected, head.size());
    }
    String condition = condition(head.size()) + " ORDER BY e.idx LIMIT " + (MOST_ENTRIES + 1);
    RowStream rows =
        request.bodies()
            ? RowStream.where(connection, condition)
            : RowStream.entriesWhere(connection, condition);
    while (rows.hasNext()) {
      if (indices.size() == MOST_ENTRIES) {
        return new Result.TooMany();
      }
      take(rows.next());
    }
    bundle();
    target.put(ExportLayout.CHECKPOINT, head.note());
    tiles(head.size());
    return new Result.Written(sealed(head.size()));
  }

  /** The filter as SQL; every text is quoted by the driver. */
  private String condition(long size) throws SQLException {
    ExportFilter filter = request.filter();
    StringBuilder sql = new StringBuilder("e.idx < ").append(size);
    Instant since = filter.since();
    Instant until = filter.until();
    if (since != null) {
      sql.append(" AND e.append_ts >= ").append(since.toEpochMilli());
      sql.append(" AND e.month >= '").append(RowEncoder.month(since.toEpochMilli())).append("'");
    }
    if (until != null) {
      sql.append(" AND e.append_ts < ").append(until.toEpochMilli());
      sql.append(" AND e.month <= '").append(RowEncoder.month(until.toEpochMilli())).append("'");
    }
    if (filter.topic() != null) {
      sql.append(" AND e.topic = ").append(literal(filter.topic()));
    }
    if (filter.event() != null) {
      sql.append(" AND e.event_type = ").append(filter.event().number());
    }
    if (filter.decision() != null) {
      sql.append(" AND e.decision_id = '\\x").append(filter.decision()).append("'");
    }
    if (filter.model() != null) {
      sql.append(" AND e.model_digest = '\\x").append(filter.model()).append("'");
    }
    if (filter.candidate() != null) {
      sql.append(" AND e.idx IN (SELECT s.idx FROM query.subject_entry s WHERE s.candidate_id = ")
          .append(literal(filter.candidate()))
          .append(")");
    }
    return sql.toString();
  }

  private String literal(String text) throws SQLException {
    return "'" + connection.unwrap(PGConnection.class).escapeLiteral(text) + "'";
  }

  private void take(StoredRow row) throws IOException {
    EntryColumns columns = row.columns();
    if (columns == null) {
      throw new IOException("idx " + row.idx() + " is no entry. Maybe: probity audit verify");
    }
    Entry entry = columns.entry();
    indices.add(entry.idx());
    entries.add(entry);
    lines.append(ExportLayout.line(entry, record(entry, row)));
    if (entries.size() == ExportLayout.WIDTH) {
      bundle();
    }
  }

  private @Nullable OpenRecord record(Entry entry, StoredRow row) {
    byte[] stored = row.stored();
    Body body = stored == null ? null : opener.open(entry, stored, row.key());
    return body == null ? null : OpenRecord.of(body, commitments);
  }

  private void bundle() throws IOException {
    if (entries.isEmpty()) {
      return;
    }
    target.put(ExportLayout.entries(bundles), EntryBundle.of(entries));
    target.put(ExportLayout.lines(bundles), lines.toString().getBytes(StandardCharsets.UTF_8));
    lines.setLength(0);
    entries.clear();
    bundles++;
  }

  private void tiles(long size) throws SQLException, IOException {
    List<byte[]> tails = TreeLoader.tails(connection, size, new TreeHasher());
    for (TilePath path : ExportLayout.tiles(indices, size)) {
      if (path.partial()) {
        target.put(path.toString(), tails.get(path.level()));
      } else {
        List<byte[]> tile =
            TreeLoader.tiles(connection, path.level(), path.index(), path.index() + 1);
        if (tile.isEmpty()) {
          throw new IOException("the ledger lacks " + path + ". Maybe: probity audit verify");
        }
        target.put(path.toString(), tile.getFirst());
      }
    }
  }

  /** Signs the manifest and has the database note the export, in this order. */
  private ExportManifest sealed(long size) throws SQLException, IOException {
    Instant now = Instant.ofEpochMilli(single("SELECT extract(epoch FROM now()) * 1000"));
    ExportManifest manifest =
        new ExportManifest(
            request.actor(),
            now,
            request.bodies(),
            indices.size(),
            request.filter(),
            size,
            target.digests());
    target.put(ExportManifest.FILE, manifest.toBytes());
    target.put(ExportManifest.NOTE, manifest.signedBy(signer).toArray());
    SortedMap<String, String> details = new TreeMap<>(manifest.filter().given());
    details.put("bodies", Boolean.toString(manifest.bodies()));
    details.put("entries", Integer.toString(manifest.entries()));
    details.put("size", Long.toString(size));
    details.put("manifest", manifest.digest());
    try (PreparedStatement note = connection.prepareStatement(NOTE)) {
      note.setString(1, request.actor());
      note.setArray(2, connection.createArrayOf("text", details.keySet().toArray()));
      note.setArray(3, connection.createArrayOf("text", details.values().toArray()));
      note.execute();
    }
    connection.commit();
    return manifest;
  }

  private long single(String sql) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
