// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a ledger entry is about: a closed list of unsigned 16-bit codes. Adding one is a change of
 * the contract, reusing one is forbidden.
 */
public enum EventType implements Coded {
  /** A candidate to decide on arrived. */
  CANDIDATE_RECEIVED(1, "candidate.received"),
  /** A record was refused. */
  RECORD_REJECTED(2, "record.rejected"),
  /** A candidate was scored. */
  PREDICTION_SCORED(3, "prediction.scored"),
  /** A prediction was explained. */
  EXPLANATION_COMPUTED(4, "explanation.computed"),
  /** The truth became known. */
  OUTCOME_OBSERVED(5, "outcome.observed"),
  /** A person agreed with a prediction. */
  OVERSIGHT_CONFIRMED(6, "oversight.confirmed"),
  /** A person decided otherwise. */
  OVERSIGHT_OVERRIDDEN(7, "oversight.overridden"),
  /** The person scored objected. */
  OVERSIGHT_CONTESTED(8, "oversight.contested"),
  /** A monitoring signal was recorded. */
  SIGNAL_RECORDED(9, "signal.recorded"),
  /** A drift alert changed state. */
  ALERT_DRIFT(10, "alert.drift"),
  /** A fairness alert changed state. */
  ALERT_FAIRNESS(11, "alert.fairness"),
  /** A performance alert changed state. */
  ALERT_PERFORMANCE(12, "alert.performance"),
  /** An operational alert changed state. */
  ALERT_OPERATIONAL(13, "alert.operational"),
  /** A model release exists. */
  MODEL_REGISTERED(14, "model.registered"),
  /** A release took an alias. */
  MODEL_PROMOTED(15, "model.promoted"),
  /** An earlier release took the alias back. */
  MODEL_ROLLED_BACK(16, "model.rolled-back"),
  /** A retraining request changed state. */
  RETRAINING_EVENT(17, "retraining.event"),
  /** A person put the decision off. */
  OVERSIGHT_DEFERRED(18, "oversight.deferred"),
  /** A release is no longer used. */
  MODEL_RETIRED(19, "model.retired"),
  /** A candidate was withdrawn. */
  CANDIDATE_WITHDRAWN(20, "candidate.withdrawn"),
  /** Somebody read the ledger. */
  AUDIT_READ(32, "audit.read"),
  /** Somebody exported from the ledger. */
  AUDIT_EXPORTED(33, "audit.exported"),
  /** An erasure was asked for. */
  ERASURE_REQUESTED(34, "erasure.requested"),
  /** An erasure was carried out. */
  ERASURE_DONE(35, "erasure.done"),
  /** An erasure was put off. */
  ERASURE_DEFERRED(36, "erasure.deferred"),
  /** A legal hold was set. */
  HOLD_SET(37, "hold.set"),
  /** A legal hold was released. */
  HOLD_RELEASED(38, "hold.released"),
  /** Entries were dropped after their retention. */
  RETENTION_DROPPED(39, "retention.dropped"),
  /** The configuration changed. */
  CONFIG_CHANGED(40, "config.changed"),
  /** A threshold changed. */
  THRESHOLD_CHANGED(41, "threshold.changed"),
  /** A process started. */
  PROCESS_STARTED(42, "process.started"),
  /** A process stopped. */
  PROCESS_STOPPED(43, "process.stopped"),
  /** Scoring was stopped. */
  SCORING_HALTED(44, "scoring.halted"),
  /** Scoring was resumed. */
  SCORING_RESUMED(45, "scoring.resumed"),
  /** A key was rotated. */
  KEY_ROTATED(46, "key.rotated"),
  /** A key was revoked. */
  KEY_REVOKED(47, "key.revoked"),
  /** An incident was opened. */
  INCIDENT_OPENED(48, "incident.opened"),
  /** An incident was closed. */
  INCIDENT_CLOSED(49, "incident.closed"),
  /** A notice was sent. */
  NOTICE_SENT(50, "notice.sent"),
  /** An anchor failed. */
  ANCHOR_FAILED(51, "anchor.failed"),
  /** An anchor works again. */
  ANCHOR_RESTORED(52, "anchor.restored"),
  /** A fork of the log was detected. */
  FORK_DETECTED(53, "fork.detected"),
  /** A process met an error of its own. */
  PROCESS_ERROR(54, "process.error"),
  /** The scorer switched to another release. */
  MODEL_SWITCHED(55, "model.switched"),
  /** A person took note of an alert. */
  ALERT_ACKNOWLEDGED(56, "alert.acknowledged"),
  /** A person silenced an alert. */
  ALERT_SILENCED(57, "alert.silenced"),
  /** A past case to train on arrived. */
  CANDIDATE_HISTORY(58, "candidate.history"),
  /** A new epoch of the ledger was opened. */
  EPOCH_OPENED(59, "epoch.opened"),
  /** An answer came too late. */
  ANSWER_TIMED_OUT(60, "answer.timed-out"),
  /** No event type could be told. */
  UNIDENTIFIED(65535, "unidentified");

  private static final List<EventType> ALL = List.of(values());
  private static final Map<String, EventType> BY_CODE =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(EventType::code, e -> e));

  private final int number;
  private final String code;

  EventType(int number, String code) {
    this.number = number;
    this.code = code;
  }

  /** The unsigned 16-bit code of the ledger entry. */
  public int number() {
    return number;
  }

  /** The name, as in the header {@code probity-event-type}. */
  @Override
  public String code() {
    return code;
  }

  /** The type of that name; {@link #UNIDENTIFIED} when the name is unknown. */
  public static EventType named(String name) {
    return BY_CODE.getOrDefault(name, UNIDENTIFIED);
  }

  /** The type of that ledger code; {@link #UNIDENTIFIED} when the code is unknown. */
  public static EventType numbered(int number) {
    for (EventType type : ALL) {
      if (type.number == number) {
        return type;
      }
    }
    return UNIDENTIFIED;
  }
}
