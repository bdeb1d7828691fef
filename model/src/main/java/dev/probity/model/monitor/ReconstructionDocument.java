// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import java.util.Arrays;
import java.util.List;

/** The part of {@code reference.json} about principal components; a reference may lack it. */
final class ReconstructionDocument {
  private static final List<String> COLUMNS = List.of("imputed", "means", "scales");

  private ReconstructionDocument() {}

  static void write(JsonWriter json, ReconstructionReference reference) {
    Reconstruction fitted = reference.reconstruction();
    json.name("reconstruction").beginObject();
    json.name("numbers").value(fitted.numbers());
    for (int i = 0; i < COLUMNS.size(); i++) {
      numbers(json.name(COLUMNS.get(i)), fitted.columns()[i]);
    }
    json.name("shares").beginArray();
    for (double[] shares : fitted.shares()) {
      numbers(json, shares);
    }
    json.endArray().name("components").beginArray();
    for (int i = 0; i < fitted.kept(); i++) {
      numbers(json, fitted.component(i));
    }
    json.endArray();
    numbers(
        json.name("errors"), reference.windows().stream().mapToDouble(error -> error).toArray());
    json.endObject();
  }

  private static void numbers(JsonWriter json, double[] values) {
    json.beginArray();
    Arrays.stream(values).forEach(json::value);
    json.endArray();
  }

  static ReconstructionReference read(Json.ObjectValue json, List<MonitoredFeature> features) {
    return new ReconstructionReference(
        features,
        new Reconstruction(
            (int) json.whole("numbers"),
            json.numbers("imputed"),
            rows(json.array("shares")),
            json.numbers("means"),
            json.numbers("scales"),
            rows(json.array("components"))),
        Arrays.stream(json.numbers("errors")).boxed().toList());
  }

  private static double[][] rows(List<Json> values) {
    double[][] rows = new double[values.size()][];
    for (int i = 0; i < rows.length; i++) {
      if (!(values.get(i) instanceof Json.ArrayValue row)) {
        throw ReferenceDocument.refused("no list of numbers where one belongs");
      }
      rows[i] = new double[row.values().size()];
      for (int k = 0; k < rows[i].length; k++) {
        if (!(row.values().get(k) instanceof Json.NumberValue number)) {
          throw ReferenceDocument.refused("no number where one belongs");
        }
        rows[i][k] = number.asDouble();
      }
    }
    return rows;
  }
}
