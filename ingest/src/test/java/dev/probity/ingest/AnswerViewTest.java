// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Bytes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AnswerViewTest {
  private static final Bytes PREDICTION = Bytes.utf8("{\"p\":1}");
  private static final Bytes EXPLANATION = Bytes.utf8("{\"e\":1}");

  @Test
  void aCandidateMovesFromHopToHop() {
    AnswerView view = new AnswerView(10);
    assertNull(view.get("a"));
    view.update("a", answer -> answer);
    assertEquals("accepted", view.get("a").state());
    view.update("a", answer -> answer.scored(PREDICTION));
    assertEquals("scored", view.get("a").state());
    view.update("a", answer -> answer.explained(EXPLANATION));
    assertEquals("explained", view.get("a").state());
    assertEquals(PREDICTION, view.get("a").prediction());
  }

  @Test
  void aRedeliveredPredictionKeepsItsExplanation() {
    Answer answer = Answer.ACCEPTED.scored(PREDICTION).explained(EXPLANATION);
    assertEquals(answer, answer.scored(PREDICTION));
    assertNull(answer.scored(Bytes.utf8("{\"p\":2}")).explanation());
  }

  @Test
  void aRefusalAfterAcceptanceIsSaid() {
    Answer answer = Answer.ACCEPTED.refused(ReasonCode.DUPLICATE_EVENT, "seen before");
    assertEquals("rejected", answer.state());
    assertEquals(ReasonCode.DUPLICATE_EVENT, answer.rejected());
    assertEquals("seen before", answer.reason());
    assertNull(answer.scored(PREDICTION).reason());
  }

  /** What came of an earlier event is no answer to a new one, unless that did not get through. */
  @Test
  void aNewEventSupersedesTheAnswerAndRestoresItWhenItFails() {
    AnswerView view = new AnswerView(10);
    view.update("a", answer -> answer.scored(PREDICTION).explained(EXPLANATION));
    Answer before = view.supersede("a");
    assertEquals("accepted", view.get("a").state());
    view.restore("a", before);
    assertEquals("explained", view.get("a").state());
    view.restore("b", view.supersede("b"));
    assertNull(view.get("b"));
  }

  @Test
  void whoWaitsIsToldWhenTheExplanationComes() throws Exception {
    AnswerView view = new AnswerView(10);
    view.supersede("a");
    CompletableFuture<Answer> told =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return view.await("a", Duration.ofSeconds(60), System::nanoTime);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    view.update("a", answer -> answer.scored(PREDICTION));
    view.update("b", answer -> answer.scored(PREDICTION).explained(EXPLANATION));
    assertFalse(told.isDone());
    view.update("a", answer -> answer.explained(EXPLANATION));
    assertEquals("explained", told.get(60, TimeUnit.SECONDS).state());
  }

  @Test
  void whoWaitsTooLongIsToldHowFarItIs() throws Exception {
    AnswerView view = new AnswerView(10);
    view.update("a", answer -> answer.scored(PREDICTION));
    assertEquals("scored", view.await("a", Duration.ofMillis(20), System::nanoTime).state());
    assertNull(view.await("b", Duration.ofMillis(1), System::nanoTime));
  }

  @Test
  void aWithdrawalStandsBesideTheAnswerUntilTheCandidateComesAgain() {
    AnswerView view = new AnswerView(2);
    view.update("a", answer -> answer.scored(PREDICTION));
    view.withdraw("a");
    view.update("a", answer -> answer.explained(EXPLANATION));
    assertTrue(view.isWithdrawn("a"));
    assertEquals("explained", view.get("a").state());
    view.submitted("a");
    assertFalse(view.isWithdrawn("a"));
    view.withdraw("b");
    assertEquals("accepted", view.get("b").state());
    view.update("c", answer -> answer);
    view.update("d", answer -> answer);
    assertFalse(view.isWithdrawn("b"), "a withdrawal without an answer is held for ever");
  }

  @Test
  void theOldestAnswersLeaveFirst() {
    AnswerView view = new AnswerView(2);
    for (String id : new String[] {"a", "b", "c"}) {
      view.update(id, answer -> answer);
    }
    assertEquals(2, view.size());
    assertNull(view.get("a"));
    assertNotNull(view.get("c"));
  }

  @Test
  void anEmptyViewIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new AnswerView(0));
  }
}
