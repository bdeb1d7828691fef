// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.run;

import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What reweighing did in a run: accuracy and fairness on the same test rows, with and without.
 *
 * @param attribute the protected attribute whose groups were reweighed
 * @param weights weight per {@code group|label}
 * @param lowest smallest weight
 * @param highest largest weight
 * @param rows how many rows trees grow on
 * @param effectiveRows how many equally weighted rows they are worth, (Σw)² / Σw²
 * @param figures by name: value, n and 95 % interval without and with
 * @param insufficient groups too small to be compared, with their rows
 */
public record RunMitigation(
    String attribute,
    Map<String, Double> weights,
    double lowest,
    double highest,
    long rows,
    double effectiveRows,
    Map<String, Pair> figures,
    Map<String, Long> insufficient) {
  /** Copies, sorted by name. */
  public RunMitigation {
    weights = Collections.unmodifiableMap(new TreeMap<>(weights));
    figures = Collections.unmodifiableMap(new TreeMap<>(figures));
    insufficient = Collections.unmodifiableMap(new TreeMap<>(insufficient));
  }

  /**
   * A figure.
   *
   * @param value its value
   * @param n rows behind it
   * @param lower lower end of the 95 % interval
   * @param upper upper end of the 95 % interval
   */
  public record Figure(double value, long n, double lower, double upper) {}

  /**
   * A figure on both sides.
   *
   * @param without without weights
   * @param with of the release
   */
  public record Pair(Figure without, Figure with) {}

  void write(JsonWriter json) {
    json.beginObject().name("attribute").value(attribute).name("weights").beginObject();
    weights.forEach((cell, weight) -> json.name(cell).value(weight.doubleValue()));
    json.endObject().name("lowest").value(lowest).name("highest").value(highest);
    json.name("rows").value(rows).name("effectiveRows").value(effectiveRows);
    json.name("figures").beginObject();
    figures.forEach(
        (name, pair) -> {
          json.name(name).beginObject();
          write(json.name("without"), pair.without());
          write(json.name("with"), pair.with());
          json.endObject();
        });
    json.endObject().name("insufficientEvidence").beginObject();
    insufficient.forEach((group, n) -> json.name(group).value(n.longValue()));
    json.endObject().endObject();
  }

  static void write(JsonWriter json, Figure figure) {
    json.beginObject().name("value").value(figure.value()).name("n").value(figure.n());
    json.name("lower").value(figure.lower()).name("upper").value(figure.upper()).endObject();
  }

  static RunMitigation read(Json.ObjectValue json) {
    Map<String, Double> weights = new TreeMap<>();
    Json.ObjectValue cells = json.object("weights");
    cells.members().keySet().forEach(cell -> weights.put(cell, cells.number(cell)));
    Map<String, Pair> figures = new TreeMap<>();
    Json.ObjectValue named = json.object("figures");
    for (String name : named.members().keySet()) {
      Json.ObjectValue pair = named.object(name);
      figures.put(name, new Pair(figure(pair.object("without")), figure(pair.object("with"))));
    }
    Map<String, Long> few = new TreeMap<>();
    Json.ObjectValue groups = json.object("insufficientEvidence");
    groups.members().keySet().forEach(group -> few.put(group, groups.whole(group)));
    return new RunMitigation(
        json.text("attribute"),
        weights,
        json.number("lowest"),
        json.number("highest"),
        json.whole("rows"),
        json.number("effectiveRows"),
        figures,
        few);
  }

  static Figure figure(Json.ObjectValue json) {
    return new Figure(
        json.number("value"), json.whole("n"), json.number("lower"), json.number("upper"));
  }
}
