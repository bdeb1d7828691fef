// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

/** What a thread of the one JVM works for, told by its name. */
enum Stage {
  /** Publishes and measures; no part of the product. */
  BENCH("bench itself", "bench", "main"),
  /** The front door and the answers it keeps. */
  INGEST("ingest", "probity-ingest", "ingest-", "vert.x", "executor-thread", "smallrye"),
  /** Candidates to predictions. */
  SCORER("scorer", "probity-scorer"),
  /** Predictions to explanations. */
  EXPLAINER("explainer", "probity-explainer"),
  /** Everything into the ledger. */
  AUDIT_SINK("audit-sink", "audit-", "probity-audit-sink"),
  /** Windows and alerts. */
  DRIFT_MONITOR("drift-monitor", "drift-monitor", "drift-"),
  /** Idle while nobody asks for a model. */
  TRAINER("trainer", "trainer"),
  /** The embedded broker. */
  BROKER(
      "broker",
      "data-plane-kafka",
      "kafka-",
      "group-coordinator",
      "transaction-coordinator",
      "quorum-controller",
      "ExpirationReaper",
      "AddPartitions",
      "executor-",
      "share-",
      "raft-",
      "TxnMarker",
      "broker-",
      "metrics-meter-tick"),
  /** The rest of the JVM's own threads. */
  OTHER("other threads");

  private final String words;
  private final String marks;

  Stage(String words, String... marks) {
    this.words = words;
    this.marks = String.join("\n", marks);
  }

  /** As it is shown. */
  String words() {
    return words;
  }

  /** Whose thread this is: the first whose mark is part of the name. */
  static Stage of(String thread) {
    for (Stage stage : values()) {
      if (stage.marks.lines().anyMatch(thread::contains)) {
        return stage;
      }
    }
    return OTHER;
  }
}
