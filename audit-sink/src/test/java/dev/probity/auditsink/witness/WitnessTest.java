// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.witness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.note.Checkpoint;
import dev.probity.auditsink.note.Cosigner;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.tree.ConsistencyProof;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.Nodes;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.topics.value.Bytes;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every status of tlog-witness, and that no second history is ever cosigned. */
class WitnessTest {
  private static final NoteSigner LOG = new NoteSigner("ledger.test.example", new byte[32]);
  private static final NoteSigner THIEF =
      new NoteSigner("ledger.test.example", HexFormat.of().parseHex("09".repeat(32)));
  private static final Cosigner KEY =
      new Cosigner("council.example", HexFormat.of().parseHex("05".repeat(32)));
  private static final long NOW = 1_767_225_660;

  private final TreeHasher hasher = new TreeHasher();
  private final Witness witness = new Witness(KEY, List.of(LOG.key()));
  private final Map<String, Checkpoint> newest = new HashMap<>();

  private byte[] root(String history, long from, long to) {
    if (to - from == 1) {
      return hasher.leaf((history + from).getBytes(UTF_8));
    }
    long split = Long.highestOneBit(to - from - 1);
    return hasher.node(root(history, from, from + split), root(history, from + split, to));
  }

  private Checkpoint head(String history, long size) {
    byte[] root = size == 0 ? hasher.emptyRoot() : root(history, 0, size);
    return new Checkpoint(LOG.key().name(), size, Hash.of(root));
  }

  private byte[] request(NoteSigner signer, String history, long old, long size) {
    Nodes nodes = (level, index) -> root(history, index << level, (index + 1) << level);
    List<Hash> path = ConsistencyProof.of(Math.min(old, size), size, nodes, hasher).path();
    SignedNote note = signer.sign(head(history, size).text());
    return new AddCheckpoint(old, path, Bytes.copyOf(note.toBytes())).toBytes();
  }

  /** Asks, and remembers as a store would. */
  private WitnessAnswer ask(byte[] request) {
    WitnessAnswer answer = witness.add(request, newest::get, NOW);
    if (answer instanceof WitnessAnswer.Cosigned given) {
      newest.put(given.checkpoint().origin(), given.checkpoint());
    }
    return answer;
  }

  @Test
  void aGrowingLogIsCosignedStepByStep() {
    long old = 0;
    for (long size : new long[] {1, 2, 3, 7, 8, 100, 100, 129}) {
      WitnessAnswer answer = ask(request(LOG, "a", old, size));
      var given = assertInstanceOf(WitnessAnswer.Cosigned.class, answer, "to " + size);
      SignedNote note = new SignedNote(head("a", size).text(), List.of(given.line()));
      assertEquals(List.of(KEY.key()), note.verifiedBy(List.of(witness.key())));
      assertEquals(NOW, given.line().time());
      assertEquals(200, answer.status());
      old = size;
    }
  }

  @Test
  void aSecondHistoryIsRefusedAndWorthKeeping() {
    ask(request(LOG, "a", 0, 8));

    for (byte[] forked : List.of(request(LOG, "b", 8, 8), request(LOG, "b", 8, 9))) {
      var refused = assertInstanceOf(WitnessAnswer.Refused.class, ask(forked));
      assertEquals(422, refused.status());
      assertTrue(refused.reason().evidence());
    }
    assertEquals(8, newest.get("ledger.test.example").size());
  }

  @Test
  void aRolledBackLogLearnsWhereTheWitnessStands() {
    ask(request(LOG, "a", 0, 50));

    assertEquals(new WitnessAnswer.Conflict(50), ask(request(LOG, "a", 20, 40)));
    assertEquals(new WitnessAnswer.Conflict(50), ask(request(LOG, "a", 0, 60)));
    assertEquals(409, new WitnessAnswer.Conflict(50).status());
    assertInstanceOf(WitnessAnswer.Cosigned.class, ask(request(LOG, "a", 50, 60)));
  }

  @Test
  void oldAboveTheHeadIsMalformed() {
    ask(request(LOG, "a", 0, 50));

    WitnessAnswer answer = ask(request(LOG, "a", 50, 40));

    assertEquals(400, answer.status());
  }

  @Test
  void aStolenNameWithoutTheKeyAndAnUnknownLogAreRefused() {
    Witness elsewhere = new Witness(KEY, List.of(new NoteSigner("other", new byte[32]).key()));
    byte[] good = request(LOG, "a", 0, 5);

    assertEquals(403, ask(request(THIEF, "a", 0, 5)).status());
    assertEquals(404, elsewhere.add(good, origin -> null, NOW).status());
    assertEquals(0, newest.size());
  }

  @Test
  void anEmptyTreeHasOneRootOnly() {
    Checkpoint wrong = new Checkpoint("ledger.test.example", 0, Hash.of(new byte[32]));
    byte[] note = LOG.sign(wrong.text()).toBytes();

    assertEquals(200, ask(request(LOG, "a", 0, 0)).status());
    newest.clear();
    assertEquals(422, ask(new AddCheckpoint(0, List.of(), Bytes.copyOf(note)).toBytes()).status());
  }

  @Test
  void aPathWhereNoneBelongsIsRefused() {
    Bytes note = Bytes.copyOf(LOG.sign(head("a", 5).text()).toBytes());
    byte[] request = new AddCheckpoint(0, List.of(Hash.of(new byte[32])), note).toBytes();

    assertEquals(422, ask(request).status());
  }

  @Test
  void everySingleByteOfARequestCounts() {
    ask(request(LOG, "a", 0, 70));
    byte[] request = request(LOG, "a", 70, 100);
    for (int at = 0; at < request.length; at++) {
      request[at] ^= (byte) (1 << at % 7);
      int status = witness.add(request, newest::get, NOW).status();
      assertTrue(status >= 400, "byte " + at + " was answered " + status);
      request[at] ^= (byte) (1 << at % 7);
    }
    assertEquals(200, ask(request).status());
  }

  @Test
  void requestsReadBackAndOtherSpellingsAreMalformed() {
    byte[] good = request(LOG, "a", 3, 70);
    String text = new String(good, UTF_8);

    assertEquals(3, AddCheckpoint.parse(good).oldSize());
    for (String bad :
        List.of(
            "",
            "old 3\n",
            text.replace("old 3", "old 03"),
            text.replace("old 3", "old -3"),
            text.replace("old 3", "Old 3"),
            text.replaceFirst("=\n", "\n"),
            text.replaceFirst("\n\n", "\n"),
            text.replace("\n", "\r\n"),
            text + "\n")) {
      assertEquals(400, ask(bad.getBytes(UTF_8)).status(), bad);
    }
    assertEquals(400, ask(new byte[200_000]).status());
    assertThrows(
        IllegalArgumentException.class, () -> new AddCheckpoint(-1, List.of(), Bytes.EMPTY));
  }
}
