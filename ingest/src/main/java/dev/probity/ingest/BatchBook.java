// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How far the newest batches have come, by counts alone: who watches a batch need not be somebody
 * who may read its decisions. Bounded by rows, the oldest batch leaves first. Safe for several
 * threads.
 */
public final class BatchBook {
  private static final List<String> HOPS = List.of("accepted", "scored", "explained", "rejected");

  private final int maxRows;
  private final Deque<Batch> batches = new ArrayDeque<>();
  private final Map<String, Batch> byId = new HashMap<>();
  private final Map<String, Batch> byCandidate = new HashMap<>();
  private int rows;

  /** Keeps batches of at most so many candidates together. */
  public BatchBook(int maxRows) {
    if (maxRows < 1) {
      throw new IllegalArgumentException("rows " + maxRows + ", expected 1 or more");
    }
    this.maxRows = maxRows;
  }

  /**
   * The counts of a batch, which add up to its rows.
   *
   * @param rows how many candidates were posted
   * @param refused how many were not taken in
   * @param waiting how many are taken in and not scored yet
   * @param scored how many are scored and not explained yet
   * @param explained how many are scored and explained
   * @param rejected how many were refused after they were taken in
   */
  public record Progress(
      int rows, int refused, int waiting, int scored, int explained, int rejected) {

    /** Whether nothing more is to come. */
    public boolean done() {
      return waiting + scored == 0;
    }
  }

  private static final class Batch {
    private final String id;
    private final int refused;
    private final Map<String, String> states = new HashMap<>();

    private Batch(String id, int refused) {
      this.id = id;
      this.refused = refused;
    }

    private Progress progress() {
      int waiting = 0;
      int scored = 0;
      int explained = 0;
      int rejected = 0;
      for (String state : states.values()) {
        switch (state) {
          case "explained" -> explained++;
          case "scored" -> scored++;
          case "rejected" -> rejected++;
          default -> waiting++;
        }
      }
      int all = states.size() + refused;
      return new Progress(all, refused, waiting, scored, explained, rejected);
    }
  }

  /**
   * Takes in a batch whose candidates the broker has.
   *
   * @param id the batch
   * @param candidates the ids of those taken in; the same id twice counts once
   * @param refused how many were not taken in
   * @param answers what is known of a candidate by now; some may be decided already. Asked without
   *     this book's lock, as whoever knows tells the book of moves under a lock of its own
   */
  public void open(
      String id, List<String> candidates, int refused, Function<String, @Nullable Answer> answers) {
    enter(id, candidates, refused);
    for (String candidate : candidates) {
      Answer known = answers.apply(candidate);
      if (known != null) {
        moved(candidate, known);
      }
    }
  }

  private synchronized void enter(String id, List<String> candidates, int refused) {
    Batch batch = new Batch(id, refused);
    for (String candidate : candidates) {
      batch.states.put(candidate, Answer.ACCEPTED.state());
      byCandidate.put(candidate, batch);
    }
    batches.addLast(batch);
    byId.put(id, batch);
    rows += batch.states.size();
    while (rows > maxRows && batches.size() > 1) {
      drop(batches.removeFirst());
    }
  }

  private void drop(Batch batch) {
    byId.remove(batch.id);
    rows -= batch.states.size();
    batch.states.keySet().forEach(candidate -> byCandidate.remove(candidate, batch));
  }

  /** A candidate has moved on; what is heard late moves nobody back. */
  public synchronized void moved(String candidate, Answer answer) {
    Batch batch = byCandidate.get(candidate);
    String before = batch == null ? null : batch.states.get(candidate);
    if (batch != null && before != null && HOPS.indexOf(answer.state()) > HOPS.indexOf(before)) {
      batch.states.put(candidate, answer.state());
    }
  }

  /** How far a batch has come; null when it is not among the newest. */
  public synchronized @Nullable Progress progress(String id) {
    Batch batch = byId.get(id);
    return batch == null ? null : batch.progress();
  }
}
