// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.proof.Evidence;
import dev.probity.auditsink.proof.ProofBundle;
import dev.probity.auditsink.query.AuditSample;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.InclusionProof;
import dev.probity.auditsink.tree.Nodes;
import dev.probity.auditsink.tree.Tile;
import dev.probity.auditsink.tree.TiledNodes;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.vault.BodyOpener;
import dev.probity.auditsink.verify.EntryColumns;
import dev.probity.auditsink.verify.StoredRow;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Proofs of single decisions, made over one connection of the reader. Used by one thread. */
public final class LedgerProofs implements AutoCloseable {
  /**
   * Entries of predictions under a head, without those in the shadow. No entry says for ever which
   * those are: once a body is erased or past its retention, its rows are gone and it counts.
   */
  private static final String DECISIONS =
      """
      SELECT idx FROM ledger.entry
      WHERE event_type = %d AND idx < %d AND (decision_id IN (
        SELECT beside.decision_id FROM query.prediction_row beside
        JOIN query.prediction_row decides USING (source_part, source_off)
        WHERE beside.variant = 'challenger' AND decides.variant = 'champion')) IS NOT TRUE
      """;

  private static final Duration SILENCE = Duration.ofSeconds(20);

  /** A month without statistics yet would be joined whole, 60 ms instead of 3 at 400,000 rows. */
  private static final String LOOK_UPS_ONLY =
      "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;"
          + " SET LOCAL enable_seqscan = off";

  private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

  private final Connection connection;
  private final TopicNames names;
  private final BodyOpener opener;
  private final TreeHasher hasher = new TreeHasher();
  private final TiledNodes.Source stored;
  private final TiledNodes nodes;
  private final Map<Kept, byte[]> kept = new Forgetting();
  private long headSize;

  private LedgerProofs(Connection connection, TopicNames names, BodyOpener opener) {
    this.connection = connection;
    this.opener = opener;
    this.names = names;
    this.stored = new StoredTiles(connection);
    this.nodes = new TiledNodes(hasher, this::hashes);
  }

  /** A tile is read whole and kept: the paths of one decision need its hashes again and again. */
  private byte[] hashes(int level, long tile, int first, int count) {
    int width = (int) Math.min(Tile.WIDTH, (headSize >>> (8 * level)) - tile * Tile.WIDTH);
    Kept key = new Kept(level, tile, width);
    byte[] whole = kept.get(key);
    if (whole == null) {
      whole = stored.hashes(level, tile, 0, width);
      kept.put(key, whole);
    }
    return Arrays.copyOfRange(whole, first * Hash.BYTES, (first + count) * Hash.BYTES);
  }

  private record Kept(int level, long tile, int width) {}

  /** Forgets the tile that was not asked for the longest. */
  private static final class Forgetting extends LinkedHashMap<Kept, byte[]> {
    private static final long serialVersionUID = 1;
    private static final int MOST = 512;

    Forgetting() {
      super(64, .75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Kept, byte[]> eldest) {
      return size() > MOST;
    }
  }

  /** Connects without keys, so that records about people read as erased. */
  public static LedgerProofs connect(PostgresAccess reader, TopicNames names) throws IOException {
    return connect(reader, names, null);
  }

  /**
   * Connects as a login that may read bodies.
   *
   * @param vault secrets that open encrypted bodies, null when there are none at hand
   */
  public static LedgerProofs connect(
      PostgresAccess reader, TopicNames names, @Nullable VaultFiles vault) throws IOException {
    BodyOpener opener = new BodyOpener(vault == null ? null : vault.read());
    try {
      Connection connection = reader.openAs(LedgerSchema.BODY_READER, SILENCE);
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      return new LedgerProofs(connection, names, opener);
    } catch (SQLException e) {
      throw new IOException("the ledger at " + reader.url() + " cannot be read", e);
    }
  }

  /** What came of a request for a proof. */
  public sealed interface Result {
    /**
     * The file.
     *
     * @param bundle its bytes
     * @param size entries under the head it holds against
     * @param entries entries in it
     */
    record Made(Bytes bundle, long size, int entries) implements Result {}

    /** The ledger knows no such decision. */
    record Unknown() implements Result {}

    /** The decision lies above the newest signed head; in a few seconds it will not. */
    record NotSignedYet() implements Result {}
  }

  /**
   * Makes the bundle of a decision.
   *
   * @param decisionId prediction id, 64 hexadecimal digits
   * @param policy whom the reader is suggested to believe
   */
  public Result bundle(String decisionId, String policy) {
    if (!ID.matcher(decisionId).matches()) {
      throw new IllegalArgumentException("a decision id is 64 hexadecimal digits");
    }
    return Transaction.run(connection, "proving", open -> bundle(open, decisionId, policy));
  }

