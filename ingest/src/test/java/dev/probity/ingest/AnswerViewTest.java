// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Bytes;
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
    Answer answer = Answer.ACCEPTED.refused(ReasonCode.DUPLICATE_EVENT);
    assertEquals("rejected", answer.state());
    assertEquals(ReasonCode.DUPLICATE_EVENT, answer.rejected());
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
