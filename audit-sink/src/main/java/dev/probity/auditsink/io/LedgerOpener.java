// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.auditsink.Ledger;
import dev.probity.auditsink.LedgerException;

/** Connects to the ledger anew. */
@FunctionalInterface
interface LedgerOpener {
  /**
   * A fresh connection, after checking that the server may be trusted with a ledger.
   *
   * @throws LedgerException when it cannot be had
   */
  OpenLedger open();

  /** A ledger that is connected until it is closed. */
  interface OpenLedger extends Ledger, AutoCloseable {
    /** Sees to what the ledger needs from time to time, such as the partitions of coming months. */
    void maintain(long now);

    @Override
    void close();
  }
}
