// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.proof.ProofFile;
import dev.probity.auditsink.verify.Anchor;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.record.EventType;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Single entries and heads out of a real ledger, shown and proved. */
class LedgerEntriesIT {
  private final TestPostgres postgres = TestPostgres.migrated();
  private final FilledLedger ledger = new FilledLedger(postgres);
  private final Stream stream = new Stream();

  private void decide(int candidates) {
    int before = stream.records().size();
    for (int i = 0; i < candidates; i++) {
      stream.decided("C-" + before + "-" + i, i % 4);
    }
    ledger.append(stream.prepared().subList(before, stream.records().size()), 100);
  }

  private static Bytes made(LedgerEntries.Result result) {
    return assertInstanceOf(LedgerEntries.Result.Made.class, result).file();
  }

  private static VerifyReport verify(Bytes file, Anchor... kept) {
    return ProofFile.verify(VerifierRun.POLICY, file.toArray(), List.of(kept));
  }

  /** The signed head at the end of either kind of proof: what somebody keeps. */
  private static Anchor headOf(Bytes proof) {
    String text = new String(proof.toArray(), java.nio.charset.StandardCharsets.UTF_8);
    byte[] note =
        text.substring(text.indexOf("\n\n") + 2).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    SignedNote.parse(note);
    return new Anchor("council", Bytes.copyOf(note));
  }

  @Test
  void anEntryIsShownWithTheHeadOverItAndOneThatIsNotThereIsNot() throws IOException {
    decide(3);
    ledger.sign();
    decide(1);
    try (LedgerEntries entries = LedgerEntries.connect(postgres.reader())) {
      LedgerEntries.Found found = entries.find(1);
      assertNotNull(found);
      assertEquals(1, found.entry().idx());
      assertEquals(EventType.PREDICTION_SCORED.number(), found.entry().eventType());
      assertEquals(12, found.signed());
      assertTrue(found.body());
      LedgerEntries.Found unsigned = entries.find(13);
      assertNotNull(unsigned);
      assertEquals(0, unsigned.signed());
      assertNull(entries.find(16));
    }
  }

  @Test
  void anEntryIsProvedInOneFileOfWhichAnyByteCounts() throws IOException {
    decide(100);
    ledger.sign();
    decide(1);
    try (LedgerEntries entries = LedgerEntries.connect(postgres.reader())) {
      // When
      Bytes proof = made(entries.inclusion(258));

      // Then
      assertEquals("OK size=400", verify(proof).lastLine().split(" root")[0]);
      byte[] bytes = proof.toArray();
      for (int i = 0; i < bytes.length; i += 7) {
        bytes[i] ^= 1;
        assertEquals(6, verify(Bytes.copyOf(bytes)).exitCode(), "byte " + i);
        bytes[i] ^= 1;
      }
      assertInstanceOf(LedgerEntries.Result.NotSignedYet.class, entries.inclusion(401));
      assertInstanceOf(LedgerEntries.Result.Unknown.class, entries.inclusion(404));
    }
  }

  @Test
  void aLaterHeadIsProvedToExtendAnEarlierOneThatSomebodyKept() throws IOException {
    // Given: three heads, and two of another ledger of the same key
    decide(75);
    ledger.sign();
    decide(25);
    ledger.sign();
    decide(100);
    ledger.sign();
    TestPostgres elsewhere = TestPostgres.migrated();
    FilledLedger forked = new FilledLedger(elsewhere);
    forked.append(stream.prepared().subList(100, 400), 100);
    forked.sign();
    try (LedgerEntries entries = LedgerEntries.connect(postgres.reader());
        LedgerEntries others = LedgerEntries.connect(elsewhere.reader())) {
      Anchor at300 = headOf(made(entries.consistency(300, 300)));
      Anchor at400 = headOf(made(entries.consistency(400, 400)));
      Anchor fork = headOf(made(others.consistency(300, 300)));

      // When
      Bytes proof = made(entries.consistency(300, 800));

      // Then
      VerifyReport sound = verify(proof, at300);
      assertEquals(0, sound.exitCode(), sound.lastLine());
      assertEquals(List.of("council"), sound.anchors());
      assertEquals(8, verify(proof).exitCode(), "no earlier head given");
      assertEquals(8, verify(proof, at400).exitCode(), "a head of another size");
      assertEquals(
          FindingCode.CHECKPOINT_INCONSISTENT, verify(proof, fork).findings().getFirst().code());
      byte[] bytes = proof.toArray();
      for (int i = 0; i < bytes.length; i += 7) {
        bytes[i] ^= 1;
        assertTrue(verify(Bytes.copyOf(bytes), at300).exitCode() != 0, "byte " + i);
        bytes[i] ^= 1;
      }
      assertEquals(
          new LedgerEntries.Result.NoSuchHead(500, 400, 800), entries.consistency(300, 500));
      assertEquals(new LedgerEntries.Result.NoSuchHead(7, 0, 300), entries.consistency(7, 300));
    }
  }
}
