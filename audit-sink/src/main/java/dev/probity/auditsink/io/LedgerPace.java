// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Draft;
import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.io.CheckpointLoop.CheckpointRhythm;
import dev.probity.auditsink.sign.LogKeys;
import dev.probity.auditsink.vault.Subjects;
import dev.probity.auditsink.vault.VaultKeys;
import dev.probity.auditsink.verify.EntryColumns;
import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.record.EventType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * How fast a ledger of its own is, part by part, for the bench. The sink runs as in production but
 * alone: nothing is projected beside it.
 */
public final class LedgerPace {
  private static final Duration SILENCE = Duration.ofMinutes(5);
  private static final int ROWS_PER_TRANSACTION = 2_000;
  private static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();

  private LedgerPace() {}

  /**
   * What the sink did with a backlog.
   *
   * @param rows rows it took in after its first transaction
   * @param seconds how long that took
   * @param slowest rows a second in the slowest five seconds; of the whole when it took less
   */
  public record Sunk(long rows, double seconds, double slowest) {
    /** Rows a second. */
    public double rate() {
      return rows / seconds;
    }
  }

  /**
   * Takes everything in that is on the topics, from their beginning, and signs it.
   *
   * @param config an empty ledger, and a log of its own
   * @param expected how many rows there are
   * @param patience how long it may take
   */
  public static Sunk sink(AuditSinkConfig config, long expected, Duration patience)
      throws IOException, InterruptedException {
    Marks marks = new Marks(expected);
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    KafkaSettings kafka = config.kafka();
    LedgerGrowth growth = new LedgerGrowth();
    try (Admin admin = Admin.create(kafka.admin())) {
      Clocks clocks = new Clocks(clock, System::nanoTime);
      VaultKeys vault = config.vault().read();
      LogReader log =
          new LogReader(
              new KafkaConsumer<>(consumer(config)),
              random,
              config.batchRows(),
              config.linger(),
              new Subjects(kafka.names(), vault));
      PostgresOpener opener =
          new PostgresOpener(
              config.writerAccess(), config.ownerAccess(), new SubjectKeys(vault, random));
      List<String> topics = Topics.audited().stream().map(kafka.names()::of).toList();
      SinkLoop sink =
          new SinkLoop(
              new Sink(log, new KafkaTopicLookup(admin, topics), opener, clocks, random, marks),
              clocks.nanoTime());
      CheckpointLoop signer =
          new CheckpointLoop(
              config.writerAccess(),
              LogKeys.of(SigningKeyFile.read(config.signingKeyFile(), config.origin())),
              (checkpoint, note) -> {},
              growth,
              new CheckpointRhythm(config.checkpointInterval(), config.checkpointRows()),
              clock);
      Thread sinking = Thread.ofPlatform().name("audit-sink-bench").start(sink);
      growth.opened();
      Thread signing = Thread.ofPlatform().name("audit-signer-bench").start(signer);
      boolean whole = marks.done.await(patience.toSeconds(), TimeUnit.SECONDS);
      sink.close();
      sinking.join();
      growth.close();
      signing.join();
      if (!marks.trouble().isEmpty()) {
        throw new IOException("the sink was interrupted: " + marks.trouble());
      }
      if (!whole) {
        throw new IOException(
            "the sink took in %d of %d rows within %d s"
                .formatted(marks.lastSize(), expected, patience.toSeconds()));
      }
      return marks.sunk();
    }
  }

