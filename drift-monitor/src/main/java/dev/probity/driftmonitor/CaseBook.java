// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings decisions and truths together, whichever comes first. Of several truths about a decision
 * the one observed last holds; an identical repeat changes nothing. Truths that wait for a decision
 * are bounded: the oldest gives way, and that is counted.
 */
public final class CaseBook {
  private final CaseStore store;
  private final long earlyRows;

  /** As stored, read once; it is asked for with every record. */
  private long unfolded = -1;

  /**
   * A book that goes on where the store stands.
   *
   * @param store where cases live
   * @param earlyRows how many truths may wait for their decision
   */
  public CaseBook(CaseStore store, long earlyRows) {
    this.store = store;
    this.earlyRows = earlyRows;
  }

  /**
   * A row whose truth is known now, or known better.
   *
   * @param modelDigest the release
   * @param row the number of the row in the release's stream
   * @param label the truth
   * @param observedAt when it was observed
   */
  public record Labelling(String modelDigest, long row, boolean label, Instant observedAt) {}

  /**
   * What came of a truth.
   *
   * @param labellings the rows it labels
   * @param notes what is to be counted
   */
  public record Outcome(List<Labelling> labellings, List<Note> notes) {
    /** Copies the lists. */
    public Outcome {
      labellings = List.copyOf(labellings);
      notes = List.copyOf(notes);
    }
  }

  /**
   * Takes a decision.
   *
   * @param observation the decision
   * @param row the number of the row in the release's stream
   * @return its truth, when that came first; else null
   */
  public @Nullable Labelling decided(Observation observation, long row) {
    CaseFile file = file(observation.candidateId());
    CaseFile.Decision decision =
        new CaseFile.Decision(
            observation.modelDigest(),
            row,
            observation.predictionId(),
            observation.source().offset(),
            null,
            null);
    Truth truth = truthFor(file, decision);
    CaseFile known = file.plus(truth == null ? decision : decision.with(truth));
    store.save(observation.candidateId(), known.toBytes());
    return truth == null
        ? null
        : new Labelling(observation.modelDigest(), row, truth.label(), observed(truth));
  }

  /** What is known already: a truth that waits, or that of the same candidate's other decision. */
  private static @Nullable Truth truthFor(CaseFile file, CaseFile.Decision decision) {
    Truth early = file.early();
    if (early != null && answers(early, decision)) {
      return early;
    }
    for (CaseFile.Decision other : file.decisions()) {
      Boolean label = other.label();
      Instant observedAt = other.observedAt();
      if (other.offset() == decision.offset() && label != null && observedAt != null) {
        return new Truth("", null, label, observedAt, observedAt);
      }
    }
    return null;
  }

  /** Nothing is observed after it is told: a time beyond that of its record is wrong. */
  private static Instant observed(Truth truth) {
    return truth.observedAt().isAfter(truth.time()) ? truth.time() : truth.observedAt();
  }

  private static boolean answers(Truth truth, CaseFile.Decision decision) {
    return truth.predictionId() == null || truth.predictionId().equals(decision.predictionId());
  }

  /**
   * Which decision a person reviewed.
   *
   * @param review what was done
   * @return where it stands; null when the decision is not known or kept no longer
   */
  public @Nullable Place reviewed(Review review) {
    CaseFile.Decision found = null;
    for (CaseFile.Decision decision : file(review.candidateId()).decisions()) {
      boolean meant =
          review.predictionId() == null || review.predictionId().equals(decision.predictionId());
      found = meant ? decision : found;
    }
    return found == null ? null : new Place(found.modelDigest(), found.row());
  }

  /**
   * Where a decision stands.
   *
   * @param modelDigest the release
   * @param row the number of the row in the release's stream
   */
  public record Place(String modelDigest, long row) {}

  /** How many predictions were refused so far. */
  public long unfolded() {
    unfolded = unfolded < 0 ? store.unfoldedCount() : unfolded;
    return unfolded;
  }

  /** One more prediction was refused. */
  public void refused() {
    unfolded = unfolded() + 1;
    store.saveUnfoldedCount(unfolded);
  }

