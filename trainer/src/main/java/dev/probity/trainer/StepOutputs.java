// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Calibrator;
import dev.probity.model.bundle.Manifest;
import dev.probity.model.bundle.Manifest.MetricValue;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import dev.probity.model.eval.CalibrationChoice;
import dev.probity.model.eval.GroupFairness;
import dev.probity.model.eval.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What steps put out, as bytes: written and read without losing a bit. */
final class StepOutputs {
  private StepOutputs() {}

  /** Figures of a release, and of the training without weights where rows were reweighed. */
  record Figures(Evaluation evaluation, @Nullable Mitigation mitigation) {}

  static byte[] write(Growing.Chosen chosen) {
    JsonWriter json = new JsonWriter().beginObject().name("params").beginObject();
    chosen.boosting().params().forEach((name, value) -> json.name(name).value(value));
    json.endObject().name("trees").value((long) chosen.trees());
    json.name("trial").value((long) chosen.trial()).name("validationLogLoss").beginArray();
    chosen.validationLogLoss().forEach(loss -> json.value(loss.doubleValue()));
    return json.endArray().endObject().toLine();
  }

  static Growing.Chosen chosen(byte[] bytes) {
    Json.ObjectValue json = Json.parseObject(bytes);
    Map<String, String> params = new TreeMap<>();
    Json.ObjectValue named = json.object("params");
    named.members().keySet().forEach(name -> params.put(name, named.text(name)));
    List<Double> losses = new ArrayList<>();
    for (double loss : json.numbers("validationLogLoss")) {
      losses.add(loss);
    }
    return new Growing.Chosen(
        Boosting.parse(params), (int) json.whole("trees"), losses, (int) json.whole("trial"));
  }

