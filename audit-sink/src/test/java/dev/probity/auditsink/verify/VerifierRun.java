// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.Policy;
import java.util.List;

/** Runs the verifier with a key of the tests. */
public final class VerifierRun {
  public static final NoteSigner SIGNER = new NoteSigner("ledger.test.example", new byte[32]);

  /** Who is believed in the tests. */
  public static final Policy POLICY = Policy.of(List.of(SIGNER.key()));

  private VerifierRun() {}

  /** Verifies; only candidates have gapless offsets here. */
  public static VerifyReport of(LedgerSnapshot snapshot, Anchor... anchors) {
    return new Verifier(POLICY, topic -> topic.contains("candidates"))
        .verify(snapshot, List.of(anchors));
  }

  /** All checks must run and pass. */
  public static void assertSound(LedgerSnapshot snapshot) {
    VerifyReport report = of(snapshot);
    assertEquals(List.of(), report.findings());
    assertEquals(0, report.exitCode());
  }
}
