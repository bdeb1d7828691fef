// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.run;

import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import java.util.Map;
import java.util.TreeMap;

/** Steps in the file of their run. */
final class RunStepJson {
  private RunStepJson() {}

  static void write(JsonWriter json, RunStep step) {
    json.beginObject().name("step").value(step.name()).name("count").value(step.count());
    json.name("unit").value(step.unit()).name("millis").value(step.millis());
    texts(json, "inputs", step.inputs());
    texts(json, "outputs", step.outputs());
    if (step.reused()) {
      json.name("reused").value(true);
    }
    json.endObject();
  }

  private static void texts(JsonWriter json, String name, Map<String, String> texts) {
    if (!texts.isEmpty()) {
      json.name(name).beginObject();
      texts.forEach((key, text) -> json.name(key).value(text));
      json.endObject();
    }
  }

  static RunStep read(Json.ObjectValue json) {
    return new RunStep(
        json.text("step"),
        json.whole("count"),
        json.text("unit"),
        json.whole("millis"),
        texts(json, "inputs"),
        texts(json, "outputs"),
        json.find("reused") != null && json.bool("reused"));
  }

  private static Map<String, String> texts(Json.ObjectValue json, String name) {
    Map<String, String> texts = new TreeMap<>();
    if (json.find(name) != null) {
      Json.ObjectValue named = json.object(name);
      named.members().keySet().forEach(key -> texts.put(key, named.text(key)));
    }
    return texts;
  }
}
