// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.note.NoteSigner;
import dev.probity.auditsink.note.Policy;
import dev.probity.auditsink.note.SignedNote;
import dev.probity.auditsink.proof.BundleVerifier;
import dev.probity.auditsink.proof.ProofFile;
import dev.probity.auditsink.sign.LogKeys;
import dev.probity.auditsink.sign.SigningResult;
import dev.probity.auditsink.verify.FindingCode;
import dev.probity.auditsink.verify.VerifierRun;
import dev.probity.auditsink.verify.VerifyReport;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** T10. A key hands the log over to the next one, and one that was stolen signs nothing more. */
class KeyRotationIT {
  private static final NoteSigner OLD = VerifierRun.SIGNER;
  private static final NoteSigner NEW = signer(7);
  private static final List<dev.probity.auditsink.note.VerifierKey> BOTH =
      List.of(OLD.key(), NEW.key());

  private final TestPostgres postgres = TestPostgres.migrated();
  private final FilledLedger ledger = new FilledLedger(postgres);
  private final Stream stream = new Stream();

  private static NoteSigner signer(int seed) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) seed;
    return new NoteSigner(VerifierRun.SIGNER.key().name(), bytes);
  }

  private Prediction grow() {
    int before = stream.records().size();
    Prediction prediction = stream.decided("C-" + before, 0);
    ledger.append(stream.prepared().subList(before, stream.records().size()), 100);
    return prediction;
  }

  private SigningResult.Signed signed(LogKeys keys) {
    return assertInstanceOf(SigningResult.Signed.class, ledger.sign(keys));
  }

  private VerifyReport verify(Policy policy) {
    return new AuditVerify(postgres.reader(), policy, TopicNames.PLAIN).run(List.of());
  }

  private static Policy revoked(long size) {
    String text = Policy.text(BOTH, Map.of(OLD.key(), size), null);
    return Policy.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Somebody who has the old key and the database puts a head of his own there. */
  private void forge(NoteSigner key) {
    SignedNote note = signed(LogKeys.of(NEW)).note();
    postgres.tamper(
        "SET session_replication_role = replica; ALTER TABLE ledger.checkpoint DISABLE TRIGGER ALL;"
            + " UPDATE ledger.checkpoint SET note = '\\x"
            + HexFormat.of().formatHex(key.sign(note.text()).toBytes())
            + "' WHERE size = (SELECT max(size) FROM ledger.checkpoint)");
  }

  private List<AuditEntry> noted()
      throws SQLException, InterruptedException, ExecutionException, TimeoutException {
    List<AuditEntry> published = new ArrayList<>();
    OutboxLoop outbox =
        new OutboxLoop(
            postgres.writer(),
            "one",
            new LedgerGrowth(),
            entry -> {
              published.add(entry);
              return CompletableFuture.completedFuture(null);
            });
    try (Connection connection = postgres.writer().open(Duration.ofSeconds(20))) {
      connection.setAutoCommit(false);
      outbox.publishPending(connection);
    }
    return published;
  }

  @Test
  void aKeyHandsTheLogOverOnceAndEarlierProofsStayValid()
      throws IOException, SQLException, InterruptedException, ExecutionException, TimeoutException {
    // Given
    Prediction early = grow();
    signed(LogKeys.of(OLD));
    Bytes bundle;
    try (LedgerProofs proofs = LedgerProofs.connect(postgres.reader(), TopicNames.PLAIN)) {
      String policy = Policy.text(OLD.key(), null);
      bundle = ((LedgerProofs.Result.Made) proofs.bundle(early.id(), policy)).bundle();
    }
    grow();
    assertInstanceOf(SigningResult.Refused.class, ledger.sign(LogKeys.of(NEW)), "no handover");

    // When
    SigningResult.Signed handover = signed(new LogKeys(NEW, OLD));
    grow();
    SigningResult.Signed after = signed(new LogKeys(NEW, OLD));

    // Then
    assertEquals(BOTH, handover.note().verifiedBy(BOTH));
    assertEquals(List.of(NEW.key()), after.note().verifiedBy(BOTH));
    List<AuditEntry> noted = noted();
    assertEquals(1, noted.size());
    assertEquals(EventType.KEY_ROTATED, noted.getFirst().event());
    assertEquals("8", noted.getFirst().details().get("size"));
    assertEquals(NEW.key().toString(), noted.getFirst().details().get("key"));
    for (Policy policy : List.of(Policy.of(BOTH), revoked(4), revoked(8))) {
      VerifyReport report = verify(policy);
      assertEquals(List.of(), report.findings());
      assertEquals(0, report.exitCode());
      assertEquals(0, BundleVerifier.verify(policy, bundle.toArray()).exitCode());
    }
  }

  @Test
  void theOldKeyAloneSignsNothingAfterTheHandover() {
    grow();
    signed(LogKeys.of(OLD));
    grow();
    signed(new LogKeys(NEW, OLD));
    grow();
    forge(OLD);

    VerifyReport report = verify(Policy.of(BOTH));

    assertEquals(1, report.faults(), report.findings().toString());
    assertEquals(FindingCode.CHECKPOINT_SIGNATURE, report.findings().getFirst().code());
  }

  @Test
  void aNewKeyWithoutAHandoverIsNotBelieved() {
    grow();
    signed(LogKeys.of(OLD));
    grow();
    SigningResult.Signed alone = signed(LogKeys.of(OLD));
    postgres.tamper(
        "ALTER TABLE ledger.checkpoint DISABLE TRIGGER ALL;"
            + " UPDATE ledger.checkpoint SET note = '\\x"
            + HexFormat.of().formatHex(NEW.sign(alone.note().text()).toBytes())
            + "' WHERE size = 8");

    assertEquals(
        FindingCode.CHECKPOINT_SIGNATURE, verify(Policy.of(BOTH)).findings().getFirst().code());
  }

  @Test
  void aRevokedKeyIsNotBelievedBeyondItsSizeInProofsNorByTheLedgerItself()
      throws IOException, SQLException, InterruptedException, ExecutionException, TimeoutException {
    // Given: two heads of the old key, of which the second is not his who owns it
    grow();
    signed(LogKeys.of(OLD));
    Bytes first = inclusion(1);
    grow();
    signed(LogKeys.of(OLD));
    Bytes second = inclusion(5);

    // Then: by the policy of whoever checks
    assertEquals(0, ProofFile.verify(revoked(4), first.toArray(), List.of()).exitCode());
    assertEquals(6, ProofFile.verify(revoked(4), second.toArray(), List.of()).exitCode());
    assertEquals(0, ProofFile.verify(revoked(8), second.toArray(), List.of()).exitCode());
    assertEquals(6, verify(revoked(4)).exitCode());

    // And: by what the ledger itself records, without a policy that knows
    assertEquals(0, verify(Policy.of(BOTH)).exitCode());
    KeyRevocation.note(postgres.writer(), OLD.key(), 4, "operator-1");
    AuditEntry revocation = noted().getFirst();
    assertEquals("operator-1", revocation.actor());
    int before = stream.records().size();
    stream.other(Topics.AUDIT, revocation.key(), EventHeaders.audit(revocation), revocation);
    ledger.append(stream.prepared().subList(before, before + 1), 1);
    VerifyReport report = verify(Policy.of(BOTH));
    assertEquals(FindingCode.CHECKPOINT_SIGNATURE, report.findings().getFirst().code());
    assertTrue(report.findings().getFirst().where().contains("revoked beyond 4"));
  }

  private Bytes inclusion(long idx) throws IOException {
    try (LedgerEntries entries = LedgerEntries.connect(postgres.reader())) {
      return ((LedgerEntries.Result.Made) entries.inclusion(idx)).file();
    }
  }
}
