// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.monitor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words for every metric a window is told by, in one place: command line, pages and the help
 * text of gauges all read them here.
 */
public final class MetricCatalogue {
  private static final String NEEDS_CALIBRATION =
      " Without labels it is valid only while scores are calibrated and the meaning of the inputs"
          + " is unchanged; such a change it cannot see.";
  private static final Map<String, MetricText> TEXTS = new LinkedHashMap<>();

  private MetricCatalogue() {}

  static {
    performance();
    groups();
    drift();
    quality();
    attribution();
    oversight();
    alarms();
  }

  private static void put(String metric, String definition, String interpretation) {
    if (TEXTS.put(metric, new MetricText(definition, interpretation)) != null) {
      throw new IllegalStateException("metric %s is described twice".formatted(metric));
    }
  }

  private static void performance() {
    put(
        "roc_auc",
        "Area under the ROC curve: chance that a positive scores above a negative, ties one half",
        "1 is perfect order, .5 none; it says nothing about the threshold." + NEEDS_CALIBRATION);
    put(
        "f1",
        "TP / (TP + (FP + FN) / 2)",
        "Balance of precision and recall of the positive class." + NEEDS_CALIBRATION);
    put(
        "precision",
        "TP / (TP + FP): share of the truly positive among those decided positive",
        "Low means many decided positive are not." + NEEDS_CALIBRATION);
    put(
        "recall",
        "TP / (TP + FN): share decided positive among the truly positive",
        "Low means many positives are missed." + NEEDS_CALIBRATION);
    put(
        "specificity",
        "TN / (TN + FP): share decided negative among the truly negative",
        "Low means many negatives are decided positive." + NEEDS_CALIBRATION);
    put(
        "accuracy",
        "(TP + TN) / n: share of right decisions",
        "Compare it with the base rate: a rare class makes it look good." + NEEDS_CALIBRATION);
    put(
        "calibration_error",
        "Mean distance of probability and share of positives over ten stretches of equal count",
        "Above .02 label-free estimates are not to be trusted; needs labels.");
    put(
        "calibration_gap",
        "Mean of truth minus probability",
        "Above 0 the model promises too little, below 0 too much; needs labels.");
  }

  private static void groups() {
    put(
        "selection_rate",
        "Share of a group decided positive",
        "A description, not a judgement: compare groups by the impact ratio.");
    put(
        "tpr",
        "Share decided positive among a group's truly positive",
        "Groups far apart are served unequally well." + NEEDS_CALIBRATION);
    put(
        "fpr",
        "Share decided positive among a group's truly negative",
        "Groups far apart bear wrong decisions unequally." + NEEDS_CALIBRATION);
    put(
        "impact_ratio",
        "Selection rate of a group over that of the privileged one",
        "1 is equal; the policy is two-sided. Which direction is unfavourable depends on what the"
            + " positive class means. A violation needs the whole interval outside.");
    put(
        "impact_ratio_change",
        "Impact ratio of the window minus that at release",
        "A window is news only when its whole interval lies beyond the tolerance; the alarm rests"
            + " on an e-value over all windows. A ratio that always violated the policy does not"
            + " ring here.");
    put(
        "statistical_parity_difference",
        "Selection rate of a group minus that of the privileged one",
        "0 is equal; beyond the policy either way is a finding.");
    put(
        "equal_opportunity_difference",
        "True positive rate of a group minus that of the privileged one",
        "0 is equal opportunity for the truly positive." + NEEDS_CALIBRATION);
    put(
        "average_odds_difference",
        "Half the sum of the differences of true and false positive rates",
        "0 is equal odds; opposite differences can cancel, so read both rates."
            + NEEDS_CALIBRATION);
  }

  private static void drift() {
    put(
        "kolmogorov_smirnov",
        "Largest gap between the distribution functions of window and reference",
        "0 is equal, 1 disjoint. That an input moved is no harm in itself: look at performance"
            + " first.");
    put(
        "jensen_shannon",
        "Square root of the Jensen-Shannon divergence of window and reference, in bits",
        "0 is equal, 1 disjoint; small windows differ a little by chance alone.");
    put(
        "wasserstein",
        "Area between the distribution functions, in the column's unit",
        "How far values moved on average.");
    put(
        "hellinger",
        "Euclidean distance of the square roots of the shares over the root of 2",
        "0 is equal, 1 disjoint; sensitive to rare values.");
    put(
        "chi2",
        "Pearson's statistic of window counts against reference counts",
        "Significant on any large window; reported with its p-value, never an alarm.");
    put(
        "l_infinity",
        "Largest difference of a category's share",
        "Names how much the most moved category moved.");
    put(
        "population_stability_index",
        "Sum of (q - p) ln(q / p) over reference deciles or categories",
        "By custom below .1 is stable and above .25 moved; with few rows it is large by chance.");
    put(
        "pca_reconstruction_error",
        "Mean distance of rows from their projection on the reference's principal components",
        "Outside its limits inputs hang together otherwise than before; a shift inside the kept"
            + " components is missed.");
  }

