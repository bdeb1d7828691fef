// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import dev.probity.model.Categories;
import dev.probity.model.Counterfactual;
import dev.probity.model.Feature;
import dev.probity.model.ObservedValues;
import dev.probity.model.ScoringModel;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.profile.ProtectedAttribute;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What would have to be otherwise for the other band, of one release and in the words of its
 * profile: the search is {@link Counterfactual}'s. Used by any thread.
 */
public final class WhatIf {
  private final ScoringModel model;
  private final Profile profile;
  private final Counterfactual search;
  private final List<ValueText> texts;

  /**
   * Prepares a release.
   *
   * @param model the release
   * @param observed where values lay at training time: no others are named
   * @param profile the profile it was made for, whose protected attributes are never changed
   * @param catalogue the words for values
   */
  public WhatIf(
      ScoringModel model, ObservedValues observed, Profile profile, ReasonCatalogue catalogue) {
    this.model = model;
    this.profile = profile;
    this.search =
        new Counterfactual(
            model,
            observed,
            profile.protectedAttributes().stream()
                .map(ProtectedAttribute::name)
                .collect(Collectors.toUnmodifiableSet()));
    this.texts =
        model.spec().features().stream()
            .map(feature -> ValueText.of(catalogue, profile, feature))
            .toList();
  }

  /**
   * One feature otherwise.
   *
   * @param feature its name
   * @param label its name for people
   * @param fromText the value it has, in words
   * @param from the value it has, as in a candidate's attributes
   * @param toText the value it would have, in words
   * @param to the value it would have, as in a candidate's attributes
   */
  public record Change(
      String feature,
      String label,
      String fromText,
      AttributeValue from,
      String toText,
      AttributeValue to) {}

  /**
   * Changes of one or two features that turn the decision around.
   *
   * @param changes in the order of the features
   * @param cost as {@link Counterfactual} defines it; smaller is nearer
   * @param probability the calibrated probability of the positive class then, from 0 to 1
   * @param band the band then
   * @param plausibility whether the values are known to have occurred together
   */
  public record Option(
      List<Change> changes,
      double cost,
      double probability,
      String band,
      Counterfactual.Plausibility plausibility) {}

  /**
   * What came of the search.
   *
   * @param options at most three, the nearest first; none when no change of two features is enough
   * @param exhaustive whether everything within reach was tried; an option that is there makes the
   *     question idle
   * @param evaluations rows scored
   */
  public record Answer(List<Option> options, boolean exhaustive, int evaluations) {}

  /**
   * Searches from the vector of a prediction.
   *
   * @throws IllegalArgumentException when the prediction is not of this release
   */
  public Answer answer(Prediction prediction) {
    if (!prediction.modelDigest().equals(model.digest().hex())) {
      throw new IllegalArgumentException("a prediction of another release");
    }
    float[] row = new float[model.spec().size()];
    for (int column = 0; column < row.length; column++) {
      row[column] = (float) prediction.vector().at(column);
    }
    return switch (search.answer(row)) {
      case Counterfactual.NoneWithinReach none ->
          new Answer(List.of(), none.exhaustive(), none.evaluations());
      case Counterfactual.Within within ->
          new Answer(
              within.options().stream().map(one -> option(one, prediction)).toList(),
              true,
              within.evaluations());
    };
  }

  private Option option(Counterfactual.Option found, Prediction prediction) {
    List<Change> changes = new ArrayList<>();
    for (Counterfactual.Change one : found.changes()) {
      Feature feature = model.spec().features().get(one.column());
      ValueText text = texts.get(one.column());
      changes.add(
          new Change(
              one.feature(),
              text.label(),
              text.words(one.from(), prediction.flags()),
              value(feature, one.from()),
              text.words(one.to(), List.of()),
              value(feature, one.to())));
    }
    return new Option(
        changes,
        found.cost(),
        found.score().probability(),
        profile.target().band(found.score().positive()),
        found.plausibility());
  }

  /** The value as a candidate would send it. */
  private static AttributeValue value(Feature feature, float encoded) {
    if (Float.isNaN(encoded)) {
      return AttributeValue.MISSING;
    }
    return switch (feature) {
      case Feature.Numeric numeric -> AttributeValue.of(encoded);
      case Feature.Categorical categorical ->
          switch (categorical.categories()) {
            case Categories.Codes(List<Integer> codes) ->
                AttributeValue.of(codes.get((int) encoded));
            case Categories.Labels(List<String> labels) ->
                AttributeValue.of(labels.get((int) encoded));
          };
    };
  }
}
