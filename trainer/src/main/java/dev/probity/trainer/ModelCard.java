// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.bundle.Manifest;
import dev.probity.model.codec.JsonWriter;
import dev.probity.model.eval.CalibrationChoice;
import dev.probity.model.eval.CalibrationError;
import dev.probity.model.eval.GroupFairness;
import dev.probity.model.eval.GroupRates;
import dev.probity.model.global.Importance;

/** What people should know about a model, as data; part of the signed bundle. */
final class ModelCard {
  static final String FILE = "card.json";
  private static final String SCHEMA = "probity/model-card/v1";

  private final JsonWriter json = new JsonWriter();

  private ModelCard() {}

  static byte[] write(Release release, CardViews views) {
    ModelCard card = new ModelCard();
    card.json.beginObject().name("schema").value(SCHEMA);
    card.json.name("name").value(release.spec().name());
    card.intended(release);
    card.data(release);
    card.training(release);
    card.figures(release);
    card.groups(release);
    card.rates(views);
    card.reliability(views);
    card.importance(release, views);
    card.mitigation(release);
    return card.json.endObject().toLine();
  }

  private void intended(Release release) {
    json.name("intendedUse").beginObject();
    json.name("profile").value(release.profile().name());
    json.name("title").value(release.profile().title());
    json.name("description").value(release.profile().description());
    json.name("positive").value(release.profile().target().positive());
    json.name("favourable").value(release.profile().target().favourable());
    json.name("decision").value("calibrated probability > " + release.spec().threshold());
    json.name("limits").beginArray();
    json.value("A person decides; the band and its reasons are support, not the decision.");
    json.value("Figures hold for people like those in the data; drift is monitored, not excluded.");
    json.value("Contributions say what moved the model, not what would change the outcome.");
    json.endArray().endObject();
  }

  private void data(Release release) {
    json.name("data").beginObject();
    json.name("source").value(release.profile().source());
    json.name("licence").value(release.profile().licence());
    json.name("digest").value(release.dataset().digest());
    json.name("rows").value((long) release.dataset().rows());
    json.name("rowsByPart").beginObject();
    for (Split part : Split.values()) {
      json.name(part.label()).value((long) release.rowsOf(part));
    }
    json.endObject().name("candidateRecords").beginObject();
    release.source().counts().candidates().forEach((fate, n) -> count(fate.code(), n));
    json.endObject().name("outcomeRecords").beginObject();
    release.source().counts().outcomes().forEach((fate, n) -> count(fate.code(), n));
    json.endObject().endObject();
  }

  private void count(String name, long n) {
    json.name(name).value(n);
  }

  private void training(Release release) {
    json.name("training").beginObject();
    json.name("learner").value(release.learner().name() + " " + release.learner().version());
    json.name("seed").value(release.spec().seed());
    json.name("trees").value((long) release.draft().ensemble().trees().size());
    json.name("treesTried").value((long) release.chosen().validationLogLoss().size());
    json.name("calibrator").value(Calibrating.word(release.calibrating().kind()));
    json.name("calibratorsOutOfFold").beginArray();
    for (CalibrationChoice.Tried tried : release.calibrating().tried()) {
      json.beginObject().name("calibrator").value(Calibrating.word(tried.kind()));
      json.name("n").value((long) tried.n());
      number("logLoss", tried.logLoss());
      number("brier", tried.brier());
      number("eceEqualWidth10", tried.calibrationError());
      json.endObject();
    }
    json.endArray().name("protectedAttributesAreFeatures");
    json.value(
        release.profile().protectedAttributes().stream()
            .anyMatch(attribute -> release.profile().feature(attribute.name()) != null));
    json.endObject();
  }

  private void figures(Release release) {
    json.name("figures").beginObject().name("part").value(Split.TEST.label());
    release.evaluation().figures().forEach(this::value);
    json.endObject();
  }