  private static Map<String, Object> consumer(AuditSinkConfig config) {
    Map<String, Object> properties = AuditSinkService.consumer(config);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, config.kafka().group() + "-pace");
    return properties;
  }

  /** When the ledger had which size. */
  private static final class Marks implements SinkListener {
    private final long expected;
    private final List<long[]> seen = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private String trouble = "";

    Marks(long expected) {
      this.expected = expected;
    }

    @Override
    public synchronized void appended(Draft draft, long size, long now) {
      seen.add(new long[] {System.nanoTime(), size});
      if (size >= expected) {
        done.countDown();
      }
    }

    /** A sink that begins anew in between is not what is to be measured. */
    @Override
    public synchronized void changed(SinkState state) {
      if (state.phase() == SinkState.Phase.OUTAGE || state.phase() == SinkState.Phase.FATAL) {
        trouble = state.reason();
        done.countDown();
      }
    }

    synchronized String trouble() {
      return trouble;
    }

    synchronized long lastSize() {
      return seen.isEmpty() ? 0 : seen.getLast()[1];
    }

    synchronized Sunk sunk() {
      long[] first = seen.getFirst();
      long[] last = seen.getLast();
      double slowest = rate(first, last);
      int from = 0;
      for (int to = 0; to < seen.size(); to++) {
        while (seen.get(to)[0] - seen.get(from)[0] >= WINDOW_NANOS) {
          slowest = Math.min(slowest, rate(seen.get(from), seen.get(to)));
          from++;
        }
      }
      return new Sunk(last[1] - first[1], (last[0] - first[0]) / 1e9, slowest);
    }

    private static double rate(long[] from, long[] to) {
      return (to[1] - from[1]) * 1e9 / Math.max(to[0] - from[0], 1);
    }
  }

  /**
   * Writes the same rows into the same two tables and indexes of another empty ledger by plain
   * binary COPY, in transactions of 2,000: bytes that Postgres itself wrote out, so that neither
   * commitments nor encryption, tree or fence is in it. Reading them is not timed.
   *
   * @return rows a second
   */
  public static double copy(PostgresAccess from, PostgresAccess to, long rows) throws IOException {
    try (Connection source = from.openAs(LedgerSchema.BODY_READER, SILENCE);
        Connection target = to.open(SILENCE)) {
      target.setAutoCommit(false);
      months(target);
      CopyManager out = target.unwrap(PGConnection.class).getCopyAPI();
      CopyManager in = source.unwrap(PGConnection.class).getCopyAPI();
      long nanos = 0;
      for (long at = 0; at < rows; at += ROWS_PER_TRANSACTION) {
        long end = Math.min(rows, at + ROWS_PER_TRANSACTION);
        byte[] entries = binary(in, "entry", at, end);
        byte[] bodies = binary(in, "body", at, end);
        long began = System.nanoTime();
        out.copyIn("COPY ledger.entry FROM STDIN BINARY", stream(entries));
        out.copyIn("COPY ledger.body FROM STDIN BINARY", stream(bodies));
        target.commit();
        nanos += System.nanoTime() - began;
      }
      return rows * 1e9 / nanos;
    } catch (SQLException e) {
      throw new IOException("plain COPY failed with SQLSTATE " + e.getSQLState(), e);
    }
  }

  private static void months(Connection target) throws SQLException {
    try (PreparedStatement call = target.prepareStatement("SELECT ledger.ensure_months(?, 2)")) {
      call.setObject(1, RowEncoder.month(System.currentTimeMillis()));
      call.execute();
    }
    target.commit();
  }

  private static byte[] binary(CopyManager in, String table, long from, long to)
      throws SQLException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    in.copyOut(
        "COPY (SELECT * FROM ledger.%s WHERE idx >= %d AND idx < %d ORDER BY idx) TO STDOUT BINARY"
            .formatted(table, from, to),
        bytes);
    return bytes.toByteArray();
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  /**
   * Reads every row with its body as the verifier does, and checks nothing.
   *
   * @return rows a second
   */
  public static double read(PostgresAccess reader) throws IOException {
    try (PostgresSnapshot snapshot = PostgresSnapshot.open(reader, false)) {
      long began = System.nanoTime();
      long rows = 0;
      for (var each = snapshot.rows(); each.hasNext(); each.next()) {
        rows++;
      }
      return rows * 1e9 / (System.nanoTime() - began);
    } catch (SQLException e) {
      throw new IOException("reading failed with SQLSTATE " + e.getSQLState(), e);
    }
  }

  /** The bytes of the first entries, for a tree in memory. */
  public static List<byte[]> entries(PostgresAccess reader, int most) throws IOException {
    try (Connection connection = reader.open(SILENCE)) {
      connection.setAutoCommit(false);
      List<byte[]> entries = new ArrayList<>();
      RowStream rows = RowStream.entries(connection, 0, most);
      while (rows.hasNext()) {
        EntryColumns columns = rows.next().columns();
        if (columns != null) {
          Entry entry = columns.entry();
          entries.add(entry.toBytes());
        }
      }
      return entries;
    } catch (SQLException e) {
      throw new IOException("reading failed with SQLSTATE " + e.getSQLState(), e);
    }
  }

  /**
   * What a ledger takes on disk, indexes included.
   *
   * @param ledger bytes of entries, bodies, tiles, ranges and heads
   * @param projection bytes of what is extracted for auditors
   * @param explained decisions with an explanation in it
   * @param share of the bytes of all rows, that of candidates, predictions and explanations; the
   *     rest is history to train on, and the log's own
   */
  public record Disk(long ledger, long projection, long explained, double share) {
    /** Bytes of the ledger that one explained decision takes. */
    public double perDecision() {
      return ledger * share / explained;
    }
  }

  /** Asks the database; what is not written to disk yet counts as if it were. */
  public static Disk disk(PostgresAccess reader) throws IOException {
    String sql =
        """
        SELECT n.nspname, sum(pg_total_relation_size(c.oid))::bigint
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname IN ('ledger', 'query') AND c.relkind = 'r' GROUP BY 1 ORDER BY 1\
        """;
    String explained =
        """
        SELECT count(DISTINCT e.decision_id) FILTER (WHERE e.event_type = %d),
          sum(w.bytes) FILTER (WHERE e.event_type IN (%d, %d, %d)) / sum(w.bytes)::float8
        FROM ledger.entry e JOIN ledger.body b ON b.idx = e.idx AND b.month = e.month
          CROSS JOIN LATERAL (SELECT pg_column_size(e.*) + pg_column_size(b.*) AS bytes) w\
        """
            .formatted(
                EventType.EXPLANATION_COMPUTED.number(),
                EventType.CANDIDATE_RECEIVED.number(),
                EventType.PREDICTION_SCORED.number(),
                EventType.EXPLANATION_COMPUTED.number());
    try (Connection connection = reader.openAs(LedgerSchema.BODY_READER, SILENCE);
        Statement statement = connection.createStatement()) {
      long[] bytes = new long[2];
      try (ResultSet row = statement.executeQuery(sql)) {
        for (int i = 0; i < bytes.length && row.next(); i++) {
          bytes[i] = row.getLong(2);
        }
      }
      try (ResultSet row = statement.executeQuery(explained)) {
        row.next();
        return new Disk(bytes[0], bytes[1], row.getLong(1), row.getDouble(2));
      }
    } catch (SQLException e) {
      throw new IOException("asking for sizes failed with SQLSTATE " + e.getSQLState(), e);
    }
  }
}
