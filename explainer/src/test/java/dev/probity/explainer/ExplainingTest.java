// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.explainer.ExplainingResult.Explained;
import dev.probity.explainer.ExplainingResult.Unexplainable;
import dev.probity.model.Score;
import dev.probity.model.ScoringModel;
import dev.probity.model.shap.TreeShap;
import dev.probity.topics.Ids;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.Direction;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.ExplanationReason;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Doubles;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExplainingTest {
  private static final ScoringModel STUMPS = FixedReleases.twoStumps();
  private static final Explaining EXPLAINING = explaining(STUMPS);

  @Test
  void refusesAVectorOfAnotherLength() {
    // Given
    Prediction prediction = with(Doubles.of(1, 2), STUMPS.decide(0.1));
    // When
    ExplainingResult result = explain(prediction);
    // Then
    assertUnexplainable("/vector: expected 3 values", result);
  }

  @Test
  void refusesACategoryThatIsNoIndexOfTheRelease() {
    for (double index : new double[] {3, -1, 0.5}) {
      // Given
      Prediction prediction = with(Doubles.of(index, 2, 1), STUMPS.decide(0.1));
      // When
      ExplainingResult result = explain(prediction);
      // Then
      assertUnexplainable("/vector/0: expected an encoded value of its feature", result);
    }
  }

  @Test
  void refusesANumberTheEncoderCouldNotHaveWritten() {
    // Given
    Prediction prediction = with(Doubles.of(1, 0.1, 1), STUMPS.decide(0.1));
    // When
    ExplainingResult result = explain(prediction);
    // Then
    assertUnexplainable("/vector/1: expected an encoded value of its feature", result);
  }

  @Test
  void refusesAMarginTheContributionsDoNotAddUpTo() {
    // Given
    Prediction honest = FixedReleases.prediction(STUMPS, 5, 2, 2, 1);
    Prediction wrong = with(honest.vector(), STUMPS.decide(honest.margin() + 2e-9));
    // When
    ExplainingResult result = explain(wrong);
    // Then
    assertUnexplainable("/margin: base value and contributions do not add up to it", result);
  }

  @Test
  void refusesAProbabilityThatDoesNotFollowFromTheMargin() {
    // Given
    Prediction honest = FixedReleases.prediction(STUMPS, 5, 2, 2, 1);
    Score lie =
        new Score(honest.margin(), honest.rawProbability(), honest.probability() - 1e-6, true);
    // When
    ExplainingResult result = explain(with(honest.vector(), lie));
    // Then
    assertUnexplainable("/probability: does not follow from margin and release", result);
  }

  @Test
  void aPredictionOfAnotherReleaseIsABugOfTheCaller() {
    // Given
    Prediction other =
        FixedReleases.prediction(FixedReleases.grown(2, 2, 9), 1, new float[] {1, 2, 3});
    // When
    // Then
    assertThrows(IllegalArgumentException.class, () -> EXPLAINING.explain(List.of(other)));
  }

  /** Trade adds ±0.6 to 0.4, interview ±0.5 to 0.1: base value 0.5, worked by hand. */
  @Test
  void explainsTheStumpsAsWorkedByHand() {
    // Given
    Prediction prediction = FixedReleases.prediction(STUMPS, 5, 2, 2.5f, 1);
    // When
    Explanation explanation = explained(explain(prediction));
    // Then
    assertEquals(0.5, explanation.baseValue(), 1e-7);
    assertEquals(1.6, explanation.margin(), 1e-7);
    assertEquals(
        List.of("trade", "grade", "interview"),
        explanation.contributions().stream().map(Contribution::feature).toList());
    assertEquals(0.6, explanation.contributions().get(0).value(), 1e-7);
    assertEquals(0, explanation.contributions().get(1).value());
    assertEquals(0.5, explanation.contributions().get(2).value(), 1e-7);
    assertEquals(0, explanation.residual(), 1e-15);
    assertEquals("tree-path-dependent", explanation.method());
    assertEquals("hessian", explanation.coverUnit());
    assertEquals(Ids.explanation(prediction.id(), explanation.explainerDigest()), explanation.id());
  }

  @Test
  void anUnfavourableDecisionSaysWhatLoweredTheChanceOfTheFavourableOne() {
    // Given
    Prediction prediction = FixedReleases.prediction(STUMPS, 5, 2, 2.5f, 1);
    // When
    List<ExplanationReason> reasons = explained(explain(prediction)).reasonCodes();
    // Then
    assertEquals("left", prediction.band());
    assertEquals(
        List.of(
            "Chance of stayed lowered by trade: Plumber",
            "Chance of stayed lowered by interview: Weak"),
        reasons.stream().map(ExplanationReason::text).toList());
    assertEquals(Direction.RAISED, reasons.getFirst().direction());
    assertEquals(List.of("trade"), reasons.getFirst().features());
  }

  @Test
  void aFavourableDecisionSaysWhatRaisedItsChance() {
    // Given
    Prediction prediction = FixedReleases.prediction(STUMPS, 5, 0, 2.5f, 3);
    // When
    List<ExplanationReason> reasons = explained(explain(prediction)).reasonCodes();
    // Then
    assertEquals("stayed", prediction.band());
    assertEquals(
        List.of(
            "Chance of stayed raised by trade: Carpenter",
            "Chance of stayed raised by interview: Strong"),
        reasons.stream().map(ExplanationReason::text).toList());
    assertEquals(Direction.LOWERED, reasons.getFirst().direction());
  }

  @Test
  void aMissingValueAndAnUnseenCodeAreToldApart() {
    // Given
    float[] row = {0, Float.NaN, Float.NaN};
    float[] unseen = {Float.NaN, 2, 3};
    // When
    Explanation missing = explained(explain(FixedReleases.prediction(STUMPS, 5, row)));
    Explanation flagged =
        explained(
            explain(
                FixedReleases.prediction(
                    STUMPS,
                    6,
                    STUMPS.score(unseen),
                    List.of("unseen:trade"),
                    Doubles.ofFloats(unseen))));
    // Then
    assertEquals(
        "Chance of stayed lowered by interview: not given",
        missing.reasonCodes().getFirst().text());
    assertEquals(
        "Chance of stayed raised by trade: a code the release was not trained on",
        flagged.reasonCodes().getFirst().text());
  }

  @Test
  void twoRunsGiveIdenticalBytesWhateverElseIsInTheBatch() {
    // Given
    ScoringModel model = FixedReleases.grown(40, 4, 3);
    SplittableRandom random = new SplittableRandom(5);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      predictions.add(FixedReleases.prediction(model, i, FixedReleases.row(random)));
    }
    // When
    List<ExplainingResult> together = explaining(model).explain(predictions);
    Explaining again = explaining(model);
    // Then
    for (int i = 0; i < predictions.size(); i++) {
      Explanation first = explained(together.get(i));
      Explanation alone = explained(again.explain(List.of(predictions.get(i))).getFirst());
      assertArrayEquals(Codecs.EXPLANATION.encode(first), Codecs.EXPLANATION.encode(alone));
      double sum = first.baseValue();
      for (Contribution part : first.contributions()) {
        sum += part.value();
      }
      assertEquals(first.margin(), sum, 1e-9);
    }
  }

  @Test
  void aBadPredictionDoesNotTouchTheOnesAroundIt() {
    // Given
    Prediction good = FixedReleases.prediction(STUMPS, 1, 2, 2.5f, 1);
    Prediction bad = with(Doubles.of(7, 2, 1), STUMPS.decide(0.1));
    Prediction other = FixedReleases.prediction(STUMPS, 3, 0, 5f, 3);
    // When
    List<ExplainingResult> results = EXPLAINING.explain(List.of(good, bad, other));
    // Then
    assertEquals(explain(good), results.get(0));
    assertInstanceOf(Unexplainable.class, results.get(1));
    assertEquals(explain(other), results.get(2));
  }

  @Test
  void otherWordsAreAnotherExplanation() {
    // Given
    ReasonCatalogue words = FixedReleases.catalogue();
    ReasonCatalogue other =
        ReasonCatalogue.parse(
            Bytes.utf8(
                "version=2\nraised=r\nlowered=l\none=o\nmany=m\nbetween=b\nquantity=q\n"
                    + "missing=x\nunseen=u\n"
                    + "rescaled=p\nshare=s\ncaveat=c\nguarded=g\n"));
    // When
    String digest = digest(other, TreeShap.TABLE_BUDGET);
    // Then
    assertNotEquals(digest(words, TreeShap.TABLE_BUDGET), digest);
    assertEquals(EXPLAINING.explainerDigest(), digest(words, TreeShap.TABLE_BUDGET));
  }

  /** Tables and the recurrence may differ in the last bits. */
  @Test
  void anotherTableBudgetIsAnotherExplanation() {
    ReasonCatalogue words = FixedReleases.catalogue();
    assertNotEquals(digest(words, TreeShap.TABLE_BUDGET), digest(words, 0));
    assertEquals("2 of 2 trees", EXPLAINING.tables());
  }

  private static String digest(ReasonCatalogue words, long tableBudget) {
    return Explaining.digest(FixedReleases.APPRENTICES, words, tableBudget);
  }

  private static Explaining explaining(ScoringModel model) {
    return new Explaining(
        model,
        "hessian",
        FixedReleases.APPRENTICES,
        FixedReleases.catalogue(),
        TreeShap.TABLE_BUDGET);
  }

  private static ExplainingResult explain(Prediction prediction) {
    return EXPLAINING.explain(List.of(prediction)).getFirst();
  }

  private static Explanation explained(ExplainingResult result) {
    return assertInstanceOf(Explained.class, result).explanation();
  }

  private static Prediction with(Doubles vector, Score score) {
    return FixedReleases.prediction(STUMPS, 5, score, List.of(), vector);
  }

  private static void assertUnexplainable(String reason, ExplainingResult result) {
    Unexplainable found = assertInstanceOf(Unexplainable.class, result);
    assertEquals(ReasonCode.EXPLAIN_FAILED, found.code());
    assertTrue(found.reason().equals(reason), found.reason());
  }
}
