// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import dev.probity.explainer.ExplainingResult.Explained;
import dev.probity.explainer.ExplainingResult.Unexplainable;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Score;
import dev.probity.model.ScoringModel;
import dev.probity.model.shap.Attribution;
import dev.probity.model.shap.ReasonRanking;
import dev.probity.model.shap.ShapWorkspace;
import dev.probity.model.shap.TreeShap;
import dev.probity.topics.Ids;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Predictions of one release in, explanations out. The margin comes from the scorer's record, the
 * contributions from code of their own, and only what adds up is an explanation. The same
 * prediction gives the same bytes, whatever else is in the batch. Used by one thread.
 */
public final class Explaining {
  private final ScoringModel model;
  private final TreeShap shap;
  private final ShapWorkspace workspace;
  private final ReasonText reasons;
  private final String coverUnit;
  private final String explainerDigest;

  /**
   * Prepares a release.
   *
   * @param model the release
   * @param coverUnit what its trees' covers count, {@code hessian} or {@code count}
   * @param profile the profile it was made for
   * @param catalogue the words of reasons
   * @param tableBudget bytes that tables of contributions may take
   */
  public Explaining(
      ScoringModel model,
      String coverUnit,
      Profile profile,
      ReasonCatalogue catalogue,
      long tableBudget) {
    this.model = model;
    this.shap = new TreeShap(model.ensemble(), tableBudget);
    this.workspace = shap.workspace();
    this.reasons = new ReasonText(catalogue, profile, model.spec());
    this.coverUnit = coverUnit;
    this.explainerDigest = digest(profile, catalogue, tableBudget);
  }

  /**
   * The digest of everything but the release that shapes an explanation: method, table budget (it
   * decides about last bits), gate, ranking, words and labels. It is part of the explanation id, so
   * that other words are another explanation.
   */
  public static String digest(Profile profile, ReasonCatalogue catalogue, long tableBudget) {
    String configuration =
        String.join(
            "\n",
            "probity/v1/explainer",
            "method " + Attribution.METHOD,
            "table-budget " + tableBudget,
            "residual " + Attribution.TOLERANCE,
            "share " + ReasonRanking.LEAST_SHARE,
            "most " + ReasonRanking.MOST,
            "catalogue " + catalogue.digest(),
            "profile " + profile.digest());
    return Ids.sha256(configuration.getBytes(StandardCharsets.UTF_8));
  }

  /** How many trees of the release have tables, of how many: what it costs to explain. */
  public String tables() {
    return shap.tabulatedTrees() + " of " + model.ensemble().trees().size() + " trees";
  }

  /** The digest that explanations carry. */
  public String explainerDigest() {
    return explainerDigest;
  }

  /**
   * Explains predictions of this release.
   *
   * @return one result per prediction, in their order
   */
  public List<ExplainingResult> explain(List<Prediction> predictions) {
    int columns = model.spec().size();
    float[] rows = new float[predictions.size() * columns];
    String[] faults = new String[predictions.size()];
    for (int i = 0; i < faults.length; i++) {
      String fault = copyRow(predictions.get(i), rows, i * columns);
      faults[i] = fault;
    }
    double[] contributions = new double[rows.length];
    shap.explain(rows, faults.length, contributions, workspace);
    List<ExplainingResult> results = new ArrayList<>(faults.length);
    for (int i = 0; i < faults.length; i++) {
      String fault = faults[i];
      results.add(
          fault == null
              ? result(predictions.get(i), rows, contributions, i * columns)
              : new Unexplainable(ReasonCode.EXPLAIN_FAILED, fault));
    }
    return results;
  }

  /** Copies the vector, or says why it is none of this release's and leaves the row missing. */
  private @Nullable String copyRow(Prediction prediction, float[] rows, int from) {
    FeatureSpec spec = model.spec();
    if (!prediction.modelDigest().equals(model.digest().hex())) {
      throw new IllegalArgumentException(
          "prediction of release " + prediction.modelDigest() + ", this is " + model.digest());
    }
    if (prediction.vector().size() != spec.size()) {
      return "/vector: expected " + spec.size() + " values";
    }
    for (int column = 0; column < spec.size(); column++) {
      double value = prediction.vector().at(column);
      if (!fits(spec.features().get(column), value)) {
        java.util.Arrays.fill(rows, from, from + spec.size(), Float.NaN);
        return "/vector/" + column + ": expected an encoded value of its feature";
      }
      rows[from + column] = (float) value;
    }
    Score score = model.decide(prediction.margin());
    boolean follows =
        score.rawProbability() == prediction.rawProbability()
            && score.probability() == prediction.probability()
            && model.threshold() == prediction.threshold();
    return follows ? null : "/probability: does not follow from margin and release";
  }

  /** Whether the release's encoder could have written the value. */
  private static boolean fits(Feature feature, double value) {
    if (Double.isNaN(value)) {
      return true;
    }
    return switch (feature) {
      case Feature.Numeric numeric -> (float) value == value;
      case Feature.Categorical categorical ->
          value == Math.rint(value) && value >= 0 && value < categorical.categories().size();
    };
  }

  private ExplainingResult result(
      Prediction prediction, float[] rows, double[] contributions, int from) {
    double sum = shap.baseValue();
    List<Contribution> parts = new ArrayList<>(model.spec().size());
    for (int column = 0; column < model.spec().size(); column++) {
      double part = contributions[from + column];
      sum += part;
      parts.add(new Contribution(model.spec().features().get(column).name(), part));
    }
    double margin = prediction.margin();
    double residual = margin - sum;
    if (!(Math.abs(residual) <= Attribution.TOLERANCE * Math.max(1, Math.abs(margin)))) {
      return new Unexplainable(
          ReasonCode.EXPLAIN_FAILED, "/margin: base value and contributions do not add up to it");
    }
    return new Explained(
        new Explanation(
            Ids.explanation(prediction.id(), explainerDigest),
            prediction.id(),
            prediction.candidateId(),
            prediction.profile(),
            prediction.model(),
            prediction.modelVersion(),
            prediction.modelDigest(),
            explainerDigest,
            prediction.source(),
            prediction.eventTime(),
            Attribution.METHOD,
            coverUnit,
            shap.baseValue(),
            parts,
            margin,
            prediction.rawProbability(),
            prediction.probability(),
            residual,
            reasons.reasons(rows, contributions, from, prediction.positive(), prediction.flags())));
  }
}
