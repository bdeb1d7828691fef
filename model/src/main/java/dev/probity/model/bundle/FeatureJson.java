// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import static dev.probity.model.bundle.ManifestCodec.constant;
import static dev.probity.model.bundle.ManifestCodec.lower;

import dev.probity.model.Categories;
import dev.probity.model.Direction;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import java.util.Arrays;
import java.util.List;

/** The encoder's part of a manifest. */
final class FeatureJson {
  private FeatureJson() {}

  static void write(JsonWriter json, FeatureSpec spec) {
    json.beginArray();
    for (Feature feature : spec.features()) {
      json.beginObject().name("name").value(feature.name());
      switch (feature) {
        case Feature.Numeric numeric -> writeNumeric(json, numeric);
        case Feature.Categorical categorical -> writeCategorical(json, categorical);
      }
      json.name("missing").value(policy("allow", feature.missing()));
      if (feature instanceof Feature.Categorical categorical) {
        json.name("unseen").value(policy("missing", categorical.unseen()));
      }
      json.name("mutable").value(feature.mutable());
      json.name("direction").value(lower(feature.direction())).endObject();
    }
    json.endArray();
  }

  private static void writeNumeric(JsonWriter json, Feature.Numeric numeric) {
    json.name("kind").value("numeric").name("type").value(numeric.integral() ? "int" : "double");
    json.name("range").beginArray().value(numeric.low()).value(numeric.high()).endArray();
  }

  private static void writeCategorical(JsonWriter json, Feature.Categorical categorical) {
    json.name("kind").value("categorical").name("type");
    switch (categorical.categories()) {
      case Categories.Codes codes -> {
        json.value("int").name("categories").beginArray();
        codes.codes().forEach(code -> json.value(code.longValue()));
      }
      case Categories.Labels labels -> {
        json.value("string").name("categories").beginArray();
        labels.labels().forEach(json::value);
      }
    }
    json.endArray();
  }

  private static String policy(String routed, Feature.Policy policy) {
    return switch (policy) {
      case MISSING -> routed;
      case REFUSE -> "refuse";
    };
  }

  static FeatureSpec read(List<Json> features) {
    return new FeatureSpec(features.stream().map(FeatureJson::feature).toList());
  }

  private static Feature feature(Json json) {
    if (!(json instanceof Json.ObjectValue object)) {
      throw new IllegalArgumentException("an entry of features is not an object");
    }
    Direction direction = constant(Direction.class, object.text("direction"));
    Feature.Policy missing = policy(object, "missing", "allow");
    return switch (object.text("kind")) {
      case "numeric" -> {
        double[] range = object.numbers("range");
        if (range.length != 2) {
          throw new IllegalArgumentException("range is not a pair");
        }
        yield new Feature.Numeric(
            object.text("name"),
            choice(object, "type", "int", "double"),
            range[0],
            range[1],
            missing,
            object.bool("mutable"),
            direction);
      }
      case "categorical" ->
          new Feature.Categorical(
              object.text("name"),
              categories(object),
              missing,
              policy(object, "unseen", "missing"),
              object.bool("mutable"),
              direction);
      default -> throw new IllegalArgumentException("a feature is neither numeric nor categorical");
    };
  }

  private static Categories categories(Json.ObjectValue object) {
    if (!choice(object, "type", "int", "string")) {
      return new Categories.Labels(object.texts("categories"));
    }
    double[] codes = object.numbers("categories");
    for (double code : codes) {
      if (code != (int) code) {
        throw new IllegalArgumentException("a category code is not a whole number");
      }
    }
    return new Categories.Codes(Arrays.stream(codes).mapToObj(code -> (int) code).toList());
  }

  private static Feature.Policy policy(Json.ObjectValue object, String name, String routed) {
    return choice(object, name, routed, "refuse") ? Feature.Policy.MISSING : Feature.Policy.REFUSE;
  }

  private static boolean choice(Json.ObjectValue object, String name, String yes, String no) {
    String text = object.text(name);
    if (!text.equals(yes) && !text.equals(no)) {
      throw new IllegalArgumentException(name + " is neither " + yes + " nor " + no);
    }
    return text.equals(yes);
  }
}
