// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.EventReader;
import dev.probity.topics.InboundEvent;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.CandidateEvent;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.Withdrawal;

/**
 * Remembers the protected groups of each candidate to be decided on, under the record's offset,
 * until its prediction passes. Past cases and withdrawals are skipped; what is not readable is the
 * scorer's to refuse.
 */
final class CandidateStep implements InboundStep {
  private static final int SWEEP_EVERY = 1_000;

  private final TopologyParts parts;
  private final GroupStore groups;
  private final EventReader reader = EventReader.of(Topics.CANDIDATES);
  private long saved;

  CandidateStep(TopologyParts parts, GroupStore groups) {
    this.parts = parts;
    this.groups = groups;
  }

  @Override
  public void take(InboundRecord inbound, Exits exits) {
    byte[] value = inbound.valueBytes();
    switch (reader.read(inbound.position(), inbound.keyText(), value, inbound.headers())) {
      case Decoded.Invalid<InboundEvent> invalid -> exits.note(Note.CANDIDATE_UNREADABLE);
      case Decoded.Valid<InboundEvent>(InboundEvent event) -> {
        if (event.purpose() == Purpose.HISTORY) {
          exits.note(Note.CANDIDATE_SKIPPED);
        } else {
          take(inbound, Codecs.candidateEvent(event.eventType(), event.data(value)), exits);
        }
      }
    }
  }

  private void take(InboundRecord inbound, Decoded<CandidateEvent> decoded, Exits exits) {
    switch (decoded) {
      case Decoded.Invalid<CandidateEvent> invalid -> exits.note(Note.CANDIDATE_UNREADABLE);
      case Decoded.Valid<CandidateEvent>(CandidateEvent event) -> {
        switch (event) {
          case Withdrawal withdrawal -> exits.note(Note.CANDIDATE_SKIPPED);
          case Candidate candidate -> save(inbound, candidate, exits);
        }
      }
    }
  }

  private void save(InboundRecord inbound, Candidate candidate, Exits exits) {
    if (candidate.purpose() == Purpose.HISTORY) {
      exits.note(Note.CANDIDATE_SKIPPED);
      return;
    }
    long offset = inbound.position().offset();
    groups.save(
        offset,
        Groups.encode(
            parts.profile().protectedAttributes(),
            candidate.protectedAttributes(),
            parts.access()));
    if (++saved % SWEEP_EVERY == 0) {
      groups.dropBefore(offset - parts.bounds().candidates());
    }
  }
}
