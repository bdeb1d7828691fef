// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * How to reach a Postgres as one login.
 *
 * @param url JDBC URL
 * @param user login
 * @param password its password; empty where the server asks none
 */
public record PostgresAccess(String url, String user, String password) {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Opens a connection whose reads give up after {@code silence}. */
  Connection open(Duration silence) throws SQLException {
    return open(silence, "");
  }

  /** The same, acting as a role the login may take. */
  Connection openAs(String role, Duration silence) throws SQLException {
    return open(silence, "-c role=" + role);
  }

  private Connection open(Duration silence, String options) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    if (!password.isEmpty()) {
      properties.setProperty("password", password);
    }
    properties.setProperty("connectTimeout", String.valueOf(CONNECT.toSeconds()));
    properties.setProperty("socketTimeout", String.valueOf(silence.toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "probity-audit-sink");
    if (!options.isEmpty()) {
      properties.setProperty("options", options);
    }
    return DriverManager.getConnection(url, properties);
  }

  /** Shows where and who, never the password. */
  @Override
  public String toString() {
    return user + " at " + url;
  }
}
