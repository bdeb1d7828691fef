// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import dev.probity.model.Calibrator;
import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A manifest's one byte form: fixed member order, shortest doubles, UTF-8, one line feed. */
public final class ManifestCodec {
  private ManifestCodec() {}

  /** The bytes whose SHA-256 is the model's digest. */
  public static byte[] write(Manifest manifest) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("schema").value(Manifest.SCHEMA);
    json.name("name").value(manifest.name()).name("version").value(manifest.version());
    json.name("profile").beginObject().name("name").value(manifest.profile().name());
    json.name("digest").value(manifest.profile().digest()).endObject();
    json.name("task").beginObject().name("kind").value("binary");
    json.name("positive").value(manifest.task().positive());
    json.name("threshold").value(manifest.task().threshold());
    json.name("rule").value("p > threshold").endObject();
    FeatureJson.write(json.name("features"), manifest.spec());
    writeTrees(json.name("trees"), manifest);
    writeCalibration(json.name("calibrator"), manifest.calibration());
    writeLearner(json.name("learner"), manifest.learner());
    writeData(json.name("data"), manifest.data());
    writeFairness(json.name("fairness"), manifest.fairness());
    json.name("metrics").beginObject();
    manifest.metrics().forEach((fold, values) -> writeMetrics(json.name(fold), values));
    json.endObject().name("files").beginArray();
    for (Manifest.FileEntry file : manifest.files()) {
      json.beginObject().name("name").value(file.name()).name("bytes").value(file.bytes());
      json.name("sha256").value(file.sha256()).endObject();
    }
    return json.endArray().endObject().toLine();
  }

  private static void writeTrees(JsonWriter json, Manifest manifest) {
    Manifest.TreeFacts trees = manifest.trees();
    json.beginObject().name("file").value(BundleFiles.TREES);
    json.name("format").value("xgboost-json").name("count").value(trees.count());
    json.name("nodes").value(trees.nodes()).name("maxDepth").value(trees.maxDepth());
    json.name("baseScore").value(trees.baseScore()).name("cover").value(lower(trees.cover()));
    json.endObject();
  }

  private static void writeCalibration(JsonWriter json, Manifest.Calibration calibration) {
    json.beginObject();
    switch (calibration.calibrator()) {
      case Calibrator.Identity identity -> json.name("type").value("identity");
      case Calibrator.Platt platt -> {
        json.name("type").value("platt").name("input").value(lower(platt.input()));
        json.name("a").value(platt.a()).name("b").value(platt.b());
      }
      case Calibrator.Isotonic isotonic -> {
        json.name("type").value("isotonic").name("input").value(lower(isotonic.input()));
        writeNumbers(json.name("x"), isotonic.x());
        writeNumbers(json.name("y"), isotonic.y());
        writeNumbers(json.name("clip"), isotonic.low(), isotonic.high());
      }
    }
    json.name("fittedOn").beginObject().name("n").value(calibration.rows());
    json.name("fold").value(calibration.fold());
    json.name("dataCommit").value(calibration.dataCommit()).endObject().endObject();
  }

  private static void writeLearner(JsonWriter json, Manifest.LearnerFacts learner) {
    json.beginObject().name("name").value(learner.name()).name("version").value(learner.version());
    json.name("params").beginObject();
    learner.params().forEach((name, value) -> json.name(name).value(value));
    json.endObject().name("seed").value(learner.seed()).name("threads").value(learner.threads());
    json.name("trial").value(learner.trial()).endObject();
  }

  private static void writeData(JsonWriter json, Manifest.DataFacts data) {
    json.beginObject().name("commit").value(data.commit()).name("digest").value(data.digest());
    json.name("rows").value(data.rows()).name("sourceOffsets").beginObject();
    data.sourceOffsets()
        .forEach(
            (partition, range) ->
                json.name(partition).beginArray().value(range.from()).value(range.to()).endArray());
    json.endObject().endObject();
  }

  private static void writeFairness(JsonWriter json, Manifest.FairnessFacts fairness) {
    json.beginObject().name("reweighing").value(fairness.reweighing());
    json.name("cells").beginObject();
    fairness.cells().forEach((cell, weight) -> json.name(cell).value(weight.doubleValue()));
    json.endObject();
    writeNumbers(json.name("weightRange"), fairness.lowest(), fairness.highest());
    json.name("effectiveN").value(fairness.effectiveRows()).endObject();
  }

  private static void writeMetrics(JsonWriter json, Map<String, Manifest.MetricValue> values) {
    json.beginObject();
    values.forEach(
        (name, metric) -> {
          json.name(name).beginObject().name("value").value(metric.value());
          json.name("n").value(metric.n()).name("lower").value(metric.lower());
          json.name("upper").value(metric.upper()).endObject();
        });
    json.endObject();
  }

  private static void writeNumbers(JsonWriter json, double... numbers) {
    json.beginArray();
    for (double number : numbers) {
      json.value(number);
    }
    json.endArray();
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a manifest. Unknown members are ignored, an unknown schema is refused.
   *
   * @param bytes the bytes as stored
   * @throws ModelRefusedException with the reason
   */
  public static Manifest read(byte[] bytes) {
    Json.ObjectValue json = Json.parseObject(bytes);
    if (!json.text("schema").equals(Manifest.SCHEMA)) {
      throw new ModelRefusedException(
          RefusalCode.UNSUPPORTED, "the manifest's schema is not " + Manifest.SCHEMA);
    }
    try {
      return manifest(json);
    } catch (IllegalArgumentException broken) {
      throw new ModelRefusedException(RefusalCode.MALFORMED, "manifest: " + broken.getMessage());
    }
  }

  private static Manifest manifest(Json.ObjectValue json) {
    Json.ObjectValue profile = json.object("profile");
    Json.ObjectValue task = json.object("task");
    requireText(task, "kind", "binary");
    requireText(task, "rule", "p > threshold");
    return new Manifest(
        json.text("name"),
        json.text("version"),
        new Manifest.ProfileReference(profile.text("name"), profile.text("digest")),
        new Manifest.Task(task.text("positive"), task.number("threshold")),
        FeatureJson.read(json.array("features")),
        trees(json.object("trees")),
        calibration(json.object("calibrator")),
        learner(json.object("learner")),
        data(json.object("data")),
        fairness(json.object("fairness")),
        metrics(json.object("metrics")),
        files(json.array("files")));
  }

  private static Manifest.TreeFacts trees(Json.ObjectValue json) {
    requireText(json, "file", BundleFiles.TREES);
    requireText(json, "format", "xgboost-json");
    return new Manifest.TreeFacts(
        whole32(json, "count"),
        whole32(json, "nodes"),
        whole32(json, "maxDepth"),
        (float) json.number("baseScore"),
        constant(Manifest.CoverUnit.class, json.text("cover")));
  }

  private static Manifest.Calibration calibration(Json.ObjectValue json) {
    Json.ObjectValue fitted = json.object("fittedOn");
    Calibrator calibrator =
        switch (json.text("type")) {
          case "identity" -> new Calibrator.Identity();
          case "platt" ->
              new Calibrator.Platt(
                  constant(Calibrator.Input.class, json.text("input")),
                  json.number("a"),
                  json.number("b"));
          case "isotonic" -> isotonic(json);
          default ->
              throw new ModelRefusedException(
                  RefusalCode.UNSUPPORTED,
                  "a calibrator that is none of identity, platt, isotonic");
        };
    return new Manifest.Calibration(
        calibrator, fitted.whole("n"), fitted.text("fold"), fitted.text("dataCommit"));
  }

  private static Calibrator isotonic(Json.ObjectValue json) {
    double[] clip = pair(json, "clip");
    return new Calibrator.Isotonic(
        constant(Calibrator.Input.class, json.text("input")),
        json.numbers("x"),
        json.numbers("y"),
        clip[0],
        clip[1]);
  }

  private static Manifest.LearnerFacts learner(Json.ObjectValue json) {
    Map<String, String> params = new TreeMap<>();
    Json.ObjectValue given = json.object("params");
    given.members().keySet().forEach(name -> params.put(name, given.text(name)));
    return new Manifest.LearnerFacts(
        json.text("name"),
        json.text("version"),
        params,
        json.whole("seed"),
        whole32(json, "threads"),
        whole32(json, "trial"));
  }

  private static Manifest.DataFacts data(Json.ObjectValue json) {
    Map<String, Manifest.OffsetRange> offsets = new TreeMap<>();
    Json.ObjectValue given = json.object("sourceOffsets");
    for (String partition : given.members().keySet()) {
      offsets.put(partition, offsets(given.array(partition)));
    }
    return new Manifest.DataFacts(
        json.text("commit"), json.text("digest"), json.whole("rows"), offsets);
  }

  private static Manifest.OffsetRange offsets(List<Json> range) {
    if (range.size() == 2
        && range.get(0) instanceof Json.NumberValue from
        && range.get(1) instanceof Json.NumberValue to) {
      return new Manifest.OffsetRange(from.asLong(), to.asLong());
    }
    throw new IllegalArgumentException("an entry of sourceOffsets is not a pair");
  }

  private static Manifest.FairnessFacts fairness(Json.ObjectValue json) {
    Map<String, Double> cells = new TreeMap<>();
    Json.ObjectValue given = json.object("cells");
    given.members().keySet().forEach(cell -> cells.put(cell, given.number(cell)));
    double[] range = pair(json, "weightRange");
    return new Manifest.FairnessFacts(
        json.bool("reweighing"), cells, range[0], range[1], json.number("effectiveN"));
  }

  private static Map<String, Map<String, Manifest.MetricValue>> metrics(Json.ObjectValue json) {
    Map<String, Map<String, Manifest.MetricValue>> folds = new TreeMap<>();
    for (String fold : json.members().keySet()) {
      Map<String, Manifest.MetricValue> values = new TreeMap<>();
      Json.ObjectValue given = json.object(fold);
      for (String name : given.members().keySet()) {
        Json.ObjectValue metric = given.object(name);
        values.put(
            name,
            new Manifest.MetricValue(
                metric.number("value"),
                metric.whole("n"),
                metric.number("lower"),
                metric.number("upper")));
      }
      folds.put(fold, values);
    }
    return folds;
  }

  private static List<Manifest.FileEntry> files(List<Json> entries) {
    List<Manifest.FileEntry> files = new ArrayList<>();
    for (Json entry : entries) {
      if (!(entry instanceof Json.ObjectValue file)) {
        throw new IllegalArgumentException("an entry of files is not an object");
      }
      files.add(
          new Manifest.FileEntry(file.text("name"), file.whole("bytes"), file.text("sha256")));
    }
    return files;
  }

  private static int whole32(Json.ObjectValue json, String name) {
    long value = json.whole(name);
    if (value != (int) value) {
      throw new IllegalArgumentException(name + " is beyond 32 bits");
    }
    return (int) value;
  }

  private static double[] pair(Json.ObjectValue json, String name) {
    double[] pair = json.numbers(name);
    if (pair.length != 2) {
      throw new IllegalArgumentException(name + " is not a pair");
    }
    return pair;
  }

  private static void requireText(Json.ObjectValue json, String name, String wanted) {
    if (!json.text(name).equals(wanted)) {
      throw new ModelRefusedException(
          RefusalCode.UNSUPPORTED, "the manifest's " + name + " is not \"" + wanted + "\"");
    }
  }

  static <E extends Enum<E>> E constant(Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (lower(constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("no " + type.getSimpleName() + " of that name");
  }
}
