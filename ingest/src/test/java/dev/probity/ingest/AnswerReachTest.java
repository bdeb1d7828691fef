// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Candidates;
import dev.probity.topics.Requisitions;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Bytes;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerReachTest {
  private static final Bytes SOMETHING = Bytes.copyOf(new byte[] {1});
  private static final Requisitions MINE = Requisitions.of(Set.of("R-1"));

  private static Answer of(@Nullable String requisition) {
    Candidate example = Candidates.example();
    Candidate candidate =
        new Candidate(
            example.id(),
            example.purpose(),
            example.profile(),
            example.attributes(),
            example.protectedAttributes(),
            new Provenance(null, requisition, null));
    Bytes bytes = Bytes.copyOf(Topics.CANDIDATES.codec().encode(candidate));
    return Answer.ACCEPTED.received(
        new Received(new SourcePosition(Topics.CANDIDATES.name(), 0, 7), bytes));
  }

  @Test
  void ownRequisitionsAndNobodysAreSeen() {
    assertTrue(of("R-1").isFor(MINE));
    assertTrue(of(null).isFor(MINE));
    assertFalse(of("R-2").isFor(MINE));
    assertTrue(of("R-2").isFor(Requisitions.ALL));
  }

  @Test
  void whatWasDecidedAboutAnUnknownCandidateIsForNoRecruiter() {
    assertTrue(Answer.ACCEPTED.isFor(MINE), "nothing was said yet");
    assertFalse(Answer.ACCEPTED.scored(SOMETHING).isFor(MINE));
    assertFalse(Answer.ACCEPTED.explained(SOMETHING).isFor(MINE));
    assertTrue(Answer.ACCEPTED.scored(SOMETHING).isFor(Requisitions.ALL));
  }
}
