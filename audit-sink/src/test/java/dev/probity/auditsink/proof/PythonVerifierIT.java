// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.note.Cosigner;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/verifiers/verify.py}, which shares no line with our verifier, on our bundles. */
class PythonVerifierIT {
  private static final DecidedLedger LEDGER = new DecidedLedger(20);

  @TempDir private Path folder = Path.of("");

  private Peer.Run verify(byte[] bundle, String policy) throws IOException, InterruptedException {
    Path python = Peer.only("python3");
    Files.write(folder.resolve("bundle.zip"), bundle);
    Files.writeString(folder.resolve("policy.txt"), policy);
    String script = Peer.repository("docs/verifiers/verify.py").toString();
    return Peer.run(folder, "", List.of(python.toString(), script, "bundle.zip", "policy.txt"));
  }

  @Test
  void acceptsOurBundleAndNamesWhoSigned() throws IOException, InterruptedException {
    Peer.Run run = verify(LEDGER.bundle(7), DecidedLedger.POLICY);

    assertEquals("OK size=80 signed by ledger.test.example\n", run.out());
    assertEquals(0, run.exit());
  }

  @Test
  void refusesEveryTamperedBundleThatWeRefuse() throws IOException, InterruptedException {
    Peer.only("python3");
    List<String> accepted = new ArrayList<>();
    Map<String, byte[]> tampered = TamperedBundles.of(LEDGER.bundle(7));
    for (Map.Entry<String, byte[]> each : tampered.entrySet()) {
      Peer.Run run = verify(each.getValue(), DecidedLedger.POLICY);
      boolean refused = run.exit() == 1 && run.out().startsWith("INVALID");
      boolean ours = BundleVerifier.verify(VerifierRun.POLICY, each.getValue()).exitCode() == 6;
      if (!refused || !ours) {
        accepted.add(each.getKey() + " ours: " + ours + " python: " + run.out());
      }
    }
    assertEquals(List.of(), accepted);
    assertTrue(tampered.size() > 40, tampered.size() + " bundles");
    System.out.println("python refused " + tampered.size() + " of " + tampered.size() + " bundles");
  }

  @Test
  void believesOnlyWhomThePolicyNamesAndWantsTheQuorum() throws IOException, InterruptedException {
    // Given
    Cosigner witness = new Cosigner("council.example", new byte[32]);
    String wanting = Policy.text(VerifierRun.SIGNER.key(), witness.key());
    String id = LEDGER.predictions.get(7).id();
    Bytes note = LEDGER.note(witness.cosign(LEDGER.head(), 1_767_225_660));
    byte[] witnessed = ProofBundle.write(id, LEDGER.evidence(7), note, wanting);

    // Then
    assertEquals(
        "OK size=80 signed by council.example, ledger.test.example\n",
        verify(witnessed, wanting).out());
    assertTrue(verify(LEDGER.bundle(7), wanting).out().contains("quorum has not cosigned"));
    String stranger =
        Policy.text(new dev.probity.auditsink.note.NoteSigner("x", new byte[32]).key(), null);
    assertTrue(verify(LEDGER.bundle(7), stranger).out().startsWith("INVALID"));
  }

  @Test
  void acceptsABundleWhoseRecordsAreErased() throws IOException, InterruptedException {
    List<Evidence> erased =
        LEDGER.evidence(7).stream().map(e -> new Evidence(e.entry(), null, e.path())).toList();
    String id = LEDGER.predictions.get(7).id();

    Peer.Run run =
        verify(
            ProofBundle.write(id, erased, LEDGER.note(), DecidedLedger.POLICY),
            DecidedLedger.POLICY);

    assertEquals(0, run.exit(), run.out());
  }
}
