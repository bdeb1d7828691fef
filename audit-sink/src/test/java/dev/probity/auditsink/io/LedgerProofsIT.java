// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.proof.BundleVerifier;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.Ids;
import dev.probity.topics.TopicNames;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Proofs of single decisions out of a real ledger, and what one costs. */
class LedgerProofsIT {
  private static final String POLICY = Policy.text(VerifierRun.SIGNER.key(), null);
  private static final int DECISIONS = 2_000;

  private final TestPostgres postgres = TestPostgres.migrated();
  private final FilledLedger ledger = new FilledLedger(postgres);
  private final Stream stream = new Stream();
  private final List<Prediction> predictions = new ArrayList<>();

  private void decide(int candidates) {
    int before = stream.records().size();
    for (int i = 0; i < candidates; i++) {
      predictions.add(stream.decided("C-" + predictions.size(), i % 4));
    }
    List<Prepared> all = stream.prepared();
    ledger.append(all.subList(before, all.size()), 2_000);
  }

  private LedgerProofs proofs() throws IOException {
    return LedgerProofs.connect(postgres.reader(), TopicNames.PLAIN);
  }

  @Test
  void aDecisionIsProvedOnceAHeadCoversItAndNotBefore() throws IOException {
    // Given
    decide(100);
    ledger.sign();
    decide(1);

    try (LedgerProofs proofs = proofs()) {
      // When
      LedgerProofs.Result covered = proofs.bundle(predictions.get(42).id(), POLICY);
      LedgerProofs.Result early = proofs.bundle(predictions.getLast().id(), POLICY);
      LedgerProofs.Result unknown = proofs.bundle("0".repeat(64), POLICY);

      // Then
      var made = assertInstanceOf(LedgerProofs.Result.Made.class, covered);
      VerifyReport report = BundleVerifier.verify(VerifierRun.POLICY, made.bundle().toArray());
      assertEquals(List.of(), report.findings());
      assertEquals(400, made.size());
      assertEquals(3, made.entries(), "candidate, prediction, explanation");
      assertInstanceOf(LedgerProofs.Result.NotSignedYet.class, early);
      assertInstanceOf(LedgerProofs.Result.Unknown.class, unknown);
      assertThrows(IllegalArgumentException.class, () -> proofs.bundle("x' OR 1=1", POLICY));
    }
  }

  @Test
  void aTamperedRowGivesAProofThatDoesNotHold() throws IOException {
    // Given
    decide(100);
    ledger.sign();
    postgres.tamper(
        "ALTER TABLE ledger.entry_2026_01 DISABLE TRIGGER USER;"
            + " UPDATE ledger.entry SET append_ts = append_ts + 1 WHERE event_type = 3"
            + " AND decision_id = '\\x"
            + predictions.get(42).id()
            + "'");

    // When
    try (LedgerProofs proofs = proofs()) {
      var made =
          assertInstanceOf(
              LedgerProofs.Result.Made.class, proofs.bundle(predictions.get(42).id(), POLICY));
      VerifyReport report = BundleVerifier.verify(VerifierRun.POLICY, made.bundle().toArray());

      // Then
      assertEquals(6, report.exitCode());
      assertEquals(1, report.faults());
      assertEquals(FindingCode.PROOF_MISMATCH, report.findings().getFirst().code());
    }
  }

  @Test
  void aCandidatesDecisionsAreFoundOnceProjected() throws IOException {
    decide(3);
    ledger.sign();
    try (LedgerProofs proofs = proofs()) {
      assertEquals(List.of(), proofs.decisionsOf("C-1"));
      ledger.project();
      assertEquals(List.of(predictions.get(1).id()), proofs.decisionsOf("C-1"));
      assertEquals(List.of(), proofs.decisionsOf("C-99"));
    }
  }

  @Test
  void aSampleIsDrawnFromSignedDecisionsAndDrawnAgainTheSame() throws IOException {
    // Given
    decide(100);
    try (LedgerProofs proofs = proofs()) {
      assertEquals(0, proofs.sample(5, 7).size());
      ledger.sign();
      assertEquals(0, proofs.sample(5, 7).size(), "nobody can say yet what decides");
    }
    ledger.project();
    decide(10);

    // When
    try (LedgerProofs proofs = proofs()) {
      LedgerProofs.Sample sample = proofs.sample(5, 7);

      // Then
      List<String> signed = predictions.subList(0, 100).stream().map(Prediction::id).toList();
      assertEquals(400, sample.size());
      assertEquals(100, sample.decisions());
      assertEquals(5, sample.drawn().size());
      assertTrue(signed.containsAll(sample.drawn().values()));
      assertEquals(sample, proofs.sample(5, 7));
      assertEquals(100, proofs.sample(1_000, 7).drawn().size());
    }
  }

  /** What stands beside a decision in the shadow was told to nobody and is no decision. */
  @Test
  void aSampleDrawsWhatWasDecidedAndNoShadows() throws IOException {
    // Given
    decide(20);
    List<Prediction> shadows =
        predictions.stream().map(one -> challenger(one, one.source(), Prediction.SHADOW)).toList();
    List<Prediction> shares = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Prediction like = predictions.get(i);
      SourcePosition source =
          new SourcePosition(like.source().topic(), like.source().partition(), 1_000 + i);
      shares.add(challenger(like, source, Prediction.SHARE));
    }
    int before = stream.records().size();
    shadows.forEach(stream::predicted);
    shares.forEach(stream::predicted);
    List<Prepared> all = stream.prepared();
    ledger.append(all.subList(before, all.size()), 2_000);
    ledger.sign();
    ledger.project();

    // When
    try (LedgerProofs proofs = proofs()) {
      LedgerProofs.Sample sample = proofs.sample(1_000, 7);

      // Then
      Set<String> decided = new HashSet<>();
      predictions.forEach(one -> decided.add(one.id()));
      shares.forEach(one -> decided.add(one.id()));
      assertEquals(decided, new HashSet<>(sample.drawn().values()));
      assertEquals(25, sample.decisions());
    }
  }

  private static Prediction challenger(Prediction of, SourcePosition source, String flag) {
    String digest = "ab".repeat(32);
    return new Prediction(
        Ids.prediction(source, digest),
        of.candidateId(),
        of.profile(),
        of.model(),
        "2",
        digest,
        Variant.CHALLENGER,
        source,
        of.eventTime(),
        of.vector(),
        of.margin(),
        of.rawProbability(),
        of.probability(),
        of.threshold(),
        of.positive(),
        of.band(),
        List.of(flag));
  }

  @Test
  void everyDecisionGetsItsProofAndTheTimeItTakesIsPrinted() throws IOException {
    // Given
    decide(DECISIONS);
    ledger.sign();
    List<Double> millis = new ArrayList<>();

    // When
    try (LedgerProofs proofs = proofs()) {
      for (int i = 0; i < 400; i++) {
        long begun = System.nanoTime();
        LedgerProofs.Result result = proofs.bundle(predictions.get(i * 5).id(), POLICY);
        assertInstanceOf(LedgerProofs.Result.Made.class, result);
        millis.add((System.nanoTime() - begun) / 1e6);
      }
    }

    // Then
    double first = millis.getFirst();
    Collections.sort(millis.subList(1, millis.size()));
    double median = millis.get(200);
    double high = millis.get(380);
    double undisturbed = millis.get(40);
    System.out.printf(
        "proof of one decision of %,d entries: first %.1f ms, p10 %.2f, median %.2f, p95 %.2f ms%n",
        4 * DECISIONS, first, undisturbed, median, high);
  }
}
