// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink;

import static dev.probity.auditsink.Examples.CANDIDATES;
import static dev.probity.auditsink.Examples.NOW;
import static dev.probity.auditsink.Examples.SIGNALS;
import static dev.probity.auditsink.Examples.draft;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.auditsink.entry.Entry;
import dev.probity.auditsink.entry.Prepared;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.verify.LedgerSnapshot;
import dev.probity.auditsink.verify.VerifierRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What every ledger must do; each implementation runs all of it. */
public abstract class LedgerKit {
  /** The ledger under test, empty before each test. */
  protected abstract Ledger ledger();

  /** A second writer on the same ledger. */
  protected abstract Ledger twin();

  /** What a verifier would see now. */
  protected abstract LedgerSnapshot snapshot();

  private Cursor begin(Source source, long first) {
    return ledger().begin(source, "topic-id", first).cursor();
  }

  private List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    snapshot()
        .rows()
        .forEachRemaining(row -> entries.add(Objects.requireNonNull(row.columns()).entry()));
    return entries;
  }

  @Test
  void aPartitionBeginsOnceAtTheLogsFirstPosition() {
    // Given
    begin(CANDIDATES, 7);

    // When
    Position again = ledger().begin(CANDIDATES, "another-id", 99);

    // Then
    assertEquals(new Position("topic-id", new Cursor(7, 0)), again);
    assertEquals(1, ledger().positions().size());
  }

  @Test
  void recordsGetIdxAndSeqAndMoveThePosition() {
    // Given
    Cursor from = begin(CANDIDATES, 5);

    // When
    AppendResult result = ledger().append(draft(CANDIDATES, from, 8), NOW);

    // Then
    assertEquals(new AppendResult.Appended(3, NOW), result);
    assertEquals(new Cursor(8, 3), positionOf(CANDIDATES));
    assertEquals(List.of(0L, 1L, 2L), entries().stream().map(Entry::idx).toList());
    assertEquals(List.of(5L, 6L, 7L), entries().stream().map(Entry::offset).toList());
    VerifierRun.assertSound(snapshot());
  }

  private Cursor positionOf(Source source) {
    Position position = ledger().positions().get(source);
    return position == null ? new Cursor(0, 0) : position.cursor();
  }

  @Test
  void aPollOverSeveralPartitionsIsOneTransactionAndTilesBecomeFull() {
    // Given
    Cursor candidates = begin(CANDIDATES, 0);
    Cursor signals = begin(SIGNALS, 3);

    // When
    Draft both =
        new Draft(
            List.of(
                Examples.stretch(CANDIDATES, candidates, 500),
                Examples.stretch(SIGNALS, signals, 40)));
    AppendResult result = ledger().append(both, NOW);

    // Then
    assertEquals(new AppendResult.Appended(537, NOW), result);
    VerifierRun.assertSound(snapshot());
  }

  @Test
  void aPositionThatMovedFencesTheZombieAndWritesNothing() {
    // Given
    Cursor from = begin(CANDIDATES, 0);
    twin().append(draft(CANDIDATES, from, 4), NOW);

    // When
    AppendResult result = ledger().append(draft(CANDIDATES, from, 6), NOW);

    // Then
    assertInstanceOf(AppendResult.Fenced.class, result);
    assertEquals(4, entries().size());
    assertEquals(new Cursor(4, 4), positionOf(CANDIDATES));
    VerifierRun.assertSound(snapshot());
  }

  @Test
  void oneFencedPartitionHoldsBackTheWholePoll() {
    // Given
    Cursor candidates = begin(CANDIDATES, 0);
    Cursor signals = begin(SIGNALS, 0);
    twin().append(draft(SIGNALS, signals, 1), NOW);

    // When
    AppendResult result =
        ledger()
            .append(
                new Draft(
                    List.of(
                        Examples.stretch(CANDIDATES, candidates, 2),
                        Examples.stretch(SIGNALS, signals, 2))),
                NOW);

    // Then
    assertInstanceOf(AppendResult.Fenced.class, result);
    assertEquals(1, entries().size());
    assertEquals(new Cursor(0, 0), positionOf(CANDIDATES));
  }

  @Test
  void afterBeingFencedTheWriterGoesOnFromTheCommittedPosition() {
    // Given
    Cursor from = begin(CANDIDATES, 0);
    ledger().append(draft(CANDIDATES, from, 2), NOW);
    twin().append(draft(CANDIDATES, new Cursor(2, 2), 300), NOW);
    ledger().append(draft(CANDIDATES, new Cursor(2, 2), 4), NOW);

    // When
    AppendResult result = ledger().append(draft(CANDIDATES, positionOf(CANDIDATES), 301), NOW);

    // Then
    assertEquals(new AppendResult.Appended(301, NOW), result);
    VerifierRun.assertSound(snapshot());
  }

  @Test
  void anUnknownPartitionIsFenced() {
    AppendResult result = ledger().append(draft(CANDIDATES, new Cursor(0, 0), 1), NOW);

    assertInstanceOf(AppendResult.Fenced.class, result);
  }

  @Test
  void commitMarkersAloneMoveThePositionWithoutARow() {
    // Given
    Cursor from = begin(SIGNALS, 0);

    // When
    ledger().append(new Draft(List.of(new Stretch(SIGNALS, from, 3, List.of()))), NOW);
    ledger().append(draft(SIGNALS, new Cursor(3, 0), 5), NOW);

    // Then
    assertEquals(2, entries().size());
    assertEquals(new Cursor(5, 2), positionOf(SIGNALS));
    VerifierRun.assertSound(snapshot());
  }

  @Test
  void commitMarkersAtTheEndDoNotMoveTheTimeOfTheNewestEntry() {
    // Given
    Cursor from = begin(SIGNALS, 0);
    ledger().append(draft(SIGNALS, from, 2), NOW);

    // When
    AppendResult result =
        ledger()
            .append(
                new Draft(List.of(new Stretch(SIGNALS, new Cursor(2, 2), 3, List.of()))), NOW + 9);

    // Then
    assertEquals(new AppendResult.Appended(2, NOW), result);
    VerifierRun.assertSound(snapshot());
  }

  @Test
  void appendTimeNeverGoesBack() {
    // Given
    Cursor from = begin(CANDIDATES, 0);
    ledger().append(draft(CANDIDATES, from, 1), NOW);

    // When
    AppendResult result = ledger().append(draft(CANDIDATES, new Cursor(1, 1), 2), NOW - 86_400_000);

    // Then
    assertEquals(new AppendResult.Appended(2, NOW), result);
    VerifierRun.assertSound(snapshot());
  }

  @Test
  void theTreeGoesOnAcrossTileBordersWithChangingWriters() {
    // Given
    Cursor from = begin(CANDIDATES, 0);

    // When
    for (int i = 0; i < 12; i++) {
      Ledger writer = i % 3 == 0 ? twin() : ledger();
      writer.append(draft(CANDIDATES, from, from.next() + 100), NOW + i);
      from = positionOf(CANDIDATES);
    }

    // Then
    assertEquals(1_200, entries().size());
    VerifierRun.assertSound(snapshot());
  }

  @Test
  void draftsThatContradictThemselvesCannotBeMade() {
    Cursor from = new Cursor(5, 0);
    List<Prepared> early = List.of(Examples.record(CANDIDATES, 4));
    List<Prepared> twice = List.of(Examples.record(CANDIDATES, 5), Examples.record(CANDIDATES, 5));
    assertThrows(IllegalArgumentException.class, () -> new Stretch(CANDIDATES, from, 6, early));
    assertThrows(IllegalArgumentException.class, () -> new Stretch(CANDIDATES, from, 9, twice));
    assertThrows(IllegalArgumentException.class, () -> new Stretch(CANDIDATES, from, 5, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Draft(List.of()));
    Stretch one = Examples.stretch(CANDIDATES, from, 6);
    assertThrows(IllegalArgumentException.class, () -> new Draft(List.of(one, one)));
  }
}
