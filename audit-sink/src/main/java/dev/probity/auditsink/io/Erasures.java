// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.LedgerException;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.vault.Erasure;
import dev.probity.auditsink.vault.ErasureState;
import dev.probity.auditsink.vault.Hold;
import dev.probity.auditsink.vault.IdxRanges;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Erasures and holds, by functions of the database that act for the eraser; it reads and changes no
 * table itself. Each step is one transaction that may be done again: whatever ends a step, the next
 * run goes on from the state that is stored. Used by one thread.
 */
public final class Erasures implements AutoCloseable {
  /** SQLSTATE: somebody else must go first; again later. */
  public static final String NOT_YET = "55P03";

  private static final Duration SILENCE = Duration.ofMinutes(10);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final PostgresAccess eraser;
  private final Connection connection;

  private Erasures(PostgresAccess eraser, Connection connection) {
    this.eraser = eraser;
    this.connection = connection;
  }

  /** Connects as the eraser's login. */
  public static Erasures connect(PostgresAccess eraser) throws IOException {
    try {
      return open(eraser);
    } catch (SQLException e) {
      throw new IOException("the ledger at " + eraser.url() + " cannot be reached", e);
    }
  }

  static Erasures open(PostgresAccess eraser) throws SQLException {
    Connection connection = eraser.open(SILENCE);
    connection.setAutoCommit(false);
    return new Erasures(eraser, connection);
  }

  /**
   * Takes a request in; the same request again changes nothing.
   *
   * @param request its id, from whoever keeps the requests
   * @param subject the person's id
   * @param reference the person's reference
   * @param reason why, in words; no personal data
   * @param actor who asks
   */
  public void request(String request, String subject, Hash reference, String reason, String actor) {
    call(
        "taking a request in",
        "SELECT vault.request_erasure(?, ?, ?, ?, ?)",
        request,
        subject,
        reference.toBytes(),
        reason,
        actor);
  }

  /**
   * Holds the records of a person: no erasure until then, or until it is released.
   *
   * @return number of the hold
   */
  public long hold(String subject, Hash reference, String reason, Instant until, String actor) {
    String id =
        call(
            "setting a hold",
            "SELECT vault.set_hold(?, ?, ?, ?, ?)",
            subject,
            reference.toBytes(),
            reason,
            Timestamp.from(until),
            actor);
    return Long.parseLong(id);
  }

  /** Ends a hold; false when there is none of that number that stands. */
  public boolean release(long hold, String reason, String actor) {
    String released =
        call("releasing a hold", "SELECT vault.release_hold(?, ?, ?)", hold, reason, actor);
    return released.equals("t");
  }

  /** Holds that stand. */
  public List<Hold> holds() {
    String query = "SELECT id, subject, reason, until, set_by FROM vault.holds()";
    return rows("listing holds", query, Erasures::hold);
  }

  private static Hold hold(ResultSet row) throws SQLException {
    return new Hold(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getTimestamp(4).toInstant(),
        row.getString(5));
  }

  /** One request, null when there is none of that id. */
  public @Nullable Erasure of(String request) {
    return where("request = ?", request).stream().findFirst().orElse(null);
  }

  /** Requests about which something can be done now, the oldest first. */
  List<Erasure> ready() {
    return where("ready");
  }

  private List<Erasure> where(String condition, Object... arguments) {
    String query =
        "SELECT request, state, due, requested_at, done_at, idx, touched, shredded_xid::text, ready"
            + " FROM vault.erasures() WHERE "
            + condition
            + " ORDER BY requested_at, request";
    return rows("listing erasures", query, Erasures::erasure, arguments);
  }

  private static Erasure erasure(ResultSet row) throws SQLException {
    IdxRanges gone = new IdxRanges();
    for (Long idx : (Long[]) row.getArray(6).getArray()) {
      gone.add(idx, idx);
    }
    return new Erasure(
        row.getString(1),
        ErasureState.named(row.getString(2)),
        instant(row.getTimestamp(3)),
        row.getTimestamp(4).toInstant(),
        instant(row.getTimestamp(5)),
        gone,
        List.of((String[]) row.getArray(7).getArray()),
        row.getString(8),
        row.getBoolean(9));
  }

  private static @Nullable Instant instant(@Nullable Timestamp time) {
    return time == null ? null : time.toInstant();
  }

  /**
   * Does the next step of a request: shred or defer, rewrite, hand over. Rewriting is done once for
   * all requests that wait for it.
   *
   * @param patience how long the projector is waited for, and readers that began before and still
   *     see the rows
   * @return the state afterwards
   */
  public ErasureState step(String request, Duration patience) {
    Erasure now = of(request);
    if (now == null) {
      throw new LedgerException("there is no request " + request);
    }
    return switch (now.state()) {
      case REQUESTED, DEFERRED -> shred(request, patience);
      case SHREDDED -> {
        List<Erasure> waiting = where("state = ?", ErasureState.SHREDDED.code());
        Rewriting.run(eraser, waiting, patience);
        waiting.forEach(
            one -> call("marking as rewritten", "SELECT vault.rewritten(?)", one.request()));
        yield ErasureState.REWRITTEN;
      }
      case REWRITTEN -> {
        call("handing over", "SELECT vault.finish(?)", request);
        yield ErasureState.DONE;
      }
      case DONE -> ErasureState.DONE;
    };
  }

  /** Waits for a projector that has not read the person's last records yet. */
  private ErasureState shred(String request, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return ErasureState.named(call("shredding", "SELECT vault.shred(?)", request));
      } catch (LedgerException e) {
        if (!e.sqlState().equals(NOT_YET) || System.nanoTime() > until) {
          throw e;
        }
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      }
    }
  }

  /** Does all steps that can be done now; ends at done or deferred. */
  public ErasureState run(String request, Duration patience) {
    ErasureState state = step(request, patience);
    while (state != ErasureState.DONE && state != ErasureState.DEFERRED) {
      state = step(request, patience);
    }
    return state;
  }

  private String call(String doing, String sql, Object... arguments) {
    return Transaction.run(
        connection,
        doing,
        open -> {
          try (PreparedStatement statement = open.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
              statement.setObject(i + 1, arguments[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
              row.next();
              return String.valueOf(row.getString(1));
            }
          }
        });
  }

  /** Makes a value of the current row. */
  @FunctionalInterface
  private interface Mapper<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> List<T> rows(String doing, String query, Mapper<T> mapper, Object... arguments) {
    return Transaction.run(
        connection,
        doing,
        open -> {
          List<T> found = new ArrayList<>();
          try (PreparedStatement select = open.prepareStatement(query)) {
            for (int i = 0; i < arguments.length; i++) {
              select.setObject(i + 1, arguments[i]);
            }
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                found.add(mapper.of(row));
              }
            }
          }
          return found;
        });
  }

  @Override
  public void close() {
    Transaction.closeQuietly(connection);
  }
}
