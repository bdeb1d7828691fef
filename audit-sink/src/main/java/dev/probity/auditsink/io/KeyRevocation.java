// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.note.VerifierKey;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** Notes that a key of the log is not believed any more; the sink makes an entry of it. */
public final class KeyRevocation {
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private KeyRevocation() {}

  /**
   * Notes it; kept when this returns.
   *
   * @param writer the writer's login
   * @param key the key
   * @param size largest size of a head that the key alone is still believed for
   * @param actor who says so
   */
  public static void note(PostgresAccess writer, VerifierKey key, long size, String actor)
      throws IOException {
    String sql = "SELECT ledger.note_revocation(?, ?, ?)";
    try (Connection connection = writer.open(SILENCE);
        PreparedStatement call = connection.prepareStatement(sql)) {
      call.setString(1, key.toString());
      call.setLong(2, size);
      call.setString(3, actor);
      call.execute();
    } catch (SQLException e) {
      throw new IOException("the revocation was not kept, SQLSTATE " + e.getSQLState(), e);
    }
  }
}
