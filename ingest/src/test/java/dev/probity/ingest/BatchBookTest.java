// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.ingest.BatchBook.Progress;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Bytes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BatchBookTest {
  private static final Bytes RECORD = Bytes.utf8("{}");
  private static final Answer SCORED = Answer.ACCEPTED.scored(RECORD);

  private final BatchBook book = new BatchBook(4);

  @Test
  void theCountsAddUpToTheRowsWhateverBecomesOfThem() {
    // Given: one was decided before the batch was in the book
    book.open("b", List.of("C-1", "C-2", "C-3"), 2, id -> id.equals("C-1") ? SCORED : null);
    assertEquals(new Progress(5, 2, 2, 1, 0, 0), book.progress("b"));

    // When
    book.moved("C-1", SCORED.explained(RECORD));
    book.moved("C-2", SCORED);
    book.moved("C-9", SCORED);

    // Then
    assertEquals(new Progress(5, 2, 1, 1, 1, 0), book.progress("b"));
    assertFalse(book.progress("b").done());

    // And
    book.moved("C-2", SCORED.explained(RECORD));
    book.moved("C-3", Answer.ACCEPTED.refused(ReasonCode.DUPLICATE_EVENT, "seen before"));
    assertEquals(new Progress(5, 2, 0, 0, 2, 1), book.progress("b"));
    assertTrue(book.progress("b").done());
  }

  /** Whoever knows answers tells of moves under a lock of its own: the book must not hold its. */
  @Test
  void aMoveIsHeardWhileABatchIsOpened() throws Exception {
    CompletableFuture<Void> moving = new CompletableFuture<>();
    CompletableFuture<Void> opened =
        CompletableFuture.runAsync(
            () ->
                book.open(
                    "b",
                    List.of("C-1"),
                    0,
                    id -> {
                      Thread.startVirtualThread(
                          () -> {
                            book.moved(id, SCORED.explained(RECORD));
                            moving.complete(null);
                          });
                      moving.orTimeout(20, TimeUnit.SECONDS).join();
                      return SCORED;
                    }));
    opened.get(30, TimeUnit.SECONDS);
    assertEquals(new Progress(1, 0, 0, 0, 1, 0), book.progress("b"), "nobody is moved back");
  }

  @Test
  void theOldestBatchLeavesWhenTheRowsDoNotFit() {
    book.open("first", List.of("C-1", "C-2", "C-3"), 0, id -> null);
    book.open("second", List.of("C-3", "C-4"), 0, id -> null);
    assertNull(book.progress("first"));
    book.moved("C-3", SCORED);
    assertEquals(new Progress(2, 0, 1, 1, 0, 0), book.progress("second"));
    assertNotNull(book.progress("second"));
  }

  @Test
  void aBatchOfRefusalsIsDoneAtOnce() {
    book.open("b", List.of(), 3, id -> null);
    assertTrue(book.progress("b").done());
    assertThrows(IllegalArgumentException.class, () -> new BatchBook(0));
  }
}
