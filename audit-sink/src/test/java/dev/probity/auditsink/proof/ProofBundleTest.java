// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.note.Cosigner;
import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.verify.Finding;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One decision, proved in one file: what is in it, and what happens when it is tampered with. */
class ProofBundleTest {
  private static final DecidedLedger LEDGER = new DecidedLedger(20);
  private static final int CANDIDATE = 7;
  private static final long FIRST_IDX = 4 * CANDIDATE;

  private static VerifyReport verify(byte[] bundle) {
    return BundleVerifier.verify(VerifierRun.POLICY, bundle);
  }

  private static SortedMap<String, Bytes> files() {
    return StoredZip.read(LEDGER.bundle(CANDIDATE));
  }

  private static Set<FindingCode> codes(SortedMap<String, Bytes> files) {
    return verify(StoredZip.write(files)).findings().stream()
        .map(Finding::code)
        .collect(Collectors.toSet());
  }

  private static String text(SortedMap<String, Bytes> files, String name) {
    return new String(Objects.requireNonNull(files.get(name), name).toArray(), UTF_8);
  }

  @Test
  void aBundleIsSoundAndSaysAgainstWhom() {
    VerifyReport report = verify(LEDGER.bundle(CANDIDATE));

    assertEquals(List.of(), report.findings());
    assertEquals(0, report.exitCode());
    assertEquals(80, report.size());
    assertTrue(report.heldBy().getFirst().contains(VerifierRun.SIGNER.key().toString()));
    assertTrue(report.heldBy().getLast().startsWith("no witness"));
  }

  @Test
  void theSameEvidenceGivesTheSameBytes() {
    assertArrayEquals(LEDGER.bundle(CANDIDATE), new DecidedLedger(20).bundle(CANDIDATE));
  }

  @Test
  void aBundleHoldsTheRecordsTheProofsAndTheLetter() {
    assertEquals(
        List.of(
            "VERIFY.md",
            "candidate.json",
            "entries/28.entry",
            "entries/29.entry",
            "entries/30.entry",
            "explanation.json",
            "manifest.json",
            "policy.txt",
            "prediction.json",
            "proofs/28.tlog-proof",
            "proofs/29.tlog-proof",
            "proofs/30.tlog-proof",
            "statement.html"),
        List.copyOf(files().keySet()));
  }

  @Test
  void aChangedByteOfEachFileIsNoticedAndItsEntryNamed() {
    for (String name : files().keySet()) {
      SortedMap<String, Bytes> files = files();
      byte[] content = Objects.requireNonNull(files.get(name)).toArray();
      content[content.length / 2] ^= 1;
      files.put(name, Bytes.copyOf(content));
      assertFalse(codes(files).isEmpty(), name);
    }
  }

  @Test
  void everyMissingFileIsNoticedAndSoIsOneTooMany() {
    for (String name : files().keySet()) {
      SortedMap<String, Bytes> files = files();
      files.remove(name);
      assertFalse(codes(files).isEmpty(), name);
    }
    for (String name :
        List.of("more.txt", "entries/x", "proofs/99.tlog-proof", "records/28.json")) {
      SortedMap<String, Bytes> files = files();
      files.put(name, Bytes.utf8("x"));
      assertTrue(codes(files).contains(FindingCode.BUNDLE_FILE) || name.equals("entries/x"), name);
      assertFalse(codes(files).isEmpty(), name);
    }
  }

  @Test
  void theRecordsOfAnotherDecisionDoNotPassUnderItsProofs() {
    // Given: a sound bundle into which another candidate's sound entry and record were put
    SortedMap<String, Bytes> other = StoredZip.read(LEDGER.bundle(3));
    SortedMap<String, Bytes> files = files();
    files.remove("entries/28.entry");
    files.remove("proofs/28.tlog-proof");
    files.put("entries/12.entry", Objects.requireNonNull(other.get("entries/12.entry")));
    files.put("proofs/12.tlog-proof", Objects.requireNonNull(other.get("proofs/12.tlog-proof")));
    files.put("candidate.json", Objects.requireNonNull(other.get("candidate.json")));

    // When
    VerifyReport report = verify(StoredZip.write(files));

    // Then
    assertTrue(
        report.findings().stream()
            .anyMatch(f -> f.expected().equals("the candidate of this decision")),
        report.findings().toString());
  }

  @Test
  void anotherHeadUnderOneOfTheProofsIsRefused() {
    SortedMap<String, Bytes> files = files();
    SortedMap<String, Bytes> longer = StoredZip.read(new DecidedLedger(21).bundle(CANDIDATE));
    files.put("proofs/29.tlog-proof", Objects.requireNonNull(longer.get("proofs/29.tlog-proof")));

    VerifyReport report = verify(StoredZip.write(files));

    assertTrue(
        report.findings().stream()
            .anyMatch(f -> f.code() == FindingCode.PROOF_MISMATCH && f.firstIdx() == 29));
  }

