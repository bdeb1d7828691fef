// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer.io;

import dev.probity.explainer.WhatIf;
import dev.probity.topics.Requisitions;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.record.Prediction;
import java.util.concurrent.Semaphore;
import java.util.function.BiPredicate;

/** Answers what-if questions about the newest predictions, few at a time. */
final class CounterfactualDesk {
  private static final int AT_A_TIME = 2;

  private final PredictionTail tail;
  private final WhatIfs searches;
  private final BiPredicate<String, String> onRecord;
  private final Sight sight;
  private final Semaphore running = new Semaphore(AT_A_TIME);

  /**
   * A desk.
   *
   * @param tail the newest predictions
   * @param searches by release
   * @param onRecord puts on record that somebody is told about a candidate; false when it could not
   * @param sight tells of whom somebody may be told
   */
  CounterfactualDesk(
      PredictionTail tail, WhatIfs searches, BiPredicate<String, String> onRecord, Sight sight) {
    this.tail = tail;
    this.searches = searches;
    this.onRecord = onRecord;
    this.sight = sight;
  }

  /** Whether a caller who sees some requisitions may be told about a prediction. */
  @FunctionalInterface
  interface Sight {
    boolean covers(Requisitions reach, Prediction prediction) throws OutageException;
  }

  /** What the desk answers. */
  sealed interface Said {
    /** The answer, and that it was given is on record. */
    record Found(Prediction prediction, WhatIf.Answer answer) implements Said {}

    /** No prediction of the candidate is held. */
    record Unknown() implements Said {}

    /** The release does not say where values lay in training. */
    record NoReference() implements Said {}

    /** Too many searches run. */
    record Busy() implements Said {}

    /** Something outside does not answer. */
    record Unavailable(String what) implements Said {}
  }

  /**
   * Searches, and puts on record who asked before it tells.
   *
   * @param actor the subject of the caller's token
   * @param reach which vacancies the caller may see candidates of
   */
  Said ask(String candidateId, String actor, Requisitions reach) {
    Prediction prediction = tail.of(candidateId);
    if (prediction == null) {
      return new Said.Unknown();
    }
    if (!running.tryAcquire()) {
      return new Said.Busy();
    }
    try {
      if (!sight.covers(reach, prediction)) {
        return new Said.Unknown();
      }
      WhatIf search = searches.find(prediction.modelDigest());
      if (search == null) {
        return new Said.NoReference();
      }
      WhatIf.Answer answer = search.answer(prediction);
      return onRecord.test(candidateId, actor)
          ? new Said.Found(prediction, answer)
          : new Said.Unavailable("The broker did not take the record of this access.");
    } catch (OutageException away) {
      return new Said.Unavailable("The release or the candidate cannot be read.");
    } finally {
      running.release();
    }
  }
}
