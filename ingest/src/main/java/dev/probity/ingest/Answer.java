// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * How far a candidate has come. Bodies stay the bytes of their topics: the door answers with the
 * record itself, not with a copy of it in other words.
 *
 * @param prediction the prediction, once scored
 * @param explanation the explanation, once explained
 * @param rejected why it was refused after acceptance; null when it was not
 * @param oversight what a person decided about the prediction last; null when nobody did
 */
public record Answer(
    @Nullable Bytes prediction,
    @Nullable Bytes explanation,
    @Nullable ReasonCode rejected,
    @Nullable Bytes oversight) {

  /** Accepted and nothing more yet. */
  public static final Answer ACCEPTED = new Answer(null, null, null, null);

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

  /** Whether nothing more is to come of the event. */
  public boolean isFinal() {
    return rejected != null || explanation != null;
  }

  /** With the prediction; explanation and oversight of an earlier prediction are dropped. */
  public Answer scored(Bytes record) {
    boolean again = prediction != null && prediction.equals(record);
    return new Answer(record, again ? explanation : null, null, again ? oversight : null);
  }

  /** With the explanation. */
  public Answer explained(Bytes record) {
    return new Answer(prediction, record, null, oversight);
  }

  /** With the reason of a refusal after acceptance. */
  public Answer refused(ReasonCode code) {
    return new Answer(prediction, explanation, code, oversight);
  }

  /** With what a person decided. */
  public Answer overseen(Bytes record) {
    return new Answer(prediction, explanation, rejected, record);
  }
}