  @Test
  void aForgerWithAKeyOfHisOwnConvincesOnlyThoseWhoBelieveTheFile() {
    NoteSigner other =
        new NoteSigner("ledger.test.example", HexFormat.of().parseHex("07".repeat(32)));

    VerifyReport stranger =
        BundleVerifier.verify(Policy.of(List.of(other.key())), LEDGER.bundle(CANDIDATE));

    assertEquals(6, stranger.exitCode());
    assertEquals(FindingCode.PROOF_MISMATCH, stranger.findings().getFirst().code());
  }

  @Test
  void aWitnessIsNamedAndAMissingOneLeavesTheVerdictOpen() {
    // Given
    Cosigner witness = new Cosigner("council.example", new byte[32]);
    String policy = Policy.text(VerifierRun.SIGNER.key(), witness.key());
    String id = LEDGER.predictions.get(CANDIDATE).id();
    Bytes witnessed = LEDGER.note(witness.cosign(LEDGER.head(), 1_767_225_660));

    // When
    VerifyReport with =
        BundleVerifier.verify(
            Policy.parse(policy.getBytes(UTF_8)),
            ProofBundle.write(id, LEDGER.evidence(CANDIDATE), witnessed, policy));
    VerifyReport without =
        BundleVerifier.verify(Policy.parse(policy.getBytes(UTF_8)), LEDGER.bundle(CANDIDATE));

    // Then
    assertEquals(0, with.exitCode());
    assertTrue(with.heldBy().get(1).startsWith("witness council.example"), "" + with.heldBy());
    assertEquals(8, without.exitCode());
  }

  @Test
  void anErasedDecisionKeepsItsProofsAndSaysThatItsRecordsAreGone() {
    // Given
    List<Evidence> erased = new ArrayList<>();
    LEDGER
        .evidence(CANDIDATE)
        .forEach(each -> erased.add(new Evidence(each.entry(), null, each.path())));
    String id = LEDGER.predictions.get(CANDIDATE).id();

    // When
    byte[] bundle = ProofBundle.write(id, erased, LEDGER.note(), DecidedLedger.POLICY);

    // Then
    VerifyReport report = verify(bundle);
    assertEquals(List.of(), report.findings());
    assertTrue(
        report.heldBy().contains("entry " + FIRST_IDX + " alone: its record is erased"),
        "" + report.heldBy());
    SortedMap<String, Bytes> files = StoredZip.read(bundle);
    assertFalse(files.containsKey("candidate.json"));
    assertTrue(text(files, "statement.html").contains("have been erased"));
    assertFalse(new String(bundle, java.nio.charset.StandardCharsets.ISO_8859_1).contains("C-7"));
  }

  @Test
  void aRecordBesideAnErasedEntryOpensNothing() {
    SortedMap<String, Bytes> files = files();
    TlogProof proof =
        TlogProof.parse(Objects.requireNonNull(files.get("proofs/29.tlog-proof")).toArray());
    TlogProof closed = new TlogProof(null, proof.index(), proof.path(), proof.note());
    files.put("proofs/29.tlog-proof", Bytes.copyOf(closed.toBytes()));

    assertTrue(codes(files).contains(FindingCode.COMMIT_MISMATCH));
  }

  @Test
  void theLetterTellsTheRoleTheScoreTheReasonsAndTheLimitsInPlainWords() {
    String letter = text(files(), "statement.html");

    assertTrue(letter.contains("It decides nothing: a person decides"), letter);
    assertTrue(letter.contains("For the application of C-7"), letter);
    assertTrue(letter.contains("What weighed most"), letter);
    assertTrue(letter.contains("No decision of a person"), letter);
    assertTrue(letter.contains("It does not show that a record is true"), letter);
    assertFalse(letter.contains("://"), "the letter must reach for nothing");
    assertFalse(letter.contains("src="), letter);
    assertFalse(letter.contains("<script"), letter);
  }

  @Test
  void wordsInTheLetterAreWordsAndNeverMarkup() {
    assertEquals("&lt;b&gt; &amp; &quot;x&quot;", Letter.text("<b> & \"x\""));
  }

  @Test
  void theManifestListsEveryOtherFileWithItsDigest() {
    String manifest = text(files(), "manifest.json");

    assertTrue(manifest.startsWith("{\"decisionId\":\"" + LEDGER.predictions.get(CANDIDATE).id()));
    assertTrue(manifest.contains("{\"file\":\"prediction.json\",\"idx\":29}"), manifest);
    assertTrue(manifest.endsWith("\"schema\":\"probity.audit.proof.v1\",\"size\":80}"), manifest);
    for (String name : files().keySet()) {
      assertEquals(!name.equals("manifest.json"), manifest.contains("\"name\":\"" + name), name);
    }
  }
}
