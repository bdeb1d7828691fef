// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.run;

import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import dev.probity.trainer.LearnerName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who grows the trees of a run, and how others did on the same rows.
 *
 * @param learner who grows them
 * @param compared every learner on the same split, the run's own first; empty when nobody asked
 */
public record RunLearning(LearnerName learner, List<Side> compared) {
  /** XGBoost, compared with no other. */
  public static final RunLearning USUAL = new RunLearning(LearnerName.XGBOOST, List.of());

  /** Copies. */
  public RunLearning {
    compared = List.copyOf(compared);
  }

  /**
   * What a learner made of the rows.
   *
   * @param learner its name
   * @param version its version
   * @param refusal why it grew nothing; null when it did
   * @param trees trees of its model; 0 when it grew none
   * @param seconds wall time it spent growing trees, in seconds
   * @param figures on the rows of the test part by name: value, n and 95 % interval
   */
  public record Side(
      LearnerName learner,
      String version,
      @Nullable String refusal,
      int trees,
      double seconds,
      Map<String, RunMitigation.Figure> figures) {
    /** Copies, sorted by name. */
    public Side {
      figures = Collections.unmodifiableMap(new TreeMap<>(figures));
    }
  }

  /** The same learner, compared. */
  public RunLearning with(List<Side> sides) {
    return new RunLearning(learner, sides);
  }

  void write(JsonWriter json) {
    json.name("learner").value(learner.label());
    if (compared.isEmpty()) {
      return;
    }
    json.name("learners").beginArray();
    for (Side side : compared) {
      json.beginObject().name("learner").value(side.learner().label());
      json.name("version").value(side.version());
      if (side.refusal() != null) {
        json.name("refusal").value(side.refusal());
      }
      json.name("trees").value((long) side.trees()).name("seconds").value(side.seconds());
      json.name("figures").beginObject();
      side.figures().forEach((name, figure) -> RunMitigation.write(json.name(name), figure));
      json.endObject().endObject();
    }
    json.endArray();
  }

  static RunLearning read(Json.ObjectValue json) {
    if (json.find("learner") == null) {
      return USUAL; // Runs from before there was a choice.
    }
    List<Side> sides = new ArrayList<>();
    if (json.find("learners") != null) {
      json.array("learners").forEach(one -> sides.add(side((Json.ObjectValue) one)));
    }
    return new RunLearning(LearnerName.of(json.text("learner")), sides);
  }

  private static Side side(Json.ObjectValue json) {
    Map<String, RunMitigation.Figure> figures = new TreeMap<>();
    Json.ObjectValue named = json.object("figures");
    named
        .members()
        .keySet()
        .forEach(name -> figures.put(name, RunMitigation.figure(named.object(name))));
    return new Side(
        LearnerName.of(json.text("learner")),
        json.text("version"),
        json.find("refusal") == null ? null : json.text("refusal"),
        (int) json.whole("trees"),
        json.number("seconds"),
        figures);
  }
}
