// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import java.nio.file.Path;

/** What is unpacked once per user and can be deleted at any time. */
final class UserCache {
  private UserCache() {}

  /** The server programs of the embedded Postgres; 50 MB, shared by all data folders. */
  static Path postgresBinaries() {
    String named = System.getenv("XDG_CACHE_HOME");
    Path cache =
        named == null || named.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(named);
    return cache.resolve("probity").resolve("postgres");
  }
}
