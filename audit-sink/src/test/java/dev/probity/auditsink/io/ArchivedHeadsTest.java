// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.SignatureLine;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.verify.VerifierRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchivedHeadsTest {
  private static final Instant UNTIL = Instant.parse("2100-01-01T00:00:00Z");
  private static final NoteSigner SECOND = new NoteSigner("council.example", new byte[32]);

  @TempDir private Path folder = Path.of("");

  private static SignedNote head(int fill) {
    byte[] root = new byte[32];
    root[0] = (byte) fill;
    Checkpoint head = new Checkpoint("ledger.test.example", 7, Hash.of(root));
    return VerifierRun.SIGNER.sign(head.text());
  }

  private static byte[] signedTwice(SignedNote note) {
    SignatureLine second = SECOND.sign(note.text()).signatures().getFirst();
    return new SignedNote(note.text(), List.of(note.signatures().getFirst(), second)).toBytes();
  }

  @Test
  void aHeadThatWasCosignedLaterStaysAndAnotherOfItsSizeIsRefused() throws IOException {
    // Given
    ObjectStore archive = ObjectStore.in(folder);
    assertNull(ArchivedHeads.newest(archive));
    byte[] first = head(1).toBytes();
    ArchivedHeads.keep(archive, 7, first, UNTIL);

    // When
    ArchivedHeads.keep(archive, 7, signedTwice(head(1)), UNTIL);

    // Then
    assertArrayEquals(first, archive.read("checkpoints/00000000000000000007"));
    assertNotNull(ArchivedHeads.newest(archive));
    byte[] other = head(2).toBytes();
    assertThrows(IOException.class, () -> ArchivedHeads.keep(archive, 7, other, UNTIL));
  }
}
