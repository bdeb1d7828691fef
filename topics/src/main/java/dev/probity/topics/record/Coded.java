// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.record;

/** A closed list whose members have one fixed text on the wire. */
public sealed interface Coded
    permits AlertStatus,
        ChallengeMode,
        Direction,
        EventType,
        Evidence,
        OversightAction,
        Purpose,
        ReasonCode,
        ReleaseEvent,
        RetrainingState,
        Severity,
        SignalFamily,
        SignalKind,
        Stage,
        Variant,
        WindowStatus,
        WindowType {

  /** The text that stands for this member in JSON and headers. */
  String code();
}
