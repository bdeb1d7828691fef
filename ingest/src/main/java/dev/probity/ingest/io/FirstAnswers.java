// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The answers to the newest events by their ids: an event that comes again is answered with what
 * the first one got, also while that is still on its way, and is not sent again. What the broker
 * did not take is forgotten, so that it can be sent again.
 */
final class FirstAnswers {
  private final Map<String, CompletableFuture<ElementAnswer>> first;

  /**
   * Remembers nothing yet.
   *
   * @param most how many events are remembered, the newest ones
   */
  FirstAnswers(int most) {
    this.first =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(
              Map.Entry<String, CompletableFuture<ElementAnswer>> eldest) {
            return size() > most;
          }
        };
  }

  /** Does the work of an event that comes for the first time; its answer else. */
  CompletionStage<ElementAnswer> once(String event, Supplier<CompletionStage<ElementAnswer>> work) {
    CompletableFuture<ElementAnswer> mine = new CompletableFuture<>();
    CompletableFuture<ElementAnswer> earlier;
    synchronized (first) {
      earlier = first.putIfAbsent(event, mine);
    }
    if (earlier != null) {
      return earlier.thenApply(FirstAnswers::again);
    }
    return work.get()
        .thenApply(
            answer -> {
              if (answer instanceof ElementAnswer.Unavailable) {
                synchronized (first) {
                  first.remove(event);
                }
              }
              mine.complete(answer);
              return answer;
            });
  }

  private static ElementAnswer again(ElementAnswer answer) {
    return answer instanceof ElementAnswer.Accepted accepted
        ? new ElementAnswer.Accepted(accepted.id(), accepted.eventId(), true)
        : answer;
  }
}
