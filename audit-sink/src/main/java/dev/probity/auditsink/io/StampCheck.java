// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.verify.Finding;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.VerifyReport;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checks every time stamp of the heads that a verification looked at. */
final class StampCheck {
  private static final Duration SILENCE = Duration.ofMinutes(10);
  private static final int FETCH = 100;
  private static final String STAMPS =
      """
      SELECT s.size, s.authority, s.token, c.note
      FROM ledger.stamp s JOIN ledger.checkpoint c USING (size)
      WHERE s.size <= ? ORDER BY s.size, s.authority\
      """;

  private final TimestampTrust trust;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Held> held = new TreeMap<>();

  private record Held(long size, TimestampTrust.Stamp stamp, int stamps) {}

  private StampCheck(TimestampTrust trust) {
    this.trust = trust;
  }

  /**
   * Adds what the stamps say to a report: for each authority the newest head that it stamped, and
   * every stamp that does not verify as a finding.
   */
  static VerifyReport add(VerifyReport report, PostgresAccess reader, TimestampTrust trust)
      throws SQLException {
    StampCheck check = new StampCheck(trust);
    try (Connection connection = reader.openAs(LedgerSchema.READER, SILENCE)) {
      connection.setAutoCommit(false);
      try (PreparedStatement select = connection.prepareStatement(STAMPS)) {
        select.setFetchSize(FETCH);
        select.setLong(1, report.size());
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            check.look(row.getLong(1), row.getString(2), row.getBytes(3), row.getBytes(4));
          }
        }
      }
    }
    return report.plus(check.lines(), check.findings);
  }

  private void look(long size, String authority, byte[] token, byte[] note) {
    try {
      TimestampTrust.Stamp stamp =
          trust.verify(token, SignedNote.parse(note).text().getBytes(UTF_8));
      held.merge(
          stamp.authority(),
          new Held(size, stamp, 1),
          (older, newer) -> new Held(newer.size, newer.stamp, older.stamps + 1));
    } catch (IllegalArgumentException e) {
      findings.add(
          new Finding(
              FindingCode.STAMP,
              -1,
              -1,
              "time stamp of the head of size " + size + ", asked at " + authority,
              "a stamp of this head by a trusted authority",
              String.valueOf(e.getMessage())));
    }
  }

  private List<String> lines() {
    return held.values().stream()
        .map(
            one ->
                "time stamps: the head of size %d existed on %s, says %s (%d stamps)"
                    .formatted(one.size, one.stamp.at(), one.stamp.authority(), one.stamps))
        .toList();
  }
}
