// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.gate;

import dev.probity.model.bundle.Manifest.MetricValue;
import dev.probity.topics.profile.FairnessPolicy;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fairness limits over every group that has figures. A finding stands when the 95 % interval
 * lies entirely outside the limits; on attributes the profile blocks on it cannot be waived.
 */
final class FairnessChecks {
  private final Profile profile;
  private final Map<String, MetricValue> figures;
  private final Map<String, Waiver> waivers = new LinkedHashMap<>();
  private final Set<String> used = new HashSet<>();

  FairnessChecks(Profile profile, Map<String, MetricValue> figures, List<Waiver> waivers) {
    this.profile = profile;
    this.figures = figures;
    waivers.forEach(waiver -> this.waivers.put(waiver.finding(), waiver));
  }

  List<GateCheck> all() {
    FairnessPolicy policy = profile.fairness();
    Map<String, FairnessPolicy.Limits> measures = new LinkedHashMap<>();
    measures.put("impactRatio", policy.impactRatio());
    measures.put("parityDifference", policy.statisticalParityDifference());
    measures.put("opportunityDifference", policy.equalOpportunityDifference());
    measures.put("oddsDifference", policy.averageOddsDifference());
    List<GateCheck> checks = new ArrayList<>();
    for (ProtectedAttribute attribute : profile.protectedAttributes()) {
      measures.forEach((measure, limits) -> checks.addAll(of(attribute.name(), measure, limits)));
    }
    return checks;
  }

  /** Waivers of what is no finding, or of one that cannot be waived; ask after {@link #all}. */
  List<Waiver> unused() {
    return waivers.values().stream().filter(waiver -> !used.contains(waiver.finding())).toList();
  }

  private List<GateCheck> of(String attribute, String measure, FairnessPolicy.Limits limits) {
    boolean blocks = profile.gate().blockOn().contains(attribute);
    String expected = measure + " within [" + limits.low() + ", " + limits.high() + "]";
    List<GateCheck> checks = new ArrayList<>();
    String prefix = measure + "[" + attribute + "=";
    figures.forEach(
        (name, figure) -> {
          if (name.startsWith(prefix)) {
            checks.add(group(name, expected, figure, limits, blocks));
          }
        });
    if (checks.isEmpty()) {
      checks.add(
          finding(
              measure + "[" + attribute + "]",
              expected,
              null,
              "insufficient evidence: the manifest has no group with enough rows",
              blocks));
    }
    return checks;
  }

  private GateCheck group(
      String name,
      String expected,
      MetricValue figure,
      FairnessPolicy.Limits limits,
      boolean blocks) {
    if (limits.contain(figure.value())) {
      return new GateCheck(name, GateOutcome.PASSED, expected, figure, "", null);
    }
    if (figure.upper() >= limits.low() && figure.lower() <= limits.high()) {
      return new GateCheck(
          name, GateOutcome.WATCH, expected, figure, "outside, its interval not entirely", null);
    }
    return finding(name, expected, figure, "its interval is entirely outside", blocks);
  }

  private GateCheck finding(
      String name, String expected, @Nullable MetricValue figure, String note, boolean blocks) {
    Waiver waiver = blocks ? null : waivers.get(name);
    if (waiver != null) {
      used.add(name);
      return new GateCheck(name, GateOutcome.WAIVED, expected, figure, note, waiver);
    }
    return new GateCheck(
        name,
        GateOutcome.FAILED,
        expected,
        figure,
        note + (blocks ? "; blocks, cannot be waived" : "; a person may waive it"),
        null);
  }
}
