// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Doubles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Stage inputs as bytes, for the internal topics and the store of the open window. */
public final class StageInputs {
  private static final int OBSERVATION = 1;
  private static final int TRUTH = 2;
  private static final int RELEASE_CHANGE = 3;
  private static final int UNFOLDED = 4;
  private static final int REVIEW = 5;
  private static final int ALERT_ORDER = 6;
  private static final int EXPLAINED = 7;
  private static final int REFUSED = 8;
  private static final int TRUTH_AT = 9;

  private StageInputs() {}

  /** The bytes of an input; equal inputs have equal bytes. */
  public static byte[] encode(StageInput input) {
    StateOutput out = new StateOutput();
    switch (input) {
      case Observation observation -> write(out.code(OBSERVATION), observation);
      case Explained explained -> {
        out.code(EXPLAINED).text(explained.modelDigest());
        write(out, explained.position());
        out.time(explained.time()).numbers(explained.contributions().toArray());
        write(out, explained.groups());
      }
      case Truth truth -> write(out, truth);
      case ReleaseChange change -> {
        out.code(RELEASE_CHANGE).text(change.modelDigest());
        out.flag(change.inUse()).time(change.time());
      }
      case Review review -> write(out.code(REVIEW), review);
      case Unfolded unfolded -> out.code(UNFOLDED).time(unfolded.time());
      case Refused refused -> out.code(REFUSED).time(refused.time());
      case AlertOrder order -> write(out.code(ALERT_ORDER), order);
    }
    return out.toBytes();
  }

  private static void write(StateOutput out, Observation value) {
    out.text(value.modelDigest()).text(value.model());
    out.text(value.candidateId()).text(value.predictionId());
    write(out, value.source());
    write(out, value.position());
    out.time(value.time()).numbers(value.vector().toArray());
    out.count(value.unseen().size());
    value.unseen().forEach(out::text);
    out.number(value.probability()).flag(value.positive());
    write(out, value.groups());
  }

  private static void write(StateOutput out, Map<String, String> groups) {
    out.count(groups.size());
    new TreeMap<>(groups).forEach((name, group) -> out.text(name).text(group));
  }

  private static void write(StateOutput out, SourcePosition position) {
    out.text(position.topic()).count(position.partition()).whole(position.offset());
  }

  private static void write(StateOutput out, Truth value) {
    String predictionId = value.predictionId();
    SourcePosition position = value.position();
    out.code(position == null ? TRUTH : TRUTH_AT);
    out.text(value.candidateId()).text(predictionId == null ? "" : predictionId);
    out.flag(value.label()).time(value.observedAt()).time(value.time());
    if (position != null) {
      write(out, position);
    }
  }

  private static void write(StateOutput out, AlertOrder value) {
    Instant until = value.silencedUntil();
    out.text(value.alertId()).text(value.actor()).text(value.reason());
    out.flag(until != null).time(until == null ? value.time() : until).time(value.time());
  }

  /**
   * The input of the bytes.
   *
   * @throws IllegalStateException when they are no input: the internal topic is broken
   */
  public static StageInput decode(byte[] bytes) {
    StateInput in = new StateInput(bytes);
    int code = in.code();
    return switch (code) {
      case OBSERVATION -> observation(in);
      case TRUTH -> truth(in, false);
      case TRUTH_AT -> truth(in, true);
      case EXPLAINED ->
          new Explained(in.text(), position(in), in.time(), Doubles.of(in.numbers()), groups(in));
      case RELEASE_CHANGE -> new ReleaseChange(in.text(), in.flag(), in.time());
      case REVIEW -> review(in);
      case UNFOLDED -> new Unfolded(in.time());
      case REFUSED -> new Refused(in.time());
      case ALERT_ORDER -> alertOrder(in);
      default -> throw new IllegalStateException("stage input has unknown code " + code);
    };
  }

  private static Observation observation(StateInput in) {
    return new Observation(
        in.text(),
        in.text(),
        in.text(),
        in.text(),
        position(in),
        position(in),
        in.time(),
        Doubles.of(in.numbers()),
        texts(in),
        in.number(),
        in.flag(),
        groups(in));
  }

  private static SourcePosition position(StateInput in) {
    return new SourcePosition(in.text(), in.count(), in.whole());
  }

  private static List<String> texts(StateInput in) {
    List<String> texts = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      texts.add(in.text());
    }
    return texts;
  }

  private static Map<String, String> groups(StateInput in) {
    Map<String, String> groups = new LinkedHashMap<>();
    for (int left = in.count(); left > 0; left--) {
      groups.put(in.text(), in.text());
    }
    return groups;
  }

  private static void write(StateOutput out, Review value) {
    String predictionId = value.predictionId();
    out.text(value.candidateId()).text(predictionId == null ? "" : predictionId);
    out.text(value.action().code()).number(value.seconds()).time(value.time());
  }

  private static Review review(StateInput in) {
    String candidateId = in.text();
    String predictionId = in.text();
    return new Review(
        candidateId,
        predictionId.isEmpty() ? null : predictionId,
        action(in.text()),
        in.number(),
        in.time());
  }

  private static OversightAction action(String code) {
    for (OversightAction action : OversightAction.values()) {
      if (action.code().equals(code)) {
        return action;
      }
    }
    throw new IllegalStateException("stage input has an unknown action");
  }

  private static AlertOrder alertOrder(StateInput in) {
    String alertId = in.text();
    String actor = in.text();
    String reason = in.text();
    boolean silenced = in.flag();
    Instant until = in.time();
    return new AlertOrder(alertId, actor, reason, silenced ? until : null, in.time());
  }

  private static Truth truth(StateInput in, boolean placed) {
    String candidateId = in.text();
    String predictionId = in.text();
    return new Truth(
        candidateId,
        predictionId.isEmpty() ? null : predictionId,
        in.flag(),
        in.time(),
        in.time(),
        placed ? position(in) : null);
  }
}
