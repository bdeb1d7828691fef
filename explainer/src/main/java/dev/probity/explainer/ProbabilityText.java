// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import dev.probity.model.shap.ReasonRanking.Group;
import dev.probity.model.shap.RescaledProbability;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.Explanation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * An explanation for people: its contributions as percentage points of the raw probability, always
 * labelled rescaled; the caveat that goes with every explanation; and a notice where the release
 * takes a protected attribute as a feature. The same record gives the same text.
 */
public final class ProbabilityText {
  private static final int SHOWN = 5;

  private final Profile profile;
  private final ReasonCatalogue catalogue;

  /**
   * The words for one use case.
   *
   * @param profile labels and groups
   * @param catalogue the words
   */
  public ProbabilityText(Profile profile, ReasonCatalogue catalogue) {
    this.profile = profile;
    this.catalogue = catalogue;
  }

  /** Shares of at most five groups, the strongest first; the caveat; notices. */
  public List<String> lines(Explanation explanation) {
    List<String> lines = new ArrayList<>();
    lines.add(rescaled(explanation));
    lines.add(catalogue.caveat());
    List<String> names = names(explanation);
    for (ProtectedAttribute attribute : profile.protectedAttributes()) {
      if (names.contains(attribute.name())) {
        lines.add(catalogue.guarded().replace("{label}", attribute.label()));
      }
    }
    return lines;
  }

  private String rescaled(Explanation explanation) {
    RescaledProbability scale =
        new RescaledProbability(explanation.baseValue(), explanation.margin());
    List<String> shares =
        ReasonText.groups(profile, names(explanation)).stream()
            .map(group -> new Share(group.name(), scale.of(sum(group, explanation))))
            .sorted(Comparator.comparingDouble((Share share) -> -Math.abs(share.value())))
            .limit(SHOWN)
            .map(this::words)
            .toList();
    return catalogue
        .rescaled()
        .replace("{positive}", profile.target().positive())
        .replace("{from}", percent("%.1f", scale.from()))
        .replace("{to}", percent("%.1f", scale.to()))
        .replace("{shares}", String.join(", ", shares));
  }

  private record Share(String group, double value) {}

  private String words(Share share) {
    return catalogue
        .share()
        .replace("{group}", share.group())
        .replace("{points}", percent("%+.1f", share.value()));
  }

  private static double sum(Group group, Explanation explanation) {
    double sum = 0;
    for (int column : group.features()) {
      sum += explanation.contributions().get(column).value();
    }
    return sum;
  }

  private static List<String> names(Explanation explanation) {
    return explanation.contributions().stream().map(Contribution::feature).toList();
  }

  private static String percent(String form, double value) {
    return String.format(Locale.ROOT, form, 100 * value);
  }
}
