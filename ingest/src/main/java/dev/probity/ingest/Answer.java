// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import dev.probity.topics.Requisitions;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * How far a candidate has come. Bodies stay the bytes of their topics: the door answers with the
 * record itself, not with a copy of it in other words.
 *
 * @param input the newest candidate record, once it was read back
 * @param prediction the prediction, once scored
 * @param explanation the explanation, once explained
 * @param rejected why it was refused after acceptance; null when it was not
 * @param reason the same in words, never with a value; null when it was not refused
 * @param oversight what a person decided about the prediction last; null when nobody did
 */
public record Answer(
    @Nullable Received input,
    @Nullable Bytes prediction,
    @Nullable Bytes explanation,
    @Nullable ReasonCode rejected,
    @Nullable String reason,
    @Nullable Bytes oversight) {

  /** Accepted and nothing more yet. */
  public static final Answer ACCEPTED = new Answer(null, null, null, null, null, null);

  /** The word for the last hop: accepted, scored, explained or rejected. */
  public String state() {
    if (rejected != null) {
      return "rejected";
    }
    if (explanation != null) {
      return "explained";
    }
    return prediction != null ? "scored" : "accepted";
  }

  /** The prediction as a record; null when there is none, or its bytes are none. */
  @Nullable Prediction predicted() {
    return prediction != null
            && Topics.PREDICTIONS.codec().decode(prediction.toArray())
                instanceof Decoded.Valid<Prediction>(Prediction record)
        ? record
        : null;
  }

  /**
   * Whether somebody may see this answer. What was decided about a candidate whose record is not
   * held is seen by those without a limit only.
   */
  public boolean isFor(Requisitions reach) {
    if (reach.all()) {
      return true;
    }
    return input == null
        ? prediction == null && explanation == null
        : Topics.CANDIDATES.codec().decode(input.candidate().toArray())
                instanceof Decoded.Valid<Candidate>(Candidate candidate)
            && reach.cover(candidate.provenance().requisition());
  }

  /** Whether nothing more is to come of the event. */
  public boolean isFinal() {
    return rejected != null || explanation != null;
  }

  /** With the candidate as it stands on its topic, which may be read later than what came of it. */
  public Answer received(Received record) {
    return new Answer(record, prediction, explanation, rejected, reason, oversight);
  }

  /** The candidate's bytes that the prediction is about; null when they are not held. */
  @Nullable Bytes inputAsUsed() {
    Prediction predicted = predicted();
    return input == null || (predicted != null && !predicted.source().equals(input.at()))
        ? null
        : input.candidate();
  }

  /** With the prediction; explanation and oversight of an earlier prediction are dropped. */
  public Answer scored(Bytes record) {
    boolean again = prediction != null && prediction.equals(record);
    return new Answer(
        input, record, again ? explanation : null, null, null, again ? oversight : null);
  }

  /** With the explanation. */
  public Answer explained(Bytes record) {
    return new Answer(input, prediction, record, null, null, oversight);
  }

  /** With the reason of a refusal after acceptance. */
  public Answer refused(ReasonCode code, String why) {
    return new Answer(input, prediction, explanation, code, why, oversight);
  }

  /** With what a person decided. */
  public Answer overseen(Bytes record) {
    return new Answer(input, prediction, explanation, rejected, reason, record);
  }
}
