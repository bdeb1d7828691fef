// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.auditsink.io.PostgresAccess;
import dev.probity.auditsink.note.VerifierKey;
import java.util.Map;

/**
 * A database beside that of the folder, with the ledger's tables and nothing in them.
 *
 * @param writer the login that appends
 * @param reader the login that reads
 * @param settings of a sink that fills it, under an origin and a key of its own
 * @param key that key
 */
public record EmptyLedger(
    PostgresAccess writer, PostgresAccess reader, Map<String, String> settings, VerifierKey key) {
  /** Copies the settings. */
  public EmptyLedger {
    settings = Map.copyOf(settings);
  }
}