  private Result bundle(Connection open, String decisionId, String policy) throws SQLException {
    try (Statement statement = open.createStatement()) {
      statement.execute(LOOK_UPS_ONLY);
    }
    List<StoredRow> rows = new ArrayList<>();
    drain(RowStream.where(open, "e.decision_id = '\\x" + decisionId + "'"), rows);
    if (rows.stream().noneMatch(LedgerProofs::isPrediction)) {
      return new Result.Unknown();
    }
    candidate(open, rows);
    rows.sort(Comparator.comparingLong(StoredRow::idx));
    long scored = rows.stream().filter(LedgerProofs::isPrediction).findFirst().orElseThrow().idx();
    SignedHeads.Head head = SignedHeads.strongest(open, scored);
    if (head == null) {
      return new Result.NotSignedYet();
    }
    headSize = head.size();
    List<Evidence> evidence = new ArrayList<>();
    Nodes atHead = nodes.at(head.size());
    for (StoredRow row : rows) {
      EntryColumns columns = row.columns();
      if (columns != null && row.idx() < head.size()) {
        InclusionProof proof = InclusionProof.of(row.idx(), head.size(), atHead, hasher);
        Body body = body(row);
        Bytes plain = body == null ? null : Bytes.copyOf(body.stored());
        evidence.add(new Evidence(columns.entry(), plain, proof.path()));
      }
    }
    byte[] bundle = ProofBundle.write(decisionId, evidence, Bytes.copyOf(head.note()), policy);
    return new Result.Made(Bytes.copyOf(bundle), head.size(), evidence.size());
  }

  private static boolean isPrediction(StoredRow row) {
    EntryColumns columns = row.columns();
    return columns != null && columns.eventType() == EventType.PREDICTION_SCORED.number();
  }

  /** The candidate's entry names no decision; the prediction's record says where it stands. */
  private void candidate(Connection open, List<StoredRow> rows) {
    StoredRow scored = rows.stream().filter(LedgerProofs::isPrediction).findFirst().orElse(null);
    Body body = scored == null ? null : body(scored);
    byte[] value = body == null ? null : body.value();
    if (value != null
        && Topics.PREDICTIONS.codec().decode(value)
            instanceof Decoded.Valid<Prediction>(Prediction prediction)) {
      SourcePosition at = prediction.source();
      String position =
          "e.topic = '%s' AND e.part = %d AND e.off = %d"
              .formatted(names.of(Topics.CANDIDATES), at.partition(), at.offset());
      drain(RowStream.where(open, position), rows);
    }
  }

  private @Nullable Body body(StoredRow row) {
    byte[] stored = row.stored();
    EntryColumns columns = row.columns();
    return stored == null || columns == null
        ? null
        : opener.open(columns.entry(), stored, row.key());
  }

  private static void drain(RowStream stream, List<StoredRow> into) {
    while (stream.hasNext()) {
      into.add(stream.next());
    }
  }

  /**
   * Decisions drawn at random from those under a signed head.
   *
   * @param size entries under the head, 0 when none is signed and projected
   * @param root its root
   * @param decisions decisions in the draw
   * @param drawn prediction ids by idx
   */
  public record Sample(long size, String root, long decisions, Map<Long, String> drawn) {
    public Sample {
      drawn = Collections.unmodifiableMap(new LinkedHashMap<>(drawn));
    }
  }

  private static long projected(Connection open) throws SQLException {
    try (PreparedStatement select = open.prepareStatement("SELECT next_idx FROM query.progress");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /**
   * Draws {@code n} decisions with the auditor's seed, as {@link AuditSample} says: predictions,
   * but for those of a challenger that only stand beside the champion's of the same candidate. The
   * same head and seed draw the same until a person is erased or a retention ends: what a
   * challenger said beside is then not told from a decision any more, and {@code decisions} grows.
   */
  public Sample sample(int n, long seed) {
    AuditSample sample = new AuditSample(n, seed);
    return Transaction.run(
        connection,
        "drawing a sample",
        open -> {
          SignedHeads.Head head = SignedHeads.strongest(open, 0);
          // What decides is known once the head's entries are projected.
          if (head == null || projected(open) < head.size()) {
            return new Sample(0, "", 0, Map.of());
          }
          String decisions = DECISIONS.formatted(EventType.PREDICTION_SCORED.number(), head.size());
          try (CopyReader in = new CopyReader(open, decisions)) {
            while (in.next()) {
              sample.offer(in.int8());
            }
          }
          Map<Long, String> drawn = new LinkedHashMap<>();
          String query = "SELECT encode(decision_id, 'hex') FROM ledger.entry WHERE idx = ?";
          try (PreparedStatement select = open.prepareStatement(query)) {
            for (long idx : sample.drawn()) {
              select.setLong(1, idx);
              try (ResultSet row = select.executeQuery()) {
                row.next();
                drawn.put(idx, String.valueOf(row.getString(1)));
              }
            }
          }
          Checkpoint signed = Checkpoint.parse(SignedNote.parse(head.note()).text());
          return new Sample(head.size(), signed.root().base64(), sample.offered(), drawn);
        });
  }

  /** The decisions about a candidate, the newest first. */
  public List<String> decisionsOf(String candidateId) {
    return Transaction.run(
        connection,
        "looking decisions up",
        open -> {
          String query =
              "SELECT encode(decision_id, 'hex') FROM query.prediction_row"
                  + " WHERE candidate_id = ? ORDER BY idx DESC LIMIT 100";
          List<String> ids = new ArrayList<>();
          try (PreparedStatement select = open.prepareStatement(query)) {
            select.setString(1, candidateId);
            try (ResultSet rows = select.executeQuery()) {
              while (rows.next()) {
                ids.add(rows.getString(1));
              }
            }
          }
          return ids;
        });
  }

  @Override
  public void close() {
    Transaction.closeQuietly(connection);
  }
}
