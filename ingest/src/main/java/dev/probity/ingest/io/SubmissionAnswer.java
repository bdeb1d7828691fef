// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request at the HTTP door is told. */
sealed interface SubmissionAnswer {

  /** Too much is under way; come again. */
  record Busy() implements SubmissionAnswer {}

  /**
   * The answer to one candidate.
   *
   * @param element the answer
   */
  record Single(ElementAnswer element) implements SubmissionAnswer {}

  /**
   * The answers to an array, in its order.
   *
   * @param id the batch, by which its progress is told; null for a trial
   * @param elements the answers
   */
  record Batch(@Nullable String id, List<ElementAnswer> elements) implements SubmissionAnswer {
    /** Copies the answers. */
    public Batch {
      elements = List.copyOf(elements);
    }
  }
}
