// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import dev.probity.model.ModelRefusedException;
import dev.probity.model.RefusalCode;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code reference.json}: one JSON document with fixed order and shortest numbers. Whatever is not
 * byte for byte what {@link #write} would write is refused, so a file has one meaning only.
 */
final class ReferenceDocument {
  static final String SCHEMA = "probity/monitoring-reference/v1";

  private ReferenceDocument() {}

  static byte[] write(MonitoringReference reference) {
    JsonWriter json = new JsonWriter();
    json.beginObject();
    writeHead(json, reference.spec(), reference.n());
    json.name("columns").beginArray();
    reference.columns().forEach(column -> ColumnDocument.write(json, column));
    json.endArray();
    writeCalibration(json, reference.calibration());
    json.name("scores").beginArray();
    Arrays.stream(reference.scores().toSparse()).forEach(json::value);
    json.endArray();
    writePerformance(json, reference);
    writeDrift(json, reference);
    writeLosses(json, reference);
    writeGroups(json, reference);
    writeGroupErrors(json, reference);
    AttributionReference attribution = reference.attribution();
    if (attribution != null) {
      AttributionDocument.write(json, attribution);
    }
    ReconstructionReference reconstruction = reference.reconstruction();
    if (reconstruction != null) {
      ReconstructionDocument.write(json, reconstruction);
    }
    json.endObject();
    return json.toLine();
  }

  private static void writeHead(JsonWriter json, MonitorSpec spec, long n) {
    json.name("schema").value(SCHEMA);
    json.name("profile").beginObject();
    json.name("name").value(spec.profile()).name("digest").value(spec.profileDigest());
    json.endObject();
    json.name("trees").value(spec.treesDigest());
    json.name("n").value(n).name("chunkRows").value(spec.chunkRows());
    json.name("policy").beginObject();
    json.name("lower").value(spec.policy().lower()).name("upper").value(spec.policy().upper());
    json.name("minGroupRows").value(spec.policy().minGroupRows());
    json.endObject();
    json.name("provenance").beginObject();
    spec.provenance().forEach((name, value) -> json.name(name).value(value));
    json.endObject();
    json.name("protected").beginArray();
    for (ProtectedAttribute attribute : spec.protectedAttributes()) {
      json.beginObject();
      json.name("name").value(attribute.name()).name("privileged").value(attribute.privileged());
      json.name("groups").beginArray();
      attribute.groups().forEach(json::value);
      json.endArray().endObject();
    }
    json.endArray();
  }

  private static void writeCalibration(JsonWriter json, Calibration calibration) {
    json.name("calibration").beginObject();
    json.name("errorBefore").value(calibration.errorBefore());
    json.name("errorAfter").value(calibration.errorAfter());
    numbers(json.name("scores"), calibration.curve().knotScores());
    numbers(json.name("probabilities"), calibration.curve().knotProbabilities());
    json.endObject();
  }

  private static void writePerformance(JsonWriter json, MonitoringReference reference) {
    json.name("performance").beginObject();
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      json.name(metric.wireName()).beginObject();
      SamplingError error = reference.samplingError(metric);
      numbers(json.name("error"), List.of(error.deviation(), error.relevantShare()));
      numbers(json.name("realized"), reference.performance(metric).realized());
      numbers(json.name("estimated"), reference.performance(metric).estimated());
      json.endObject();
    }
    json.endObject();
  }

  private static void writeDrift(JsonWriter json, MonitoringReference reference) {
    json.name("drift").beginObject();
    for (ColumnReference column : reference.columns()) {
      json.name(column.name()).beginObject();
      for (DriftMethod method : column.methods()) {
        numbers(json.name(method.wireName()), reference.drift(column.name(), method));
      }
      json.endObject();
    }
    json.endObject();
  }

  private static void writeLosses(JsonWriter json, MonitoringReference reference) {
    json.name("losses").beginObject();
    for (Loss loss : Loss.values()) {
      LossReference figures = reference.loss(loss);
      json.name(loss.wireName()).beginObject();
      json.name("mean").value(figures.mean()).name("deviation").value(figures.deviation());
      json.name("n").value(figures.n()).endObject();
    }
    json.endObject();
  }

  private static void writeGroups(JsonWriter json, MonitoringReference reference) {
    json.name("groups").beginObject();
    for (ProtectedAttribute attribute : reference.spec().protectedAttributes()) {
      json.name(attribute.name()).beginArray();
      for (GroupCounts counts : reference.groups(attribute.name())) {
        json.value(counts.n()).value(counts.selected());
      }
      json.endArray();
    }
    json.endObject();
  }

  /** References of before kept none. */
  private static void writeGroupErrors(JsonWriter json, MonitoringReference reference) {
    if (!reference.groupErrors().isEmpty()) {
      json.name("groupErrors").beginObject();
      reference
          .groupErrors()
          .forEach(
              (attribute, wrong) -> {
                json.name(attribute).beginArray();
                wrong.forEach(json::value);
                json.endArray();
              });
      json.endObject();
    }
  }

  private static void numbers(JsonWriter json, List<Double> values) {
    json.beginArray();
    values.forEach(value -> number(json, value));
    json.endArray();
  }

  private static void number(JsonWriter json, double value) {
    if (Double.isNaN(value)) {
      json.nullValue();
    } else {
      json.value(value);
    }
  }

  static MonitoringReference read(byte[] bytes) {
    if (bytes.length > MonitoringReference.MAX_BYTES) {
      throw new ModelRefusedException(
          RefusalCode.TOO_LARGE,
          "a monitoring reference of %d bytes; at most %d"
              .formatted(bytes.length, MonitoringReference.MAX_BYTES));
    }
    Json.ObjectValue json = Json.parseObject(bytes);
    if (!json.text("schema").equals(SCHEMA)) {
      throw refused("the schema is not " + SCHEMA);
    }
    MonitoringReference reference;
    try {
      reference = read(json);
    } catch (IllegalArgumentException impossible) {
      throw refused("an impossible monitoring reference: " + impossible.getMessage());
    }
    if (!Arrays.equals(write(reference), bytes)) {
      throw refused("the monitoring reference is not in its canonical form");
    }
    return reference;
  }

  private static MonitoringReference read(Json.ObjectValue json) {
    List<ColumnReference> columns =
        json.array("columns").stream().map(ReferenceDocument::column).toList();
    MonitorSpec spec = readSpec(json, columns);
    Calibration calibration = readCalibration(json.object("calibration"));
    ScoreHistogram scores =
        ScoreHistogram.ofSparse(
            ScoreBins.refinedBy(calibration.curve()), wholes(json.array("scores")));
    Json.ObjectValue performance = json.object("performance");
    Map<PerformanceMetric, SamplingError> errors = new EnumMap<>(PerformanceMetric.class);
    Map<PerformanceMetric, ReferenceSeries> series = new EnumMap<>(PerformanceMetric.class);
    for (PerformanceMetric metric : PerformanceMetric.values()) {
      Json.ObjectValue figures = performance.object(metric.wireName());
      List<Double> error = numbers(figures.array("error"));
      if (error.size() != 2) {
        throw refused("a sampling error is a deviation and a share");
      }
      errors.put(metric, new SamplingError(error.get(0), error.get(1)));
      series.put(
          metric,
          new ReferenceSeries(
              numbers(figures.array("realized")), numbers(figures.array("estimated"))));
    }
    return new MonitoringReference(
        spec,
        columns,
        calibration,
        scores,
        errors,
        series,
        readDrift(json.object("drift"), columns),
        readLosses(json.object("losses")),
        readGroups(json.object("groups")),
        json.find("groupErrors") == null ? Map.of() : readGroupErrors(json.object("groupErrors")),
        json.find("attribution") == null
            ? null
            : AttributionDocument.read(json.object("attribution")),
        json.find("reconstruction") == null
            ? null
            : ReconstructionDocument.read(json.object("reconstruction"), spec.features()));
  }

  private static ColumnReference column(Json value) {
    if (value instanceof Json.ObjectValue object) {
      return ColumnDocument.read(object);
    }
    throw refused("a column is not an object");
  }

  private static MonitorSpec readSpec(Json.ObjectValue json, List<ColumnReference> columns) {
    if (columns.size() < 2) {
      throw refused("the columns of score and decision are absent");
    }
    Json.ObjectValue policy = json.object("policy");
    Map<String, String> provenance = new LinkedHashMap<>();
    Json.ObjectValue origin = json.object("provenance");
    origin.members().keySet().forEach(name -> provenance.put(name, origin.text(name)));
    return new MonitorSpec(
        json.object("profile").text("name"),
        json.object("profile").text("digest"),
        json.text("trees"),
        columns.subList(0, columns.size() - 2).stream().map(ReferenceDocument::feature).toList(),
        json.array("protected").stream().map(ReferenceDocument::attribute).toList(),
        new FairnessPolicy(
            policy.number("lower"), policy.number("upper"), (int) policy.whole("minGroupRows")),
        (int) json.whole("chunkRows"),
        provenance);
  }

  private static MonitoredFeature feature(ColumnReference column) {
    return switch (column) {
      case NumericReference numeric -> new MonitoredFeature.Numeric(numeric.name());
      case CategoricalReference categorical ->
          new MonitoredFeature.Categorical(categorical.name(), categorical.categories());
    };
  }

  private static ProtectedAttribute attribute(Json value) {
    if (value instanceof Json.ObjectValue object) {
      return new ProtectedAttribute(
          object.text("name"), object.text("privileged"), object.texts("groups"));
    }
    throw refused("a protected attribute is not an object");
  }

  private static Calibration readCalibration(Json.ObjectValue json) {
    return new Calibration(
        CalibrationCurve.ofKnots(
            numbers(json.array("scores")), numbers(json.array("probabilities"))),
        json.number("errorBefore"),
        json.number("errorAfter"));
  }

  private static Map<String, Map<DriftMethod, List<Double>>> readDrift(
      Json.ObjectValue json, List<ColumnReference> columns) {
    Map<String, Map<DriftMethod, List<Double>>> drift = new LinkedHashMap<>();
    for (ColumnReference column : columns) {
      Json.ObjectValue ofColumn = json.object(column.name());
      Map<DriftMethod, List<Double>> methods = new EnumMap<>(DriftMethod.class);
      for (DriftMethod method : column.methods()) {
        methods.put(method, numbers(ofColumn.array(method.wireName())));
      }
      drift.put(column.name(), methods);
    }
    return drift;
  }

  private static Map<Loss, LossReference> readLosses(Json.ObjectValue json) {
    Map<Loss, LossReference> losses = new EnumMap<>(Loss.class);
    for (Loss loss : Loss.values()) {
      Json.ObjectValue figures = json.object(loss.wireName());
      losses.put(
          loss,
          new LossReference(
              figures.number("mean"), figures.number("deviation"), figures.whole("n")));
    }
    return losses;
  }

  private static Map<String, List<GroupCounts>> readGroups(Json.ObjectValue json) {
    Map<String, List<GroupCounts>> groups = new LinkedHashMap<>();
    for (String attribute : json.members().keySet()) {
      long[] counts = wholes(json.array(attribute));
      GroupCounts[] ofAttribute = new GroupCounts[counts.length / 2];
      for (int i = 0; i < ofAttribute.length; i++) {
        ofAttribute[i] = new GroupCounts(counts[2 * i], counts[2 * i + 1]);
      }
      groups.put(attribute, List.of(ofAttribute));
    }
    return groups;
  }

  private static Map<String, List<Long>> readGroupErrors(Json.ObjectValue json) {
    Map<String, List<Long>> errors = new LinkedHashMap<>();
    for (String attribute : json.members().keySet()) {
      errors.put(attribute, Arrays.stream(wholes(json.array(attribute))).boxed().toList());
    }
    return errors;
  }

  private static List<Double> numbers(List<Json> values) {
    return values.stream().map(ReferenceDocument::number).toList();
  }

  private static double number(Json value) {
    return switch (value) {
      case Json.NumberValue number -> number.asDouble();
      case Json.NullValue nothing -> Double.NaN;
      case Json.ObjectValue object -> throw refused("an object where a number belongs");
      case Json.ArrayValue array -> throw refused("an array where a number belongs");
      case Json.TextValue text -> throw refused("a string where a number belongs");
      case Json.BoolValue bool -> throw refused("a boolean where a number belongs");
    };
  }

  static long[] wholes(List<Json> values) {
    long[] wholes = new long[values.size()];
    for (int i = 0; i < wholes.length; i++) {
      if (!(values.get(i) instanceof Json.NumberValue number)) {
        throw refused("no whole number where one belongs");
      }
      wholes[i] = number.asLong();
    }
    return wholes;
  }

  static ModelRefusedException refused(String detail) {
    return new ModelRefusedException(RefusalCode.MALFORMED, detail);
  }
}
