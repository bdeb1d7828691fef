// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;

/** One column inside {@code reference.json}; fine counts as pairs of gap and count. */
final class ColumnDocument {
  private static final String NUMERIC = "numeric";
  private static final String CATEGORICAL = "categorical";

  private ColumnDocument() {}

  static void write(JsonWriter json, ColumnReference column) {
    json.beginObject();
    json.name("name").value(column.name());
    switch (column) {
      case NumericReference numeric -> writeNumeric(json, numeric);
      case CategoricalReference categorical -> writeCategorical(json, categorical);
    }
    json.endObject();
  }

  private static void writeNumeric(JsonWriter json, NumericReference column) {
    json.name("kind").value(NUMERIC).name("missing").value(column.missing());
    json.name("mean").value(column.mean()).name("deviation").value(column.deviation());
    json.name("lower").value(column.coarse().lower());
    json.name("upper").value(column.coarse().upper());
    json.name("coarse").beginArray();
    for (int bin = 0; bin < column.coarse().count(); bin++) {
      json.value(column.coarseCount(bin));
    }
    json.endArray();
    json.name("fine").beginArray();
    int previous = -1;
    for (int bin = 0; bin < NumericReference.FINE_BINS; bin++) {
      if (column.fineCount(bin) > 0) {
        json.value((long) bin - previous).value(column.fineCount(bin));
        previous = bin;
      }
    }
    json.endArray();
  }

  private static void writeCategorical(JsonWriter json, CategoricalReference column) {
    json.name("kind").value(CATEGORICAL).name("missing").value(column.missing());
    json.name("categories").beginArray();
    column.categories().forEach(json::value);
    json.endArray();
    json.name("counts").beginArray();
    for (int category = 0; category < column.categories().size(); category++) {
      json.value(column.count(category));
    }
    json.endArray();
  }

  static ColumnReference read(Json.ObjectValue json) {
    return switch (json.text("kind")) {
      case NUMERIC -> readNumeric(json);
      case CATEGORICAL ->
          new CategoricalReference(
              json.text("name"),
              json.texts("categories"),
              ReferenceDocument.wholes(json.array("counts")),
              json.whole("missing"));
      default -> throw ReferenceDocument.refused("a column of unknown kind");
    };
  }

  private static NumericReference readNumeric(Json.ObjectValue json) {
    long[] coarse = ReferenceDocument.wholes(json.array("coarse"));
    long[] pairs = ReferenceDocument.wholes(json.array("fine"));
    long[] fine = new long[NumericReference.FINE_BINS];
    long bin = -1;
    for (int i = 0; i < pairs.length; i += 2) {
      bin += pairs[i];
      if (pairs[i] < 1 || bin >= fine.length || i + 1 == pairs.length || pairs[i + 1] < 1) {
        throw ReferenceDocument.refused("fine counts that leave their bins");
      }
      fine[(int) bin] = pairs[i + 1];
    }
    return new NumericReference(
        json.text("name"),
        json.whole("missing"),
        json.number("mean"),
        json.number("deviation"),
        new UniformBins(json.number("lower"), json.number("upper"), coarse.length),
        coarse,
        fine);
  }
}
