// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.Arrival;
import dev.probity.ingest.Body;
import dev.probity.ingest.CandidateIntake;
import dev.probity.ingest.IntakeResult;
import dev.probity.ingest.RequestEvent;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.Stage;
import dev.probity.topics.value.Bytes;
import java.time.Instant;
import java.util.List;

/**
 * Says of a request what the door would say, and does nothing: no record, no id that lasts, no
 * count. The same reader, rules and limits as in earnest; only repeats are not looked for.
 */
final class Trial {
  /** Stands in for an id that would be made; an event of a trial goes nowhere. */
  private static final String MADE = "trial";

  private final CandidateIntake intake;
  private final IngestConfig config;

  Trial(CandidateIntake intake, IngestConfig config) {
    this.intake = intake;
    this.config = config;
  }

  SubmissionAnswer of(Submission request, Instant now) {
    byte[] body = request.body();
    if (body.length > config.maxBodyBytes()) {
      return faulty(tooLarge(config));
    }
    return switch (RequestEvent.of(request.headers(), body)) {
      case RequestEvent.Unreadable(IntakeResult.Refused refusal) -> faulty(refusal);
      case RequestEvent.Readable event -> elements(event, body, now);
    };
  }

  /** The refusal of a body beyond the limit. */
  static IntakeResult.Refused tooLarge(IngestConfig config) {
    String reason = "the body is longer than the limit of " + config.maxBodyBytes() + " bytes";
    return new IntakeResult.Refused(ReasonCode.TOO_LARGE, Stage.DECODE, reason, 413);
  }

  private SubmissionAnswer elements(RequestEvent.Readable event, byte[] body, Instant now) {
    Bytes envelope = event.data();
    if (envelope != null) {
      return new SubmissionAnswer.Single(element(event, envelope, now));
    }
    return switch (Body.cut(body, config.maxBatchRows())) {
      case Body.Unreadable unreadable -> faulty(unreadable.refusal());
      case Body.One one -> new SubmissionAnswer.Single(element(event, one.element(), now));
      case Body.Many(List<Bytes> elements) ->
          new SubmissionAnswer.Batch(
              null, elements.stream().map(one -> element(event, one, now)).toList());
    };
  }

  private ElementAnswer element(RequestEvent.Readable event, Bytes candidate, Instant now) {
    String made = event.subject() == null ? MADE : event.subject();
    Arrival arrival = new Arrival(MADE, event.source(), made, event.subject(), event.time(), now);
    return switch (intake.accept(candidate.toArray(), arrival)) {
      case IntakeResult.Accepted accepted -> {
        String id = accepted.candidate().id();
        yield new ElementAnswer.Valid(id.equals(MADE) ? null : id);
      }
      case IntakeResult.Refused refused -> new ElementAnswer.Faulty(refused);
    };
  }

  private static SubmissionAnswer faulty(IntakeResult.Refused refusal) {
    return new SubmissionAnswer.Single(new ElementAnswer.Faulty(refusal));
  }
}