  /**
   * Takes a truth.
   *
   * @param truth the truth
   * @return the rows it labels; none when it waits, repeats or comes after a later one
   */
  public Outcome known(Truth truth) {
    CaseFile file = file(truth.candidateId());
    CaseFile.Decision meant = meant(file, truth);
    if (meant == null) {
      return wait(file, truth);
    }
    List<CaseFile.Decision> decisions = new ArrayList<>();
    List<Labelling> labellings = new ArrayList<>();
    List<Note> notes = new ArrayList<>();
    for (CaseFile.Decision decision : file.decisions()) {
      boolean same = decision.offset() == meant.offset();
      Note note = same ? note(decision, truth) : null;
      if (same && note == null) {
        labellings.add(
            new Labelling(decision.modelDigest(), decision.row(), truth.label(), observed(truth)));
      }
      if (note != null) {
        notes.add(note);
      }
      decisions.add(same && note == null ? decision.with(truth) : decision);
    }
    if (!labellings.isEmpty()) {
      store.save(truth.candidateId(), new CaseFile(decisions, file.early()).toBytes());
    }
    return new Outcome(labellings, notes);
  }

  /** The decision a truth is about: the one it names, or the candidate's latest. */
  private static CaseFile.@Nullable Decision meant(CaseFile file, Truth truth) {
    CaseFile.Decision found = null;
    for (CaseFile.Decision decision : file.decisions()) {
      found = answers(truth, decision) ? decision : found;
    }
    return found;
  }

  /** Why a truth changes nothing about a decision; null when it does. */
  private static @Nullable Note note(CaseFile.Decision decision, Truth truth) {
    Boolean label = decision.label();
    Instant observedAt = decision.observedAt();
    if (label == null || observedAt == null) {
      return null;
    }
    if (truth.observedAt().isBefore(observedAt)) {
      return Note.OUTCOME_STALE;
    }
    return label == truth.label() ? Note.OUTCOME_REPEATED : null;
  }

  private Outcome wait(CaseFile file, Truth truth) {
    Truth early = file.early();
    if (early != null && early.observedAt().isAfter(truth.observedAt())) {
      return new Outcome(List.of(), List.of(Note.OUTCOME_STALE));
    }
    store.save(truth.candidateId(), new CaseFile(file.decisions(), truth).toBytes());
    if (early != null) {
      return new Outcome(List.of(), List.of(Note.OUTCOME_REPEATED));
    }
    long count = store.earlyCount();
    String displaced = store.early(count % earlyRows);
    store.saveEarly(count % earlyRows, truth.candidateId());
    store.saveEarlyCount(count + 1);
    boolean lost = displaced != null && giveUp(displaced);
    return new Outcome(List.of(), lost ? List.of(Note.OUTCOME_UNMATCHED) : List.of());
  }

  /** Stops waiting for a decision; whether the truth had still been waiting. */
  private boolean giveUp(String candidateId) {
    CaseFile file = file(candidateId);
    if (file.early() == null || !file.decisions().isEmpty()) {
      return false;
    }
    store.drop(candidateId);
    return true;
  }

  /**
   * Forgets the decisions of a window that is kept no longer.
   *
   * @param modelDigest the release
   * @param forgotten the window and its candidates
   * @param chunkRows rows per window
   */
  public void forget(String modelDigest, Forgotten forgotten, int chunkRows) {
    for (String candidateId : forgotten.candidates()) {
      CaseFile file = file(candidateId);
      List<CaseFile.Decision> rest =
          file.decisions().stream()
              .filter(
                  decision ->
                      !decision.modelDigest().equals(modelDigest)
                          || decision.row() / chunkRows > forgotten.window())
              .toList();
      if (rest.isEmpty()) {
        store.drop(candidateId);
      } else if (rest.size() < file.decisions().size()) {
        store.save(candidateId, new CaseFile(rest, file.early()).toBytes());
      }
    }
  }

  private CaseFile file(String candidateId) {
    byte[] state = store.find(candidateId);
    return state == null ? CaseFile.EMPTY : CaseFile.parse(state);
  }
}
