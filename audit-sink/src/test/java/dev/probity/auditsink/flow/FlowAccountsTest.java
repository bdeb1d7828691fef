// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.flow;

import static dev.probity.auditsink.flow.FlowAccounts.EXPLAINING;
import static dev.probity.auditsink.flow.FlowAccounts.RECORDING;
import static dev.probity.auditsink.flow.FlowAccounts.SCORING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.probity.auditsink.query.ProjectedRow;
import dev.probity.auditsink.tree.Hash;
import dev.probity.topics.Predictions;
import dev.probity.topics.Rejects;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Reject;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlowAccountsTest {
  private final FlowAccounts accounts = new FlowAccounts();
  private final Map<String, Long> numbers = new HashMap<>();
  private long entries;

  private void add(
      Topic<?, ?> topic, int partition, long offset, EventType event, @Nullable ProjectedRow row) {
    long seq = numbers.merge(topic.name() + partition, 1L, Long::sum) - 1;
    accounts.add(List.of(new RecordedEntry(topic, partition, offset, seq, event, row)), ++entries);
  }

  private void candidate(long offset) {
    add(Topics.CANDIDATES, 0, offset, EventType.CANDIDATE_RECEIVED, null);
  }

  private static Prediction of(long source) {
    return Predictions.at(new SourcePosition(Topics.CANDIDATES.name(), 0, source), "C-" + source);
  }

  private void prediction(long offset, long source) {
    ProjectedRow row = new ProjectedRow.Decided(entries, of(source), Hash.of(new byte[32]));
    add(Topics.PREDICTIONS, 0, offset, EventType.PREDICTION_SCORED, row);
  }

  private void refused(Topic<?, ?> topic, long offset, @Nullable Bytes value) {
    Reject form = Rejects.example();
    Reject reject =
        new Reject(
            form.reasonCode(),
            form.reason(),
            form.stage(),
            topic.name(),
            0,
            offset,
            form.originalTimestamp(),
            form.key(),
            value,
            form.headers(),
            form.service(),
            form.serviceVersion(),
            form.firstFailedAt(),
            form.attempts(),
            form.payloadSha256());
    add(
        Topics.REJECTS,
        0,
        entries,
        EventType.RECORD_REJECTED,
        new ProjectedRow.Rejected(entries, null, reject));
  }

  private Balance balance(String hop, long scorer, long explainer) {
    FlowAccounts.Done done = new FlowAccounts.Done(Map.of(0, scorer), Map.of(0, explainer));
    return accounts.balances(done).get(hop);
  }

  @Test
  void theExampleOfTheDocumentationHolds() {
    // Given
    for (int i = 0; i < 10; i++) {
      candidate(i);
    }
    for (int i = 0; i <= 5; i++) {
      prediction(i, i);
    }
    refused(Topics.CANDIDATES, 6, null);

    // When
    Balance balance = balance(SCORING, 8, 0);

    // Then
    assertEquals(new Balance(1, 2), balance);
    assertEquals(new Balance(0, 6), balance(EXPLAINING, 8, 0));
    assertEquals(17, accounts.next());
  }

  @Test
  void aRedeliveryCountsOnceAndLeavesNothingBehind() {
    // Given
    candidate(0);
    prediction(0, 0);

    // When
    candidate(0);
    prediction(1, 0);
    prediction(2, 0);
    candidate(1);

    // Then
    assertEquals(new Balance(1, 0), balance(SCORING, 2, 0));
    assertEquals(new Balance(0, 1), balance(EXPLAINING, 2, 0));
  }

  @Test
  void aPredictionMayBeRecordedBeforeItsCandidate() {
    // Given
    prediction(0, 3);
    refused(Topics.CANDIDATES, 4, null);

    // When
    for (int i = 0; i <= 4; i++) {
      candidate(i);
    }

    // Then
    assertEquals(new Balance(3, 0), balance(SCORING, 5, 0));
  }

  @Test
  void pastCasesAndWithdrawalsAreInNoTerm() {
    // Given
    add(Topics.CANDIDATES, 0, 0, EventType.CANDIDATE_HISTORY, null);
    add(Topics.CANDIDATES, 0, 1, EventType.CANDIDATE_WITHDRAWN, null);

    // When
    Balance balance = balance(SCORING, 2, 0);

    // Then
    assertEquals(new Balance(0, 0), balance);
  }

  @Test
  void anExplanationThatFailedEndsThePredictionItNames() {
    // Given
    for (int i = 0; i < 3; i++) {
      candidate(i);
      prediction(i, i);
    }

    // When
    refused(Topics.PREDICTIONS, 1, Bytes.copyOf(Topics.PREDICTIONS.codec().encode(of(1))));
    refused(Topics.PREDICTIONS, 7, Bytes.copyOf(new byte[] {'{'}));
    refused(Topics.PREDICTIONS, 8, null);

    // Then
    assertEquals(new Balance(2, 0), balance(EXPLAINING, 3, 3));
    assertEquals(new Balance(1, 1), balance(EXPLAINING, 3, 2));
  }

  @Test
  void aNumberThatNoEntryHasIsUnrecorded() {
    // Given
    candidate(0);
    numbers.merge(Topics.CANDIDATES.name() + 0, 2L, Long::sum);

    // When
    candidate(9);

    // Then
    assertEquals(new Balance(2, 0), balance(RECORDING, 0, 0));
  }

  @Test
  void aPartitionWhoseReaderHasCommittedNothingIsInFlight() {
    // Given
    candidate(0);

    // When
    Map<String, Balance> balances = accounts.balances(new FlowAccounts.Done(Map.of(), Map.of()));

    // Then
    assertEquals(new Balance(0, 1), balances.get(SCORING));
  }

  @Test
  void anyInterleavingOfTheTopicsComesToTheSameBalance() {
    long seed = Long.getLong("probity.seed", 11);
    Random random = new Random(seed);
    for (int run = 0; run < 200; run++) {
      FlowAccountsTest fresh = new FlowAccountsTest();
      int lost = random.nextInt(3);
      fresh.replay(random, 60, lost);
      assertEquals(new Balance(lost, 0), fresh.balance(SCORING, 60, 0), "seed " + seed);
    }
  }

  /** Candidates and what came of them, each topic in its order, topics mixed as they may be. */
  private void replay(Random random, int count, int lost) {
    List<Long> sources = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      sources.add(i);
    }
    List<Long> kept = new ArrayList<>(sources);
    Collections.shuffle(kept, random);
    kept = new ArrayList<>(kept.subList(lost, count));
    Collections.sort(kept);
    int candidate = 0;
    int end = 0;
    while (candidate < count || end < kept.size()) {
      if (end == kept.size() || candidate < count && random.nextBoolean()) {
        candidate(candidate++);
      } else if (random.nextInt(5) == 0) {
        refused(Topics.CANDIDATES, kept.get(end++), null);
      } else {
        prediction(end, kept.get(end++));
      }
    }
  }
}
