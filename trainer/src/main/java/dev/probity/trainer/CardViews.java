// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import dev.probity.model.Calibrator;
import dev.probity.model.Ensemble;
import dev.probity.model.eval.CalibrationError;
import dev.probity.model.eval.Confusion;
import dev.probity.model.eval.GroupRates;
import dev.probity.model.eval.Groups;
import dev.probity.model.global.Importance;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import dev.probity.topics.record.FairnessAccess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Views of a release on rows nothing was fitted on, for its card.
 *
 * @param reliability what was said and what came of it, ten bins of equal width
 * @param rates of each group, then of each intersection of all protected attributes
 * @param importance mean |φ| over a seeded sample of at most 2,000 rows: of all, then of each group
 */
record CardViews(
    List<CalibrationError.Bin> reliability, List<GroupRates> rates, List<Importance> importance) {
  private static final int BINS = 10;
  private static final int SAMPLE = 2_000;

  CardViews {
    reliability = List.copyOf(reliability);
    rates = List.copyOf(rates);
    importance = List.copyOf(importance);
  }

  static CardViews of(
      ScoredPart part,
      Ensemble ensemble,
      Dataset dataset,
      Calibrator calibrator,
      TrainingSpec spec,
      Profile profile,
      FairnessAccess access) {
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    for (ProtectedAttribute attribute : profile.protectedAttributes()) {
      Column column = dataset.guarded(access, attribute.name());
      attributes.put(attribute.name(), codes(part, column));
    }
    return new CardViews(
        CalibrationError.equalWidthBins(part.calibrated(calibrator), BINS),
        rates(part, calibrator, spec.threshold(), attributes, profile.fairness().minGroupRows()),
        importance(part, ensemble, spec.seed(), attributes));
  }

  private static List<String> codes(ScoredPart part, Column column) {
    return IntStream.range(0, part.size())
        .mapToObj(
            i -> {
              String code = column.code(part.row(i));
              return code == null ? Evaluation.UNKNOWN_GROUP : code;
            })
        .toList();
  }

  private static List<GroupRates> rates(
      ScoredPart part,
      Calibrator calibrator,
      double threshold,
      Map<String, List<String>> attributes,
      int least) {
    double[] scores =
        IntStream.range(0, part.size())
            .mapToDouble(i -> calibrator.calibrate(part.margin(i)))
            .toArray();
    double[] ones = new double[scores.length];
    Arrays.fill(ones, 1);
    List<Map<String, List<String>>> views = new ArrayList<>();
    attributes.forEach((name, codes) -> views.add(Map.of(name, codes)));
    if (attributes.size() > 1) {
      views.add(attributes);
    }
    List<GroupRates> rates = new ArrayList<>();
    for (Map<String, List<String>> view : views) {
      Map<String, Confusion> cells =
          Groups.count(Groups.intersect(view), scores, threshold, part.labels(), ones);
      rates.addAll(GroupRates.of(cells, least));
    }
    return rates;
  }

  private static List<Importance> importance(
      ScoredPart part, Ensemble ensemble, long seed, Map<String, List<String>> attributes) {
    SampledContributions drawn = SampledContributions.of(part, ensemble, seed, SAMPLE);
    int width = drawn.width();
    double[] contributions = drawn.contributions();
    List<Importance> views = new ArrayList<>(List.of(Importance.of(contributions, width)));
    for (String attribute : new TreeMap<>(attributes).keySet()) {
      List<String> names = Groups.intersect(Map.of(attribute, attributes.get(attribute)));
      views.addAll(
          Importance.byGroup(
              contributions, width, IntStream.of(drawn.sample()).mapToObj(names::get).toList()));
    }
    return views;
  }
}
