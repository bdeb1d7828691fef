// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.auditsink.flow.Balance;
import dev.probity.auditsink.flow.FlowAccounts;
import dev.probity.auditsink.vault.BodyOpener;
import dev.probity.topics.Candidates;
import dev.probity.topics.Predictions;
import dev.probity.topics.Rejects;
import dev.probity.topics.TopicNames;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The accounts of a real ledger, kept while it grows and taken up again after a restart. */
class FlowAccountsIT {
  private final TestPostgres postgres = TestPostgres.migrated();
  private final FilledLedger ledger = new FilledLedger(postgres);
  private final Stream stream = new Stream();
  private int appended;

  private void fill(FlowAccounts accounts) {
    ledger.append(stream.prepared().subList(appended, stream.prepared().size()), 7);
    appended = stream.prepared().size();
    ledger.project(accounts);
  }

  private static Map<String, Balance> struck(FlowAccounts accounts) {
    return accounts.balances(
        new FlowAccounts.Done(Map.of(0, 100L, 1, 100L, 2, 100L), Map.of(0, 100L, 1, 100L)));
  }

  @Test
  void nothingIsUnaccountedWhenEverythingCameAndAWithheldRecordIsOne() {
    // Given: three explained and one past case
    FlowAccounts accounts = new FlowAccounts();
    for (int i = 0; i < 3; i++) {
      stream.decided("C-" + i, i % 2);
    }
    stream.candidate(Candidates.history("H-1"), 0);
    fill(accounts);
    Map<String, Balance> whole = struck(accounts);

    // When: a candidate without a prediction, and a prediction without an explanation
    stream.candidate(Candidates.withId("C-lost"), 0);
    stream.prediction("C-dark", stream.candidate(Candidates.withId("C-dark"), 1));
    fill(accounts);

    // Then
    whole.forEach((hop, balance) -> assertEquals(new Balance(0, 0), balance, hop));
    assertEquals(new Balance(1, 0), struck(accounts).get(FlowAccounts.SCORING));
    assertEquals(new Balance(1, 0), struck(accounts).get(FlowAccounts.EXPLAINING));
    assertEquals(new Balance(0, 0), struck(accounts).get(FlowAccounts.RECORDING));
  }

  @Test
  void accountsTakenUpAgainSayWhatKeptOnesSay() {
    // Given: one lost, one unexplained, one whose refusal names a position that is not there yet
    FlowAccounts kept = new FlowAccounts();
    stream.decided("C-1", 0);
    stream.candidate(Candidates.withId("C-lost"), 0);
    stream.prediction("C-dark", stream.candidate(Candidates.withId("C-dark"), 1));
    stream.candidate(Candidates.withId("C-bad"), 2);
    stream.reject(Rejects.example());
    fill(kept);

    // When
    FlowAccounts again = new FlowAccounts();
    ledger.project(again);

    // Then
    assertEquals(struck(kept), struck(again));
    assertEquals(kept.next(), again.next());
    stream.decided("C-2", 0);
    fill(again);
    assertEquals(new Balance(2, 0), struck(again).get(FlowAccounts.SCORING));
    assertEquals(new Balance(1, 0), struck(again).get(FlowAccounts.EXPLAINING));
  }

  /** Topics are read side by side: an explanation may be recorded before its prediction is. */
  @Test
  void anExplanationAheadOfItsPredictionIsKnownAfterARestart() {
    // Given
    stream.decided("C-1", 0);
    Prediction late = Predictions.at(stream.candidate(Candidates.withId("C-2"), 0), "C-2");
    stream.explanation(late);
    fill(new FlowAccounts());

    // When
    FlowAccounts again = new FlowAccounts();
    ledger.project(again);
    stream.predicted(late);
    fill(again);

    // Then
    assertEquals(new Balance(0, 0), struck(again).get(FlowAccounts.SCORING));
    assertEquals(new Balance(0, 0), struck(again).get(FlowAccounts.EXPLAINING));
  }

  @Test
  void anEntryTakenOutOfTheLedgerIsUnrecordedAtTheNextStart() {
    // Given
    for (int i = 0; i < 5; i++) {
      stream.decided("C-" + i, 0);
    }
    fill(new FlowAccounts());

    // When
    postgres.tamper(
        "ALTER TABLE ledger.entry_2026_01 DISABLE TRIGGER USER;"
            + " DELETE FROM ledger.entry WHERE topic = 'probity.candidates.v1' AND off = 2");
    FlowAccounts again = new FlowAccounts();
    ledger.project(again);

    // Then
    assertEquals(new Balance(1, 0), struck(again).get(FlowAccounts.RECORDING));
  }

  /** Two sinks stand beside each other for a while, and each has a projector. */
  @Test
  void whatAnotherProjectorTookInBetweenIsInTheAccountsToo() throws SQLException {
    // Given
    FlowAccounts accounts = new FlowAccounts();
    ProjectorLoop loop =
        new ProjectorLoop(
            postgres.writer(),
            TopicNames.PLAIN,
            new BodyOpener(null),
            new LedgerGrowth(),
            accounts);
    SourcePosition open = stream.candidate(Candidates.withId("C-1"), 0);
    fill(accounts);

    // When
    stream.prediction("C-1", open);
    stream.decided("C-2", 1);
    fill(new FlowAccounts());
    stream.decided("C-3", 0);
    ledger.append(stream.prepared().subList(appended, stream.prepared().size()), 7);
    try (ProjectionStore store =
        new ProjectionStore(
            postgres.writer().openAs(LedgerSchema.PROJECTOR, Duration.ofSeconds(20)),
            TopicNames.PLAIN,
            new BodyOpener(null))) {
      assertEquals(stream.prepared().size(), loop.step(store).next());
    }

    // Then
    assertEquals(stream.prepared().size(), accounts.next());
    assertEquals(new Balance(0, 0), struck(accounts).get(FlowAccounts.RECORDING));
    assertEquals(new Balance(0, 0), struck(accounts).get(FlowAccounts.SCORING));
    assertEquals(new Balance(1, 0), struck(accounts).get(FlowAccounts.EXPLAINING));
  }
}
