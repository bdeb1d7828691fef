// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.auditsink.note.NoteSigner;
import java.util.List;

/** Runs the verifier with a key of the tests. */
public final class VerifierRun {
  public static final NoteSigner SIGNER = new NoteSigner("ledger.test.example", new byte[32]);

  private VerifierRun() {}

  /** Verifies; only candidates have gapless offsets here. */
  public static VerifyReport of(LedgerSnapshot snapshot) {
    return new Verifier(List.of(SIGNER.key()), topic -> topic.contains("candidates"))
        .verify(snapshot);
  }

  /** All checks must run and pass. */
  public static void assertSound(LedgerSnapshot snapshot) {
    VerifyReport report = of(snapshot);
    assertEquals(List.of(), report.findings());
    assertEquals(0, report.exitCode());
  }
}
