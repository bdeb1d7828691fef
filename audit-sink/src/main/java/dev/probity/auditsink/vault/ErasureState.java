// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.vault;

import java.util.Locale;

/** How far an erasure has come. */
public enum ErasureState {
  /** Asked for. */
  REQUESTED,
  /** Put off by a hold. */
  DEFERRED,
  /** Key, bodies and what was read out of them are gone from the tables. */
  SHREDDED,
  /** They are gone from the disk too. */
  REWRITTEN,
  /** The record of it is handed over to the ledger. */
  DONE;

  /** The state as the database writes it. */
  public static ErasureState named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** The word for people and databases. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
