// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.entry.Commitments;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.InclusionProof;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.topics.value.Bytes;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The text form of inclusion proofs, against the vector of the specification. */
class TlogProofTest {
  private static final Hash ENTRY_LEAF =
      Hash.ofHex("373912603185ef847558bb5333f12d5d9098adb283d47208bfcaba6c2b8630bf");
  private static final String ROOT = "n7uul12rQnwsDtAvmIZwWN33QetD55Zz2WQOY2c+eqY=";

  private final TreeHasher hasher = new TreeHasher();

  private static NoteSigner signer() {
    byte[] seed = new byte[32];
    for (int i = 0; i < seed.length; i++) {
      seed[i] = (byte) i;
    }
    return new NoteSigner("ledger.probity.example", seed);
  }

  private TlogProof golden() {
    List<Hash> path = List.of(Hash.of(hasher.leaf(new byte[0])), Hash.of(hasher.leaf(new byte[1])));
    String text = "ledger.probity.example\n3\n" + ROOT + "\n";
    return new TlogProof(null, 0, path, Bytes.copyOf(signer().sign(text).toBytes()));
  }

  @Test
  void theProofOfTheSpecificationIsOursToTheByteAndHolds() {
    // When
    byte[] bytes = golden().toBytes();

    // Then
    assertEquals(313, bytes.length);
    assertEquals(
        "2c28b036c4d1a634e07de672928661681aa3da4f3d9c2e924fbef49adc182b1a",
        HexFormat.of().formatHex(TreeHasher.sha256().digest(bytes)));
    TlogProof read = TlogProof.parse(bytes);
    assertEquals(golden(), read);
    assertTrue(
        new InclusionProof(read.index(), read.checkpoint().size(), read.path())
            .holds(ENTRY_LEAF, Hash.of(Base64.getDecoder().decode(ROOT)), hasher));
  }

  @Test
  void everyChangeOfEverySingleByteIsRefused() {
    byte[] bytes = golden().toBytes();
    Policy policy = Policy.of(List.of(signer().key()));
    assertTrue(accepted(bytes, policy));
    int accepted = 0;
    for (int at = 0; at < bytes.length; at++) {
      byte kept = bytes[at];
      for (int value = 0; value < 256; value += at < 40 || at > bytes.length - 100 ? 1 : 7) {
        bytes[at] = (byte) value;
        accepted += bytes[at] != kept && accepted(bytes, policy) ? 1 : 0;
      }
      bytes[at] = kept;
    }
    assertEquals(0, accepted);
  }

  private boolean accepted(byte[] bytes, Policy policy) {
    try {
      TlogProof proof = TlogProof.parse(bytes);
      var head = policy.open(proof.note().toArray()).checkpoint();
      return new InclusionProof(proof.index(), head.size(), proof.path())
          .holds(ENTRY_LEAF, head.root(), hasher);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void anExtraTravelsAlongAndReadsBack() {
    TlogProof plain = golden();
    TlogProof more = new TlogProof(Bytes.utf8("{}"), 0, plain.path(), plain.note());
    TlogProof none = new TlogProof(Bytes.EMPTY, 0, plain.path(), plain.note());

    assertEquals(more, TlogProof.parse(more.toBytes()));
    assertTrue(new String(more.toBytes(), UTF_8).contains("\nextra e30=\nindex 0\n"));
    assertEquals(none, TlogProof.parse(none.toBytes()));
  }

  @Test
  void refusesOtherSpellings() {
    String text = new String(golden().toBytes(), UTF_8);
    for (String bad :
        List.of(
            text.replace("@v1", "@v2"),
            text.replace("index 0", "index 00"),
            text.replace("index 0", "index +0"),
            text.replace("index 0", "index -1"),
            text.replace("index 0\n", ""),
            text.replace("index 0\n", "index 0\nextra e30=\n"),
            text.replace("index 0\n", "extra e30\nindex 0\n"),
            text.replace("index 0\n", "extra e30=\nextra e30=\nindex 0\n"),
            text.replace("\n\n", "\n"),
            text.replaceFirst("\n\n", "\n\n\n"),
            text.replace("\n", "\r\n"),
            text + "\n",
            "\n" + text,
            text.substring(0, text.length() - 1))) {
      assertThrows(IllegalArgumentException.class, () -> TlogProof.parse(bad.getBytes(UTF_8)), bad);
    }
    assertThrows(IllegalArgumentException.class, () -> TlogProof.parse(new byte[300_000]));
  }

  @Test
  void disclosuresReadBackAndRefuseOtherSpellings() {
    Hash salt = Hash.of(new byte[32]);
    for (Disclosure each :
        List.of(
            new Disclosure(Bytes.utf8("c-1"), salt, salt),
            new Disclosure(Bytes.EMPTY, salt, null),
            new Disclosure(null, null, salt),
            new Disclosure(null, null, null))) {
      assertEquals(each, Disclosure.parse(Bytes.copyOf(each.toBytes())));
    }
    String good = new String(new Disclosure(Bytes.utf8("c-1"), salt, salt).toBytes(), UTF_8);
    for (String bad :
        List.of(
            good + " ",
            good.replace(":", ": "),
            good.replace("Yy0x", "Yy0"),
            good.replace("valueSalt", "valuesalt"),
            good.replace("\",\"valueSalt", "\"\"valueSalt"),
            "{,\"valueSalt\":\"" + salt + "\"}",
            good.replace("0000", "000A"))) {
      assertThrows(IllegalArgumentException.class, () -> Disclosure.parse(Bytes.utf8(bad)), bad);
    }
  }

  @Test
  void theSaltsOfTheGoldenEntryOpenItsCommitments() {
    // Given: salt 00..1f, key c-000001 and the value of the specification
    byte[] salt = new byte[32];
    for (int i = 0; i < salt.length; i++) {
      salt[i] = (byte) i;
    }
    Commitments commitments = new Commitments();
    commitments.salt(salt, 0);

    // Then
    assertEquals(
        "130b63d984484f20a62d3cfc4c277ff2d271394ec6be831617384eefe7dde026",
        Commitments.keyCommitment(commitments.keySalt(), "c-000001".getBytes(UTF_8)).toString());
    assertEquals(
        "ae008da883229d2d2b5bb678fe6dddceb3fc6da8280bab5a77d5a645a93009d3",
        Commitments.valueCommitment(
                commitments.valueSalt(), "{\"WKHP\":40,\"AGEP\":33}".getBytes(UTF_8))
            .toString());
    assertFalse(commitments.keySalt().equals(commitments.valueSalt()));
  }
}