  static byte[] write(CalibrationChoice choice) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("kind").value(choice.kind().name());
    switch (choice.calibrator()) {
      case Calibrator.Identity identity -> json.name("calibrator").beginObject().endObject();
      case Calibrator.Platt platt -> {
        json.name("calibrator").beginObject().name("input").value(platt.input().name());
        json.name("a").value(platt.a()).name("b").value(platt.b()).endObject();
      }
      case Calibrator.Isotonic isotonic -> {
        json.name("calibrator").beginObject().name("input").value(isotonic.input().name());
        numbers(json.name("x"), isotonic.x());
        numbers(json.name("y"), isotonic.y());
        numbers(json.name("clip"), isotonic.low(), isotonic.high());
        json.endObject();
      }
    }
    json.name("tried").beginArray();
    for (CalibrationChoice.Tried tried : choice.tried()) {
      json.beginObject().name("kind").value(tried.kind().name()).name("n").value((long) tried.n());
      numbers(json.name("figures"), tried.logLoss(), tried.brier(), tried.calibrationError());
      json.endObject();
    }
    return json.endArray().endObject().toLine();
  }

  static CalibrationChoice calibration(byte[] bytes) {
    Json.ObjectValue json = Json.parseObject(bytes);
    CalibrationChoice.Kind kind = CalibrationChoice.Kind.valueOf(json.text("kind"));
    Json.ObjectValue fitted = json.object("calibrator");
    Calibrator calibrator =
        switch (kind) {
          case IDENTITY -> new Calibrator.Identity();
          case PLATT -> new Calibrator.Platt(input(fitted), fitted.number("a"), fitted.number("b"));
          case ISOTONIC -> {
            double[] clip = numbers(fitted, "clip");
            yield new Calibrator.Isotonic(
                input(fitted), numbers(fitted, "x"), numbers(fitted, "y"), clip[0], clip[1]);
          }
        };
    List<CalibrationChoice.Tried> tried = new ArrayList<>();
    for (Json one : json.array("tried")) {
      Json.ObjectValue of = (Json.ObjectValue) one;
      double[] figures = numbers(of, "figures");
      tried.add(
          new CalibrationChoice.Tried(
              CalibrationChoice.Kind.valueOf(of.text("kind")),
              (int) of.whole("n"),
              figures[0],
              figures[1],
              figures[2]));
    }
    return new CalibrationChoice(calibrator, kind, tried);
  }

  static byte[] write(Figures figures) {
    JsonWriter json = new JsonWriter().beginObject();
    evaluation(json.name("evaluation"), figures.evaluation());
    Mitigation mitigation = figures.mitigation();
    if (mitigation != null) {
      Manifest.FairnessFacts weights = mitigation.weights();
      json.name("reweighing").beginObject().name("attribute").value(mitigation.attribute());
      json.name("rows").value(mitigation.rows()).name("cells").beginObject();
      weights.cells().forEach((cell, weight) -> json.name(cell).value(weight.doubleValue()));
      json.endObject();
      numbers(json.name("range"), weights.lowest(), weights.highest(), weights.effectiveRows());
      evaluation(json.name("without"), mitigation.without());
      json.endObject();
    }
    return json.endObject().toLine();
  }

  static Figures figures(byte[] bytes) {
    Json.ObjectValue json = Json.parseObject(bytes);
    Evaluation evaluation = evaluation(json.object("evaluation"));
    if (json.find("reweighing") == null) {
      return new Figures(evaluation, null);
    }
    Json.ObjectValue told = json.object("reweighing");
    Map<String, Double> cells = new TreeMap<>();
    Json.ObjectValue named = told.object("cells");
    named.members().keySet().forEach(cell -> cells.put(cell, named.number(cell)));
    double[] range = numbers(told, "range");
    return new Figures(
        evaluation,
        new Mitigation(
            told.text("attribute"),
            new Manifest.FairnessFacts(true, cells, range[0], range[1], range[2]),
            told.whole("rows"),
            evaluation(told.object("without")),
            evaluation));
  }

  private static void evaluation(JsonWriter json, Evaluation evaluation) {
    json.beginObject().name("figures").beginObject();
    evaluation
        .figures()
        .forEach(
            (name, value) -> {
              json.name(name).beginObject().name("n").value(value.n());
              numbers(json.name("value"), value.value(), value.lower(), value.upper());
              json.endObject();
            });
    json.endObject().name("groups").beginArray();
    for (GroupFigure group : evaluation.groups()) {
      json.beginObject().name("attribute").value(group.attribute());
      json.name("group").value(group.group()).name("privileged").value(group.privileged());
      json.name("measures").beginArray();
      measure(json, group.impactRatio());
      measure(json, group.parityDifference());
      measure(json, group.opportunityDifference());
      measure(json, group.oddsDifference());
      json.endArray().endObject();
    }
    json.endArray().endObject();
  }

  private static Evaluation evaluation(Json.ObjectValue json) {
    Map<String, MetricValue> figures = new TreeMap<>();
    Json.ObjectValue named = json.object("figures");
    for (String name : named.members().keySet()) {
      double[] value = numbers(named.object(name), "value");
      figures.put(
          name, new MetricValue(value[0], named.object(name).whole("n"), value[1], value[2]));
    }
    List<GroupFigure> groups = new ArrayList<>();
    for (Json one : json.array("groups")) {
      Json.ObjectValue group = (Json.ObjectValue) one;
      List<GroupFairness.Measure> measures =
          group.array("measures").stream().map(m -> measure((Json.ObjectValue) m)).toList();
      groups.add(
          new GroupFigure(
              group.text("attribute"),
              group.text("group"),
              group.text("privileged"),
              measures.get(0),
              measures.get(1),
              measures.get(2),
              measures.get(3)));
    }
    return new Evaluation(figures, groups);
  }

  private static void measure(JsonWriter json, GroupFairness.Measure measure) {
    json.beginObject().name("rows").beginArray().value(measure.unprivilegedRows());
    json.value(measure.privilegedRows()).endArray();
    numbers(
        json.name("value"),
        measure.value(),
        measure.interval().lower(),
        measure.interval().upper());
    json.name("sufficient").value(measure.sufficient()).endObject();
  }

  private static GroupFairness.Measure measure(Json.ObjectValue json) {
    double[] value = numbers(json, "value");
    double[] rows = json.numbers("rows");
    return new GroupFairness.Measure(
        value[0],
        new Interval(value[1], value[2]),
        (long) rows[0],
        (long) rows[1],
        json.bool("sufficient"));
  }

  private static Calibrator.Input input(Json.ObjectValue json) {
    return Calibrator.Input.valueOf(json.text("input"));
  }

  /** Numbers in their shortest form, as text where JSON has none: NaN and the infinities. */
  private static void numbers(JsonWriter json, double... values) {
    json.beginArray();
    for (double value : values) {
      if (Double.isFinite(value)) {
        json.value(value);
      } else {
        json.value(Double.toString(value));
      }
    }
    json.endArray();
  }

  private static double[] numbers(Json.ObjectValue json, String name) {
    List<Json> values = json.array(name);
    double[] numbers = new double[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (values.get(i)) {
            case Json.NumberValue number -> number.asDouble();
            case Json.TextValue text -> Double.parseDouble(text.value());
            default -> throw new IllegalArgumentException(name + " holds what is no number");
          };
    }
    return numbers;
  }
}
