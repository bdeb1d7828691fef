// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of {@code reference.json} about explanations; a reference may lack it. */
final class AttributionDocument {
  private AttributionDocument() {}

  static void write(JsonWriter json, AttributionReference reference) {
    json.name("attribution").beginObject();
    json.name("n").value(reference.n());
    json.name("variations").beginArray();
    reference.windows(AttributionReference.ALL).forEach(json::value);
    json.endArray();
    json.name("features").beginArray();
    for (int feature = 0; feature < reference.features().size(); feature++) {
      json.beginObject();
      String name = reference.features().get(feature);
      json.name("name").value(name).name("share").value(reference.share(feature));
      json.name("cuts").beginArray();
      Arrays.stream(reference.cuts(feature)).forEach(json::value);
      json.endArray().name("counts").beginArray();
      for (int cell = 0; cell < AttributionReference.CELLS; cell++) {
        json.value(reference.count(feature, cell));
      }
      json.endArray().name("distances").beginArray();
      reference.windows(name).forEach(json::value);
      json.endArray().endObject();
    }
    json.endArray().endObject();
  }

  static AttributionReference read(Json.ObjectValue json) {
    List<String> names = new ArrayList<>();
    List<Json> features = json.array("features");
    double[][] cuts = new double[features.size()][];
    long[][] counts = new long[features.size()][];
    double[] shares = new double[features.size()];
    Map<String, List<Double>> windows = new LinkedHashMap<>();
    for (int i = 0; i < cuts.length; i++) {
      if (!(features.get(i) instanceof Json.ObjectValue feature)) {
        throw ReferenceDocument.refused("the explanations of a feature are no object");
      }
      names.add(feature.text("name"));
      shares[i] = feature.number("share");
      cuts[i] = feature.numbers("cuts");
      counts[i] = ReferenceDocument.wholes(feature.array("counts"));
      windows.put(feature.text("name"), list(feature.numbers("distances")));
    }
    windows.put(AttributionReference.ALL, list(json.numbers("variations")));
    return new AttributionReference(names, cuts, counts, shares, json.whole("n"), windows);
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
