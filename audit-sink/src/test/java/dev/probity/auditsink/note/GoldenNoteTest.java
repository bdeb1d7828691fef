// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.note;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TreeHasher;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of the C2SP signed-note document, and this project's own checkpoint. */
class GoldenNoteTest {
  private static final String VKEY =
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  private static final String NOTE =
      """
      This is an example message.

      \u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3\
      mFXmRKuwHjG1Yu72IneyaQM=
      """;
  private static final String LOG_VKEY =
      "ledger.probity.example+3903c6d7+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";
  private static final String ROOT = "n7uul12rQnwsDtAvmIZwWN33QetD55Zz2WQOY2c+eqY=";
  private static final String SIGNATURE =
      "OQPG1wKKsn4V/PPRghPR+2gbgD61XauValYMdNdT5BrHXjzAuTZaalyi5HtbmJ7cEcPCKe82DVFh2HpB5X+lxhFI"
          + "aQ4=";

  private static NoteSigner signer() {
    byte[] seed = new byte[32];
    for (int i = 0; i < seed.length; i++) {
      seed[i] = (byte) i;
    }
    return new NoteSigner("ledger.probity.example", seed);
  }

  private static Checkpoint checkpoint() {
    return new Checkpoint("ledger.probity.example", 3, Hash.of(Base64.getDecoder().decode(ROOT)));
  }

  @Test
  void theExampleOfTheDocumentVerifies() {
    // When
    SignedNote note = SignedNote.parse(NOTE.getBytes(UTF_8));

    // Then
    VerifierKey key = VerifierKey.parse(VKEY);
    assertEquals("This is an example message.\n", note.text());
    assertEquals(List.of(key), note.verifiedBy(List.of(key)));
    assertArrayEquals(NOTE.getBytes(UTF_8), note.toBytes());
  }

  @Test
  void theKeyOfTheSeedIsThePublishedOne() {
    assertEquals(LOG_VKEY, signer().key().toString());
    assertEquals(VerifierKey.parse(LOG_VKEY), signer().key());
  }

  @Test
  void theCheckpointHasThePublishedSignatureAndBytes() {
    // When
    SignedNote note = signer().sign(checkpoint().text());

    // Then
    assertEquals(SIGNATURE, note.signatures().getFirst().base64());
    assertEquals(191, note.toBytes().length);
    assertEquals(
        "340f41bcc1001cc463b3a101d6f0baf191a688e953fdec6693beaf441df9ca58",
        Hash.of(TreeHasher.sha256().digest(note.toBytes())).toString());
    assertEquals(checkpoint(), Checkpoint.parse(note.text()));
  }

  @Test
  void everySingleBitChangeOfTheCheckpointIsRefused() {
    // Given
    byte[] original = signer().sign(checkpoint().text()).toBytes();
    List<VerifierKey> trusted = List.of(signer().key());
    int accepted = 0;

    // When
    for (int at = 0; at < original.length; at++) {
      for (int change = 1; change < 256; change <<= 1) {
        byte[] changed = original.clone();
        changed[at] ^= (byte) change;
        accepted += opens(changed, trusted) ? 1 : 0;
      }
    }

    // Then
    assertTrue(opens(original, trusted));
    assertEquals(0, accepted, "of " + original.length * 8 + " changes");
  }

  private static boolean opens(byte[] bytes, List<VerifierKey> trusted) {
    try {
      SignedNote note = SignedNote.parse(bytes);
      Checkpoint.parse(note.text());
      return !note.verifiedBy(trusted).isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void everySingleCharacterChangeOfTheKeyIsRefused() {
    int accepted = 0;
    for (int at = 0; at < LOG_VKEY.length(); at++) {
      for (char c = 0x20; c < 0x7f; c++) {
        StringBuilder changed = new StringBuilder(LOG_VKEY);
        changed.setCharAt(at, c);
        accepted += c != LOG_VKEY.charAt(at) && parses(changed.toString()) ? 1 : 0;
      }
    }
    assertEquals(0, accepted);
  }

  private static boolean parses(String vkey) {
    try {
      return VerifierKey.parse(vkey) != null;
    } catch (MalformedTextException e) {
      return false;
    }
  }

  @Test
  void aBadLineUnderATrustedKeySpoilsTheNoteAndAnUnknownOneIsIgnored() {
    // Given
    SignedNote good = signer().sign(checkpoint().text());
    SignedNote other = signer().sign("another text\n");
    SignatureLine unknown = SignedNote.parse(NOTE.getBytes(UTF_8)).signatures().getFirst();
    List<VerifierKey> trusted = List.of(signer().key());

    // When
    SignedNote spoiled =
        new SignedNote(
            good.text(), List.of(good.signatures().getFirst(), other.signatures().getFirst()));
    SignedNote joined = new SignedNote(good.text(), List.of(unknown, good.signatures().getFirst()));

    // Then
    assertTrue(spoiled.verifiedBy(trusted).isEmpty());
    assertEquals(trusted, joined.verifiedBy(trusted));
    assertTrue(good.verifiedBy(List.of()).isEmpty());
  }

  @Test
  void refusesWhatLenientReadersAccept() {
    String text = checkpoint().text();
    for (String bad :
        List.of(
            text.replace("\n3\n", "\n03\n"),
            text.replace("\n3\n", "\n+3\n"),
            text.replace("\n3\n", "\n\u0663\n"),
            text.replace("\n3\n", "\n9223372036854775808\n"),
            text.replace("eqY=", "eqZ="),
            text.replace("eqY=", "eqY"),
            text + "extension\n",
            text.replace("\n3", "\r\n3"),
            text.substring(0, text.length() - 1))) {
      assertThrows(IllegalArgumentException.class, () -> Checkpoint.parse(bad), bad);
    }
  }

  @Test
  void refusesNotesWithoutTheirFrame() {
    for (String bad :
        List.of(
            "text\n",
            "text\n\n",
            "text\n\n\u2014 name QUJDRA==\n",
            "text\n\n- name QUJDREU=\n",
            "text\n\n\u2014 na+me QUJDREU=\n",
            "text\n\n\u2014 name QUJDREU=",
            "te\txt\n\n\u2014 name QUJDREU=\n")) {
      assertThrows(MalformedTextException.class, () -> SignedNote.parse(bad.getBytes(UTF_8)), bad);
    }
    assertThrows(MalformedTextException.class, () -> SignedNote.parse(new byte[] {(byte) 0xff}));
    assertThrows(MalformedTextException.class, () -> SignedNote.parse(new byte[65 * 1024]));
    assertThrows(IllegalArgumentException.class, () -> new NoteSigner("x", new byte[31]));
  }

  @Test
  void aSignerNeverShowsItsSeed() {
    assertEquals("signer " + LOG_VKEY, signer().toString());
  }
}
