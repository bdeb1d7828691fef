// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.Coded;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.RetrainingState;
import dev.probity.topics.record.SignalFamily;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The map between CloudEvents types and the ledger's event types. Several CloudEvents types may
 * share one ledger code, and a candidate's purpose chooses between two codes.
 */
public final class EventKinds {

  /** What all our CloudEvents types begin with. */
  public static final String PREFIX = "dev.probity.";

  private static final String VERSION = ".v1";

  private static final Map<String, EventType> BY_TYPE = new HashMap<>();
  private static final Map<Topic<?, ?>, List<String>> BY_TOPIC = new HashMap<>();

  static {
    declare(Topics.CANDIDATES, EventType.CANDIDATE_RECEIVED, EventType.CANDIDATE_WITHDRAWN);
    declare(Topics.PREDICTIONS, EventType.PREDICTION_SCORED);
    declare(Topics.EXPLANATIONS, EventType.EXPLANATION_COMPUTED);
    declare(Topics.OUTCOMES, EventType.OUTCOME_OBSERVED);
    for (OversightAction action : OversightAction.values()) {
      declare(Topics.OVERSIGHT, eventType(action));
    }
    for (SignalFamily family : SignalFamily.values()) {
      declare(Topics.SIGNALS, signal(family), EventType.SIGNAL_RECORDED);
      declare(Topics.ALERTS, alert(family));
    }
    for (RetrainingState state : RetrainingState.values()) {
      declare(Topics.RETRAINING, retraining(state), EventType.RETRAINING_EVENT);
    }
    for (ReleaseEvent event : ReleaseEvent.values()) {
      declare(Topics.MODELS, release(event), eventType(event));
    }
    declare(Topics.REJECTS, EventType.RECORD_REJECTED);
    for (EventType type : EventType.values()) {
      if (onAuditTopic(type)) {
        declare(Topics.AUDIT, type);
      }
    }
    declare(Topics.CHECKPOINTS, versioned("checkpoint.signed"), EventType.UNIDENTIFIED);
  }

  private EventKinds() {}

  private static void declare(Topic<?, ?> topic, EventType... types) {
    for (EventType type : types) {
      declare(topic, type(type), type);
    }
  }

  private static void declare(Topic<?, ?> topic, String ceType, EventType type) {
    BY_TYPE.putIfAbsent(ceType, type);
    List<String> types = BY_TOPIC.computeIfAbsent(topic, t -> new ArrayList<>());
    if (!types.contains(ceType)) {
      types.add(ceType);
    }
  }

  /** The CloudEvents types that may stand on the topic, in the order of the declarations. */
  public static List<String> types(Topic<?, ?> topic) {
    return List.copyOf(BY_TOPIC.getOrDefault(topic, List.of()));
  }

  /**
   * The ledger's type of an event.
   *
   * @param ceType the CloudEvents type
   * @param purpose the purpose of a candidate; null when not said or not a candidate
   */
  public static EventType eventType(String ceType, @Nullable Purpose purpose) {
    EventType type = BY_TYPE.getOrDefault(ceType, EventType.UNIDENTIFIED);
    return type == EventType.CANDIDATE_RECEIVED && purpose == Purpose.HISTORY
        ? EventType.CANDIDATE_HISTORY
        : type;
  }

  /**
   * The ledger's type of a record without headers: known where a topic has one type only, and
   * {@code candidate.received} on the candidates topic.
   */
  public static EventType eventType(Topic<?, ?> topic) {
    List<String> types = types(topic);
    boolean one = types.size() == 1 || topic.equals(Topics.CANDIDATES);
    boolean shared = topic.equals(Topics.SIGNALS) || topic.equals(Topics.RETRAINING);
    return one || shared ? eventType(types.get(0), null) : EventType.UNIDENTIFIED;
  }

  /** The CloudEvents type that carries the name of a ledger type. */
  static String type(EventType type) {
    return versioned(type.code());
  }

  static EventType eventType(Purpose purpose) {
    return switch (purpose) {
      case DECISION -> EventType.CANDIDATE_RECEIVED;
      case HISTORY -> EventType.CANDIDATE_HISTORY;
    };
  }

  static EventType eventType(OversightAction action) {
    return switch (action) {
      case CONFIRMED -> EventType.OVERSIGHT_CONFIRMED;
      case OVERRIDDEN -> EventType.OVERSIGHT_OVERRIDDEN;
      case DEFERRED -> EventType.OVERSIGHT_DEFERRED;
      case CONTESTED -> EventType.OVERSIGHT_CONTESTED;
      case HALTED -> EventType.SCORING_HALTED;
      case RESUMED -> EventType.SCORING_RESUMED;
      case ACKNOWLEDGED -> EventType.ALERT_ACKNOWLEDGED;
      case SILENCED -> EventType.ALERT_SILENCED;
    };
  }

  static String signal(SignalFamily family) {
    return switch (family) {
      case PERFORMANCE, CALIBRATION -> versioned("signal.performance");
      case DRIFT, ATTRIBUTION, STATS -> versioned("signal.drift");
      case FAIRNESS -> versioned("signal.fairness");
      case DQ -> versioned("signal.quality");
    };
  }

  static EventType alert(SignalFamily family) {
    return switch (family) {
      case PERFORMANCE, CALIBRATION -> EventType.ALERT_PERFORMANCE;
      case DRIFT, ATTRIBUTION, STATS -> EventType.ALERT_DRIFT;
      case FAIRNESS -> EventType.ALERT_FAIRNESS;
      case DQ -> EventType.ALERT_OPERATIONAL;
    };
  }

  static String retraining(RetrainingState state) {
    return coded("retraining.", state);
  }

  static String release(ReleaseEvent event) {
    return switch (event) {
      case REGISTERED, PROMOTED, ROLLED_BACK, RETIRED -> coded("model.", event);
      case SERVING, STOPPED -> coded("model.", ReleaseEvent.SERVING);
    };
  }

  /** That a scorer serves or has stopped is recorded under the codes of resume and halt. */
  static EventType eventType(ReleaseEvent event) {
    return switch (event) {
      case REGISTERED -> EventType.MODEL_REGISTERED;
      case PROMOTED -> EventType.MODEL_PROMOTED;
      case ROLLED_BACK -> EventType.MODEL_ROLLED_BACK;
      case RETIRED -> EventType.MODEL_RETIRED;
      case SERVING -> EventType.SCORING_RESUMED;
      case STOPPED -> EventType.SCORING_HALTED;
    };
  }

  /** Whether the event travels on the audit topic, having no other. */
  public static boolean onAuditTopic(EventType type) {
    int number = type.number();
    boolean elsewhere =
        type == EventType.SCORING_HALTED
            || type == EventType.SCORING_RESUMED
            || type == EventType.ALERT_ACKNOWLEDGED
            || type == EventType.ALERT_SILENCED
            || type == EventType.CANDIDATE_HISTORY;
    return number >= EventType.AUDIT_READ.number() && type != EventType.UNIDENTIFIED && !elsewhere;
  }

  private static String coded(String group, Coded member) {
    return versioned(group + member.code());
  }

  private static String versioned(String name) {
    return PREFIX + name + VERSION;
  }
}
