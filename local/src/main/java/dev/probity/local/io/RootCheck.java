// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import java.io.IOException;

/**
 * Postgres refuses to run as root. The library that starts it helps itself with a user namespace;
 * where there is none it fails without a reason, so the reason is found before.
 */
final class RootCheck {
  private static final String REFUSAL =
      "Embedded Postgres cannot run as root here: no usable \"unshare -U\" (util-linux missing, or"
          + " user namespaces forbidden). Run as another user, or set"
          + " PROBITY_PG_URL=jdbc:postgresql://host:5432/db with PROBITY_PG_USER and"
          + " PROBITY_PG_PASSWORD_FILE (Postgres 15 or newer).";

  private RootCheck() {}

  /** Returns when a server can run under this user. */
  static void requireUsable() throws IOException {
    if (isRoot() && !succeeds("unshare", "-U", "true")) {
      throw new RefusedStartException(REFUSAL);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static boolean succeeds(String... command) throws IOException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException notOnThePath) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while looking for " + command[0], interrupted);
    }
  }
}
