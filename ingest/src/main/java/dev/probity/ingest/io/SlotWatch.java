// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the replication slot. A slot keeps the log of its database until it is read: one that
 * nobody reads fills the disk, and one that was dropped or cut off has missed changes.
 */
final class SlotWatch {
  private static final String STATE =
      "SELECT coalesce(wal_status, 'unknown'),"
          + " coalesce(pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery()"
          + " THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END, restart_lsn), 0)"
          + " FROM pg_replication_slots WHERE slot_name = ?";

  private final CaptureConfig config;

  SlotWatch(CaptureConfig config) {
    this.config = config;
  }

  /**
   * How a slot is.
   *
   * @param walStatus the server's word: {@code reserved} and {@code extended} are well, {@code
   *     unreserved} will be cut off at the next checkpoint, {@code lost} is
   * @param retainedBytes how much log it holds back, in bytes
   */
  record State(String walStatus, long retainedBytes) {

    /** Whether changes that were not read yet are gone. */
    boolean isLost() {
      return walStatus.equals("lost");
    }
  }

  /** How the slot is; null when there is none. */
  @Nullable State look() throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(url(), login());
        PreparedStatement select = connection.prepareStatement(STATE)) {
      select.setString(1, config.slot());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? new State(row.getString(1), row.getLong(2)) : null;
      }
    }
  }

  /**
   * Why capture must not go on: changes are missing that nobody would notice.
   *
   * @param state how the slot is; null when there is none
   * @param begun whether changes were captured before
   * @return null when it may
   */
  @Nullable String refusal(@Nullable State state, boolean begun) {
    if (!begun || (state != null && !state.isLost())) {
      return null;
    }
    return "the replication slot "
        + config.slot()
        + (state == null ? " is gone" : " was cut off")
        + " although changes were captured before: those since then are lost, deletions among them."
        + " To read the tables again, drop the slot if it is there, delete "
        + config.offsets()
        + " and start ingest again";
  }

  private String url() {
    return String.valueOf(config.url());
  }

  private Properties login() throws IOException {
    Properties login = new Properties();
    login.setProperty("user", config.user());
    login.setProperty("password", password(config));
    login.setProperty("connectTimeout", "5");
    login.setProperty("socketTimeout", "5");
    login.setProperty("ApplicationName", "probity-ingest");
    return login;
  }

  static String password(CaptureConfig config) throws IOException {
    return config.passwordFile() == null ? "" : Files.readString(config.passwordFile()).strip();
  }
}
