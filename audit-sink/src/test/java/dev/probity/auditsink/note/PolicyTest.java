// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.note;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.tree.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom a verifier believes: log, witnesses, groups and how many of them must have cosigned. */
class PolicyTest {
  private static final NoteSigner LOG = new NoteSigner("ledger.test.example", seed(1));
  private static final Cosigner COUNCIL = new Cosigner("council.example/w", seed(2));
  private static final Cosigner AUDITOR = new Cosigner("auditor.example/w", seed(3));
  private static final Cosigner STRANGER = new Cosigner("stranger.example/w", seed(4));
  private static final Checkpoint HEAD =
      new Checkpoint("ledger.test.example", 3, Hash.of(new byte[32]));
  private static final String WITNESSES =
      "log %s\nwitness council %s\nwitness auditor %s\n"
          .formatted(LOG.key(), COUNCIL.key(), AUDITOR.key());

  private static byte[] seed(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) number);
    return seed;
  }

  private static Policy policy(String text) {
    return Policy.parse(text.getBytes(UTF_8));
  }

  private static byte[] signed(Cosigner... witnesses) {
    SignedNote note = LOG.sign(HEAD.text());
    List<SignatureLine> lines = new ArrayList<>(note.signatures());
    for (Cosigner each : witnesses) {
      lines.add(each.cosign(HEAD, 1_767_225_660));
    }
    return new SignedNote(note.text(), lines).toBytes();
  }

  @Test
  void theWitnessOfTheSpecificationCosignsToTheByte() {
    // Given
    byte[] seed = new byte[32];
    for (int i = 0; i < 32; i++) {
      seed[i] = (byte) (100 + i);
    }
    Cosigner witness = new Cosigner("witness.probity.example/w1", seed);
    Checkpoint head =
        Checkpoint.parse(
            "ledger.probity.example\n3\nn7uul12rQnwsDtAvmIZwWN33QetD55Zz2WQOY2c+eqY=\n");

    // When
    SignatureLine line = witness.cosign(head, 1_767_225_660);

    // Then
    assertEquals(
        "witness.probity.example/w1+41740f4b+BAu8NGpXZnw4ASC9nH/X5R0sX9/qN80vW/QFssa/by14",
        witness.key().toString());
    assertEquals(
        "QXQPSwAAAABpVbk8qnn/j0UFPUVnwgCuIHmG54+VjVKrA/h9p5k5aDx10j9rEprUA4T7O4Cw0JmK2C/W5z2uKz/L"
            + "f0w9pObmM8VfCw==",
        line.base64());
    assertEquals(1_767_225_660, line.time());
    assertEquals(witness.key(), VerifierKey.parse(witness.key().toString()));
  }

  @Test
  void aHeadOfTheLogStandsOnItsOwnKeyAndSaysAgainstWhomThatIsNothing() {
    // When
    Standing standing = policy("log " + LOG.key() + "\nquorum none\n").open(signed());

    // Then
    assertEquals(HEAD, standing.checkpoint());
    assertEquals(LOG.key(), standing.log());
    assertTrue(standing.satisfied());
    assertEquals(List.of(), standing.unmet());
    assertTrue(standing.lines().get(1).startsWith("no witness: not against the operator"));
  }

  @Test
  void aWitnessCountsWithItsTimeAndAnUnknownOneDoesNot() {
    // When
    Standing standing = policy(WITNESSES + "quorum council\n").open(signed(COUNCIL, STRANGER));

    // Then
    assertEquals(
        List.of(new Standing.Witnessed(COUNCIL.key(), 1_767_225_660)), standing.witnesses());
    assertTrue(standing.satisfied());
    assertTrue(standing.lines().get(1).contains("2026-01-01T00:01:00Z"));
  }

  @Test
  void aQuorumIsCountedOverWitnessesAndGroupsOfGroups() {
    String both = WITNESSES + "group both all council auditor\nquorum both\n";
    String either = WITNESSES + "group one any council auditor\nquorum one\n";
    String two = WITNESSES + "group one any council auditor\ngroup g 2 one council\nquorum g\n";

    assertTrue(policy(both).open(signed(COUNCIL, AUDITOR)).satisfied());
    assertFalse(policy(both).open(signed(AUDITOR)).satisfied());
    assertTrue(policy(either).open(signed(AUDITOR)).satisfied());
    assertFalse(policy(either).open(signed()).satisfied());
    assertTrue(policy(two).open(signed(COUNCIL)).satisfied());
    assertFalse(policy(two).open(signed(AUDITOR)).satisfied());
    assertEquals(
        List.of("the quorum both has not cosigned the head"),
        policy(both).open(signed(COUNCIL)).unmet());
  }

  @Test
  void everySingleBitOfACosignatureCounts() {
    byte[] note = signed(COUNCIL);
    int signatures = new String(note, UTF_8).indexOf("council.example");
    Policy policy = policy(WITNESSES + "quorum council\n");
    for (int at = 0; at < note.length; at++) {
      for (int bit = 1; bit < 256; bit <<= 1) {
        byte[] changed = note.clone();
        changed[at] ^= (byte) bit;
        assertFalse(accepted(policy, changed), "byte " + at + " of " + note.length);
      }
    }
    assertTrue(signatures > 0);
    assertTrue(accepted(policy, note));
  }

  private static boolean accepted(Policy policy, byte[] note) {
    try {
      return policy.open(note).satisfied();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @Test
  void aHeadOfAnotherLogOrOnlyOfAWitnessIsRefused() {
    Policy policy = policy(WITNESSES + "quorum none\n");
    NoteSigner other = new NoteSigner("other.test.example", seed(1));
    Checkpoint foreign = new Checkpoint("other.test.example", 3, HEAD.root());
    SignedNote alone = new SignedNote(HEAD.text(), List.of(COUNCIL.cosign(HEAD, 5)));
    SignedNote stolen = LOG.sign(foreign.text());

    assertThrows(
        MalformedTextException.class, () -> policy.open(other.sign(foreign.text()).toBytes()));
    assertThrows(MalformedTextException.class, () -> policy.open(alone.toBytes()));
    assertThrows(MalformedTextException.class, () -> policy.open(stolen.toBytes()));
  }

  @Test
  void aCosignatureIsNoSignatureOfTheLogAndTheOtherWayRound() {
    // Given: the same seed as log and as witness
    Cosigner sameSeed = new Cosigner("ledger.test.example", seed(1));
    SignedNote cosigned = new SignedNote(HEAD.text(), List.of(sameSeed.cosign(HEAD, 5)));

    // Then
    assertTrue(cosigned.verifiedBy(List.of(LOG.key())).isEmpty());
    assertTrue(LOG.sign(HEAD.text()).verifiedBy(List.of(sameSeed.key())).isEmpty());
    assertFalse(LOG.key().cosigns());
    assertThrows(IllegalArgumentException.class, () -> COUNCIL.cosign(HEAD, 0));
    assertEquals(0, LOG.sign(HEAD.text()).signatures().getFirst().time());
  }

  @Test
  void commentsAndEmptyLinesSayNothing() {
    Policy policy = policy("# whom we believe\n\nlog " + LOG.key() + "\n# end\nquorum none\n");

    assertEquals(List.of(LOG.key()), policy.logs());
    assertNull(policy.quorum());
  }

  @Test
  void refusesWhatSaysNothingOrContradictsItself() {
    String log = "log " + LOG.key() + "\n";
    for (String bad :
        List.of(
            "",
            log,
            "quorum none\n",
            log + "quorum none",
            log + "quorum none\nquorum none\n",
            log + "quorum council\n",
            log + "log " + COUNCIL.key() + "\nquorum none\n",
            log + "witness a " + LOG.key() + "\nquorum none\n",
            log + "witness none " + COUNCIL.key() + "\nquorum none\n",
            WITNESSES + "witness council " + AUDITOR.key() + "\nquorum none\n",
            WITNESSES + "group g all council nobody\nquorum g\n",
            WITNESSES + "group g 3 council auditor\nquorum g\n",
            WITNESSES + "group g 0 council auditor\nquorum g\n",
            WITNESSES + "group g 02 council auditor\nquorum g\n",
            WITNESSES + "group g all\nquorum g\n",
            WITNESSES + "group g 2 council council\nquorum g\n",
            log + "quorum  none\n",
            log + "QUORUM none\n",
            log + "quorum none \n",
            log.replace("\n", "\r\n") + "quorum none\n")) {
      assertThrows(MalformedTextException.class, () -> policy(bad), bad);
    }
  }

  @Test
  void writesThePolicyItReads() {
    Policy alone = policy(Policy.text(LOG.key(), null));
    Policy witnessed = policy(Policy.text(LOG.key(), COUNCIL.key()));

    assertEquals(List.of(LOG.key()), alone.keys());
    assertEquals(List.of(LOG.key(), COUNCIL.key()), witnessed.keys());
    assertFalse(witnessed.open(signed()).satisfied());
  }

  @Test
  void aWitnessNeverShowsItsSeed() {
    assertEquals("witness " + COUNCIL.key(), COUNCIL.toString());
  }
}
