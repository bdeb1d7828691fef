// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Calibrator;
import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Objective;
import dev.probity.model.TreeBuilder;
import dev.probity.model.eval.CalibrationError;
import dev.probity.model.eval.GroupRates;
import dev.probity.model.global.Importance;
import dev.probity.topics.record.FairnessAccess;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CardViewsTest {
  private static final Dataset MANY = Apprentices.dataset(Apprentices.drawn(3_000, 4));
  private static final int[] ALL = IntStream.range(0, MANY.rows()).toArray();
  private static final FeatureSpec SPEC = Encoder.spec(Apprentices.PROFILE, MANY, ALL);
  private static final Ensemble GRADE =
      new Ensemble(
          SPEC.size(),
          Objective.BINARY_LOGISTIC,
          .5f,
          List.of(new TreeBuilder().split(1, 3.5f, true, 2).leaf(-1, 1).leaf(1, 1).build()));
  private static final ScoredPart PART = ScoredPart.of(SPEC, GRADE, MANY, ALL);

  @Test
  void everyRowIsInOneBinOneGroupAndOneView() {
    CardViews views = views(1);
    double binned = views.reliability().stream().mapToDouble(CalibrationError.Bin::weight).sum();
    assertEquals(3_000, binned);
    assertEquals(3_000, views.rates().stream().mapToLong(GroupRates::rows).sum());
    assertTrue(views.rates().getFirst().group().contains("="), views.rates().toString());
    assertEquals("all", views.importance().getFirst().group());
    assertEquals(2_000, views.importance().getFirst().n(), "a sample");
    int inGroups = views.importance().stream().skip(1).mapToInt(Importance::n).sum();
    assertEquals(2_000, inGroups);
  }

  @Test
  void onlyTheFeatureTheTreeAsksHasAnyImportance() {
    List<Importance.Figure> figures = views(1).importance().getFirst().features();
    assertEquals(1, figures.get(1).value(), 1e-12, "half of the weight on either side of ±1");
    assertEquals(0, figures.get(0).value());
    assertEquals(0, figures.get(2).value());
  }

  @Test
  void theSampleIsTheSeeds() {
    assertEquals(views(1), views(1));
    assertFalse(views(1).importance().equals(views(2).importance()));
  }

  private static CardViews views(long seed) {
    return CardViews.of(
        PART,
        GRADE,
        MANY,
        new Calibrator.Identity(),
        TrainingSpec.of(Apprentices.PROFILE.name(), seed),
        Apprentices.PROFILE,
        FairnessAccess.forPurpose("test"));
  }
}
