// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call whose rows are on their way through the stream. It is done when every prediction, and
 * every explanation if they were asked for, was read from its topic, and the broker has
 * acknowledged every candidate; or when a row was refused.
 */
final class PendingCall {
  private final Map<String, Integer> places = new HashMap<>();
  private final @Nullable Prediction[] predictions;
  private final @Nullable Explanation[] explanations;
  private final CompletableFuture<Ending> ending = new CompletableFuture<>();
  private int open;

  /** How the stream ended a call. */
  sealed interface Ending {
    /** Every row is on record. */
    record Recorded(List<Prediction> predictions, List<Explanation> explanations)
        implements Ending {}

    /** A row was refused after the broker had it. */
    record RowRefused(int row, ReasonCode code, String reason) implements Ending {}

    /** The broker did not take a row. */
    record NotTaken() implements Ending {}
  }

  PendingCall(List<Candidate> candidates, boolean explained) {
    int rows = candidates.size();
    for (int i = 0; i < rows; i++) {
      places.put(candidates.get(i).id(), i);
    }
    this.predictions = new Prediction[rows];
    this.explanations = new Explanation[explained ? rows : 0];
    this.open = rows + predictions.length + explanations.length;
  }

  Set<String> candidateIds() {
    return places.keySet();
  }

  int rows() {
    return places.size();
  }

  CompletableFuture<Ending> ending() {
    return ending;
  }

  /** The broker has one more candidate. */
  void acknowledged() {
    settle();
  }

  void notTaken() {
    ending.complete(new Ending.NotTaken());
  }

  void predicted(Prediction prediction) {
    Integer place = places.get(prediction.candidateId());
    if (place != null && put(predictions, place, prediction)) {
      settle();
    }
  }

  void explained(Explanation explanation) {
    Integer place = places.get(explanation.candidateId());
    if (place != null && explanations.length > 0 && put(explanations, place, explanation)) {
      settle();
    }
  }

  /** Whether nothing is known of the prediction about this candidate yet. */
  boolean lacksPrediction(String candidateId) {
    Integer place = places.get(candidateId);
    synchronized (places) {
      return place != null && predictions[place] == null;
    }
  }

  /** Whether explanations were asked for. */
  boolean explains() {
    return explanations.length > 0;
  }

  void refused(String candidateId, ReasonCode code, String reason) {
    Integer place = places.get(candidateId);
    if (place != null) {
      ending.complete(new Ending.RowRefused(place, code, reason));
    }
  }

  /** Whether there was none at this place; a repeat says the same. */
  private <T> boolean put(@Nullable T[] all, int place, T one) {
    synchronized (places) {
      if (all[place] != null) {
        return false;
      }
      all[place] = one;
      return true;
    }
  }

  private void settle() {
    boolean last;
    synchronized (places) {
      open--;
      last = open == 0;
    }
    if (last) {
      ending.complete(new Ending.Recorded(present(predictions), present(explanations)));
    }
  }

  private static <T> List<T> present(@Nullable T[] all) {
    List<T> list = new ArrayList<>(all.length);
    for (T one : all) {
      if (one != null) {
        list.add(one);
      }
    }
    return Collections.unmodifiableList(list);
  }
}
