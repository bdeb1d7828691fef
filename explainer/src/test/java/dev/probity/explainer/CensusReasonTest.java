// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Direction;
import dev.probity.topics.record.ExplanationReason;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Reasons in the Census Bureau's words: what a recruiter reads about a worker. */
class CensusReasonTest {
  private static final Profile CENSUS = ProfileFiles.load("acs-salary");
  private static final FeatureSpec SPEC =
      new FeatureSpec(CENSUS.features().stream().<Feature>map(CensusReasonTest::column).toList());

  /** CIT, COW, INDP, OCCP, HICOV, WKWN, WKHP, AGEP, SCHL; the categories by index. */
  private static final float[] ROW = row(1, 1, 8680, 4110, 1, 30, 20, 24, 16);

  @Test
  void unfavourableBandIsToldWhatLoweredItWithLabelsAndUnits() {
    // Given: Σ|φ| over groups = 0.02 + 0.01 + 0.9 + 0.03 + 0.5 + 1.2 + 0.6 + 0.2 = 3.46
    double[] contributions = {0.02, -0.01, 0.4, 0.5, 0.03, 0.5, 1.2, 0.6, 0.2};
    // When
    List<ExplanationReason> reasons = reasons(CENSUS, contributions, true);
    // Then: four of the five above 5 %, the strongest first
    assertEquals(
        List.of(
            "Chance of 45001+ lowered by hours worked: 20 hours per week",
            "Chance of 45001+ lowered by occupation and industry: Industry recode for 2023 and"
                + " later based on 2022 IND codes "
                + label("INDP", 8680)
                + "; Occupation recode for 2018 and later based on 2018 OCC codes "
                + label("OCCP", 4110),
            "Chance of 45001+ lowered by age: 24 years",
            "Chance of 45001+ lowered by weeks worked: 30 weeks per year"),
        reasons.stream().map(ExplanationReason::text).toList());
    assertEquals(List.of("INDP", "OCCP"), reasons.get(1).features());
    assertEquals(0.4 + 0.5, reasons.get(1).contribution());
    assertEquals(Direction.RAISED, reasons.getFirst().direction(), "of the positive class");
  }

  @Test
  void favourableBandIsToldWhatRaisedIt() {
    double[] contributions = {0.02, -0.01, -0.4, 0.5, 0.03, 0.1, 0.2, -0.6, -2};
    List<ExplanationReason> reasons = reasons(CENSUS, contributions, false);
    assertEquals(
        List.of(
            "Chance of 45001+ raised by education: " + label("SCHL", 16),
            "Chance of 45001+ raised by age: 24 years"),
        reasons.stream().map(ExplanationReason::text).toList());
  }

  @Test
  void everyCodeOfTheCodeBookHasWordsOfItsOwn() {
    for (dev.probity.topics.profile.Feature feature : CENSUS.features()) {
      if (feature instanceof dev.probity.topics.profile.Feature.Categorical categorical) {
        int column = SPEC.position(feature.name());
        int size = categorical.codes().labels().size();
        double[] contributions = new double[SPEC.size()];
        contributions[column] = 1;
        for (int index = 0; index < size; index++) {
          float[] row = ROW.clone();
          row[column] = index;
          String text = reasons(CENSUS, row, contributions, true).getFirst().text();
          String label = List.copyOf(categorical.codes().labels().values()).get(index);
          assertTrue(text.contains(label), feature.name() + " " + index + ": " + text);
        }
      }
    }
  }

  @Test
  void sameRowGivesTheSameTextWhateverWasToldBefore() {
    double[] contributions = {0.02, -0.01, 0.4, 0.5, 0.03, 0.5, 1.2, 0.6, 0.2};
    ReasonText text = new ReasonText(FixedReleases.catalogue(), CENSUS, SPEC);
    List<ExplanationReason> first = text.reasons(ROW, contributions, 0, true, List.of());
    text.reasons(ROW, new double[SPEC.size()], 0, false, List.of());
    assertEquals(first, text.reasons(ROW, contributions, 0, true, List.of()));
    assertEquals(first, reasons(CENSUS, contributions, true));
  }

  private static List<ExplanationReason> reasons(
      Profile profile, double[] contributions, boolean positive) {
    return reasons(profile, ROW, contributions, positive);
  }

  private static List<ExplanationReason> reasons(
      Profile profile, float[] row, double[] contributions, boolean positive) {
    return new ReasonText(FixedReleases.catalogue(), profile, SPEC)
        .reasons(row, contributions, 0, positive, List.of());
  }

  private static Feature column(dev.probity.topics.profile.Feature feature) {
    return switch (feature) {
      case dev.probity.topics.profile.Feature.Numeric numeric ->
          Feature.Numeric.whole(numeric.name(), 0, 99);
      case dev.probity.topics.profile.Feature.Ordinal ordinal ->
          Feature.Numeric.whole(ordinal.name(), 0, 99);
      case dev.probity.topics.profile.Feature.Categorical categorical ->
          Feature.Categorical.codes(categorical.name(), codes(categorical));
    };
  }

  private static List<Integer> codes(dev.probity.topics.profile.Feature.Categorical feature) {
    return feature.codes().labels().keySet().stream()
        .map(code -> (int) ((AttributeValue.Number) code).value())
        .toList();
  }

  private static float[] row(int... values) {
    float[] row = new float[values.length];
    for (int i = 0; i < row.length; i++) {
      dev.probity.topics.profile.Feature feature = CENSUS.features().get(i);
      boolean category = feature instanceof dev.probity.topics.profile.Feature.Categorical;
      row[i] =
          category
              ? codes((dev.probity.topics.profile.Feature.Categorical) feature).indexOf(values[i])
              : values[i];
    }
    return row;
  }

  private static String label(String feature, int code) {
    return switch (Objects.requireNonNull(CENSUS.feature(feature))) {
      case dev.probity.topics.profile.Feature.Ordinal ordinal ->
          Objects.requireNonNull(ordinal.codes().label(AttributeValue.of(code)));
      case dev.probity.topics.profile.Feature.Categorical categorical ->
          Objects.requireNonNull(categorical.codes().label(AttributeValue.of(code)));
      case dev.probity.topics.profile.Feature.Numeric numeric ->
          throw new AssertionError(numeric.name());
    };
  }
}