  private static void quality() {
    put(
        "missing_rate",
        "Share of rows without a value",
        "Above its limit something upstream stopped sending, or sends otherwise.");
    put(
        "unseen_rate",
        "Share of rows with a category the reference does not have",
        "The model never learned from such rows.");
    put(
        "range_rate",
        "Share of rows outside the reference's least and greatest value",
        "The model extrapolates there; often a changed unit.");
    put(
        "duplicate_rate",
        "Share of rows whose candidate was decided before in the same window",
        "A sender that repeats itself; every estimate counts such cases more than once.");
    put(
        "coverage_rate",
        "Share of the predictions that came while the window was open and could be read",
        "Below 1 every estimate of the window leaves predictions out; they are in the dead"
            + " letters.");
    put(
        "row_count",
        "Number of rows in the window",
        "0 is told too: silence is a finding, not a gap.");
    put("mean", "Mean of the known values", "Outside its limits the column moved.");
    put("std", "Sample standard deviation of the known values", "Tells spread from shift.");
    put(
        "median",
        "Median of the known values, by bins of a ten-thousandth of the reference's range",
        "Robust where the mean is drawn by a few values.");
    put("sum", "Sum of the known values", "Grows with the number of rows.");
  }

  private static void attribution() {
    put(
        "importance_share",
        "Mean size of a feature's contributions over that of all features",
        "How much of what moves the score is this feature; compare it with the release's card.");
    put(
        "attribution_distance",
        "Jensen-Shannon distance of a feature's contributions, over 32 reference quantiles",
        "0 is equal, 1 disjoint: the feature pushes the score otherwise than it did.");
    put(
        "attribution_mean",
        "Mean contribution of a feature, in log-odds",
        "Its sign tells the direction the feature pushes on the whole.");
    put(
        "attribution_gap",
        "Mean contribution of a feature in a group minus that in the privileged one, in log-odds",
        "Why the groups' scores differ: over all features the gaps add up to the difference of the"
            + " mean margins.");
    put(
        "attribution_total_variation",
        "Half the sum of the changes of the features' importance shares",
        "How much importance changed hands: 0 none, 1 all.");
    put(
        "attribution_rank_agreement",
        "NDCG of the order of importance, with the reference's shares as relevance",
        "1 is the same order; what matters most weighs most.");
    put(
        "attribution_top_overlap",
        "Share of the reference's five most important features that still are among the five",
        "1 is the same five, in whatever order.");
  }

  private static void oversight() {
    put(
        "override_rate",
        "Share of reviews in which a person decided against the model",
        "Below its limit people find less than a quarter of the errors the model is known to make:"
            + " rubber-stamping. High means people do not trust the model.");
    put(
        "defer_rate",
        "Share of reviews in which a person put the decision off",
        "High means the explanation does not help to decide.");
    put(
        "contest_rate",
        "Share of reviews in which the person scored objected",
        "Each objection is to be answered, whatever the share.");
    put(
        "hasty_rate",
        "Share of timed reviews shorter than ten seconds",
        "Above one half the median look is too short to read why the model says what it says:"
            + " rubber-stamping.");
    put(
        "review_seconds",
        "Mean time a person looked before acting",
        "A few seconds are no review; longer is not better by itself.");
    put(
        "disagreement_rate",
        "Share of reviews of a group in which a person decided against the model",
        "Groups far apart: either the model or its users treat them unequally. It describes people"
            + " as much as the model.");
  }

  private static void alarms() {
    String reading =
        "An e-value: at 100 the alarm rings; the chance that it ever does without cause is at most"
            + " 1 %, however long the stream.";
    put(
        "deviation",
        "Largest change of a share below a reference decile, or of a category",
        "Its e-value is judged together with those of the other columns: of what is found at most a"
            + " tenth is expected to be chance. A moved input is no harm in itself.");
    put("group_underprediction", "Mean of truth minus probability in a group, by labels", reading);
    put("group_overprediction", "Mean of probability minus truth in a group, by labels", reading);
    put("reject_rate", "Share of the candidates that were refused, not decided", reading);
    put("group_error", "Share of wrong decisions in a group, by labels", reading);
    put("error", "Share of wrong decisions, by labels", reading);
    put("expected_error", "Share of wrong decisions expected from scores", reading);
    put("brier", "Mean squared difference of probability and truth", reading);
    for (String level : List.of("critical", "warning")) {
      put("underprediction_" + level, "Mean of truth minus probability, by labels", reading);
      put("overprediction_" + level, "Mean of probability minus truth, by labels", reading);
    }
  }

  /** All metrics that have words. */
  public static Map<String, MetricText> all() {
    return Collections.unmodifiableMap(TEXTS);
  }

  /**
   * The words for a metric.
   *
   * @param metric its name on topics
   * @return definition and interpretation, null when there are none
   */
  public static @Nullable MetricText of(String metric) {
    return TEXTS.get(metric);
  }
}
