// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.run;

import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import java.util.Map;
import java.util.TreeMap;

/** Trials in the file of their run. */
final class RunTrialJson {
  private RunTrialJson() {}

  static void write(JsonWriter json, RunTrial trial) {
    json.beginObject().name("trial").value((long) trial.trial());
    json.name("rung").value((long) trial.rung()).name("trees").value((long) trial.trees());
    json.name("nodes").value((long) trial.nodes());
    json.name("tableBytes").value(trial.tableBytes());
    json.name("standardError").value(trial.standardError());
    json.name("cpuSeconds").value(trial.cpuSeconds());
    json.name("chosen").value(trial.chosen());
    json.name("logLoss").beginObject();
    trial
        .losses()
        .forEach((rung, loss) -> json.name(Integer.toString(rung)).value(loss.doubleValue()));
    json.endObject().name("params").beginObject();
    trial.params().forEach((name, value) -> json.name(name).value(value));
    json.endObject().endObject();
  }

  static RunTrial read(Json.ObjectValue json) {
    Map<Integer, Double> losses = new TreeMap<>();
    Json.ObjectValue byRung = json.object("logLoss");
    for (String rung : byRung.members().keySet()) {
      losses.put(Integer.valueOf(rung), byRung.number(rung));
    }
    Map<String, String> params = new TreeMap<>();
    Json.ObjectValue named = json.object("params");
    for (String name : named.members().keySet()) {
      params.put(name, named.text(name));
    }
    return new RunTrial(
        (int) json.whole("trial"),
        params,
        (int) json.whole("rung"),
        losses,
        (int) json.whole("trees"),
        (int) json.whole("nodes"),
        json.whole("tableBytes"),
        json.number("standardError"),
        json.number("cpuSeconds"),
        json.bool("chosen"));
  }
}
