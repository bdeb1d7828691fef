// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

import dev.probity.auditsink.verify.LedgerSnapshot;

/** The ledger of lists is a ledger. */
class InMemoryLedgerTest extends LedgerKit {
  private final InMemoryLedger ledger = new InMemoryLedger();

  @Override
  protected Ledger ledger() {
    return ledger;
  }

  @Override
  protected Ledger twin() {
    return ledger;
  }

  @Override
  protected LedgerSnapshot snapshot() {
    return ledger.snapshot();
  }
}
