// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import dev.probity.model.FeatureSpec;
import dev.probity.model.shap.ReasonRanking;
import dev.probity.model.shap.ReasonRanking.Group;
import dev.probity.model.shap.ReasonRanking.Ranked;
import dev.probity.topics.profile.Feature;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Direction;
import dev.probity.topics.record.ExplanationReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Contributions in a reader's words: "Chance of 45001+ lowered by hours worked: 12 hours per week".
 * The words come from the catalogue, the labels from the profile's code-books. The same row gives
 * the same text.
 */
public final class ReasonText {
  private static final int LONGEST_TEXT = 1000;

  private final ReasonCatalogue catalogue;
  private final ReasonRanking ranking;
  private final ValueText[] values;
  private final boolean positiveIsFavourable;
  private final String raised;
  private final String lowered;

  /**
   * The words for one release.
   *
   * @param catalogue the words
   * @param profile labels, groups, and which class is favourable
   * @param spec the columns of the release
   */
  public ReasonText(ReasonCatalogue catalogue, Profile profile, FeatureSpec spec) {
    this.catalogue = catalogue;
    this.ranking = new ReasonRanking(groups(profile, spec.names()));
    this.values =
        spec.features().stream()
            .map(feature -> ValueText.of(catalogue, profile, feature))
            .toArray(ValueText[]::new);
    this.positiveIsFavourable = profile.target().positiveIsFavourable();
    String favourable = profile.target().favourable();
    this.raised = catalogue.raised().replace("{favourable}", favourable);
    this.lowered = catalogue.lowered().replace("{favourable}", favourable);
  }

  /** Groups in the order of the profile; protected attributes are never told. */
  static List<Group> groups(Profile profile, List<String> names) {
    Map<String, List<Integer>> columns = new LinkedHashMap<>();
    Map<String, Boolean> told = new LinkedHashMap<>();
    for (Feature feature : profile.features()) {
      int column = names.indexOf(feature.name());
      if (column >= 0) {
        String group = feature.facts().reasonGroup();
        columns.computeIfAbsent(group, name -> new ArrayList<>()).add(column);
        told.merge(
            group, profile.protectedAttribute(feature.name()) == null, (one, two) -> one && two);
      }
    }
    List<Group> groups = new ArrayList<>();
    columns.forEach(
        (name, members) -> groups.add(new Group(name, members, told.getOrDefault(name, false))));
    return groups;
  }

  /**
   * The reasons for one decision.
   *
   * @param rows encoded rows
   * @param contributions what each value added, in log-odds, laid out as the rows
   * @param from where the row begins in both
   * @param positive whether the decision is the positive class
   * @param flags the prediction's flags
   */
  public List<ExplanationReason> reasons(
      float[] rows, double[] contributions, int from, boolean positive, List<String> flags) {
    String sentence = positive == positiveIsFavourable ? raised : lowered;
    List<ExplanationReason> reasons = new ArrayList<>(ReasonRanking.MOST);
    for (Ranked ranked : ranking.rank(contributions, from, positive)) {
      Group group = ranked.group();
      String text =
          sentence
              .replace("{group}", group.name())
              .replace("{values}", values(group, rows, from, flags));
      reasons.add(
          new ExplanationReason(
              group.name(),
              group.features().stream().map(column -> values[column].name()).toList(),
              ranked.contribution(),
              ranked.contribution() > 0 ? Direction.RAISED : Direction.LOWERED,
              text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text));
    }
    return reasons;
  }

  private String values(Group group, float[] rows, int from, List<String> flags) {
    if (group.features().size() == 1) {
      int column = group.features().getFirst();
      return catalogue.one().replace("{value}", values[column].words(rows[from + column], flags));
    }
    StringBuilder text = new StringBuilder();
    for (int column : group.features()) {
      text.append(text.isEmpty() ? "" : catalogue.between())
          .append(
              catalogue
                  .many()
                  .replace("{label}", values[column].label())
                  .replace("{value}", values[column].words(rows[from + column], flags)));
    }
    return text.toString();
  }
}