  private void groups(Release release) {
    json.name("groups").beginArray();
    for (GroupFigure group : release.evaluation().groups()) {
      json.beginObject().name("attribute").value(group.attribute());
      json.name("group").value(group.group()).name("comparedWith").value(group.privileged());
      json.name("n").value(group.rows());
      json.name("evidence").value(group.sufficient() ? "sufficient" : "insufficient");
      if (group.sufficient()) {
        measure("impactRatio", group.impactRatio());
        measure("parityDifference", group.parityDifference());
        measure("opportunityDifference", group.opportunityDifference());
        measure("oddsDifference", group.oddsDifference());
      }
      json.endObject();
    }
    json.endArray();
  }

  private void rates(CardViews views) {
    json.name("rates").beginArray();
    for (GroupRates group : views.rates()) {
      json.beginObject().name("group").value(group.group()).name("n").value(group.rows());
      rate("selectionRate", group.selection());
      rate("truePositiveRate", group.truePositive());
      rate("falsePositiveRate", group.falsePositive());
      rate("positivePredictiveValue", group.positivePredictive());
      json.endObject();
    }
    json.endArray();
  }

  private void rate(String name, GroupRates.Rate rate) {
    json.name(name).beginObject();
    switch (rate) {
      case GroupRates.Estimated known -> {
        number("value", known.value());
        number("n", known.n());
        number("lower", known.interval().lower());
        number("upper", known.interval().upper());
      }
      case GroupRates.Insufficient few -> {
        json.name("evidence").value("insufficient");
        number("n", few.n());
      }
    }
    json.endObject();
  }

  private void reliability(CardViews views) {
    json.name("reliability").beginArray();
    for (CalibrationError.Bin bin : views.reliability()) {
      json.beginObject();
      number("n", bin.weight());
      number("meanProbability", bin.meanScore());
      number("positiveShare", bin.positiveShare());
      number("lower", bin.interval().lower());
      number("upper", bin.interval().upper());
      json.endObject();
    }
    json.endArray();
  }

  private void importance(Release release, CardViews views) {
    json.name("importance").beginArray();
    for (Importance view : views.importance()) {
      json.beginObject().name("group").value(view.group()).name("n").value((long) view.n());
      json.name("meanAbsoluteContribution").beginObject();
      for (int i = 0; i < view.features().size(); i++) {
        json.name(release.draft().spec().names().get(i)).beginObject();
        Importance.Figure figure = view.features().get(i);
        number("value", figure.value());
        number("lower", figure.interval().lower());
        number("upper", figure.interval().upper());
        json.endObject();
      }
      json.endObject().endObject();
    }
    json.endArray();
  }

  private void mitigation(Release release) {
    Mitigation mitigation = release.mitigation();
    if (mitigation == null) {
      return;
    }
    Manifest.FairnessFacts weights = mitigation.weights();
    json.name("reweighing").beginObject().name("attribute").value(mitigation.attribute());
    json.name("part").value(Split.TEST.label()).name("weights").beginObject();
    weights.cells().forEach((cell, weight) -> number(cell, weight));
    json.endObject();
    number("lowest", weights.lowest());
    number("highest", weights.highest());
    json.name("rows").value(mitigation.rows());
    number("effectiveRows", weights.effectiveRows());
    json.name("figures").beginObject();
    mitigation
        .figures()
        .forEach(
            (name, pair) -> {
              json.name(name).beginObject();
              value("without", pair.without());
              value("with", pair.with());
              json.endObject();
            });
    json.endObject().name("insufficientEvidence").beginObject();
    mitigation.insufficient().forEach(this::count);
    json.endObject().endObject();
  }

  private void value(String name, Manifest.MetricValue figure) {
    json.name(name).beginObject();
    number("value", figure.value());
    json.name("n").value(figure.n());
    number("lower", figure.lower());
    number("upper", figure.upper());
    json.endObject();
  }

  private void measure(String name, GroupFairness.Measure measure) {
    json.name(name).beginObject();
    number("value", measure.value());
    number("lower", measure.interval().lower());
    number("upper", measure.interval().upper());
    json.endObject();
  }

  private void number(String name, double value) {
    json.name(name);
    if (Double.isFinite(value)) {
      json.value(value);
    } else {
      json.nullValue();
    }
  }
}
