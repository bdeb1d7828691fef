// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Encoding;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Fixtures;
import dev.probity.model.Score;
import dev.probity.model.ScoringModel;
import dev.probity.model.codec.Json;
import dev.probity.model.shap.ShapRecurrence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class SelfTestTest {
  private final ScoringModel model = Fixtures.model();
  private final List<SelfTestRow> rows =
      SelfTestRows.construct(model, Map.of("OCCP", new Json.NumberValue("15")), 42, 40);

  @Test
  void rowsHoldWhatTheyMust() {
    assertTrue(holds(row -> attributes(row).find("HOURS") == null), "HOURS missing");
    assertTrue(holds(row -> attributes(row).find("CITY") == null), "CITY missing");
    assertTrue(rows.stream().allMatch(row -> attributes(row).find("PAY") != null), "PAY refuses");
    assertTrue(holds(row -> number(row, "HOURS") == 1), "low end");
    assertTrue(holds(row -> number(row, "HOURS") == 99), "high end");
    assertTrue(holds(row -> number(row, "OCCP") == 15), "unseen");
    assertTrue(holds(row -> probability(row) > 0.5), "positive");
    assertTrue(holds(row -> probability(row) <= 0.5), "negative");
    double nearest = rows.stream().mapToDouble(r -> Math.abs(probability(r) - 0.5)).min().orElse(1);
    assertTrue(nearest < 0.13, "nearest this model can draw: " + nearest);
    assertTrue(rows.stream().filter(row -> !row.contributions().isEmpty()).count() >= 4);
  }

  @Test
  void rowsReadBackAsWritten() {
    byte[] bytes = SelfTestRow.write(rows);
    assertEquals(rows, SelfTestRow.read(bytes, 4));
  }

  @Test
  void seedDecidesTheRows() {
    assertEquals(
        rows, SelfTestRows.construct(model, Map.of("OCCP", new Json.NumberValue("15")), 42, 40));
    assertTrue(!rows.equals(SelfTestRows.construct(model, Map.of(), 43, 40)));
  }

  @Test
  void faithfulPathPasses() {
    // When
    SelfTest.Verdict verdict = SelfTest.run(rows, path(model, 0));
    // Then
    SelfTest.Passed passed = assertInstanceOf(SelfTest.Passed.class, verdict);
    assertEquals(40, passed.rows());
    assertEquals(5, passed.explained());
    assertEquals(0, passed.largestDifference());
  }

  @Test
  void oneBitOfOneMarginFails() {
    // Given
    List<SelfTestRow> changed = new ArrayList<>(rows);
    SelfTestRow row = rows.get(17);
    changed.set(
        17,
        new SelfTestRow(
            row.candidate(),
            row.vector(),
            row.margin() ^ 1,
            row.probability(),
            row.contributions()));
    // When
    SelfTest.Verdict verdict = SelfTest.run(changed, path(model, 0));
    // Then
    assertEquals(new SelfTest.Failed(18, "margin differs"), verdict);
  }

  @Test
  void rawCodesInPlaceOfIndexesFail() {
    // Given
    Function<byte[], Served> skewed =
        bytes -> {
          Json.ObjectValue attributes = Json.parseObject(bytes).object("attributes");
          float[] vector = new float[4];
          model.spec().encode(Fixtures.raw(attributes), vector);
          vector[2] = (float) Fixtures.raw(attributes).number("OCCP");
          Score score = model.score(vector);
          return new Served.Scored(vector, score.margin(), score.probability(), null);
        };
    // When
    SelfTest.Verdict verdict = SelfTest.run(rows, skewed);
    // Then
    assertEquals("vector differs at position 2", ((SelfTest.Failed) verdict).what());
  }

  @Test
  void contributionsBeyondToleranceFail() {
    assertInstanceOf(SelfTest.Passed.class, SelfTest.run(rows, path(model, 5e-10)));
    assertEquals(
        new SelfTest.Failed(1, "contributions differ"), SelfTest.run(rows, path(model, 2e-9)));
    assertEquals(
        new SelfTest.Failed(1, "contributions differ"),
        SelfTest.run(rows, path(model, Double.NaN)));
  }

  @Test
  void refusedRowFails() {
    assertEquals(
        new SelfTest.Failed(1, "not scored: range"),
        SelfTest.run(rows, bytes -> new Served.NotScored("range")));
  }

  private static Function<byte[], Served> path(ScoringModel model, double error) {
    FeatureSpec spec = model.spec();
    ShapRecurrence shap = new ShapRecurrence(model.ensemble());
    return bytes -> {
      float[] vector = new float[spec.size()];
      Json.ObjectValue attributes = Json.parseObject(bytes).object("attributes");
      assertInstanceOf(Encoding.Encoded.class, spec.encode(Fixtures.raw(attributes), vector));
      Score score = model.score(vector);
      double[] contributions = shap.explain(vector).contributions();
      contributions[1] += error;
      return new Served.Scored(vector, score.margin(), score.probability(), contributions);
    };
  }

  private boolean holds(Predicate<SelfTestRow> condition) {
    return rows.stream().anyMatch(condition);
  }

  private static Json.ObjectValue attributes(SelfTestRow row) {
    return row.candidate().object("attributes");
  }

  private static double number(SelfTestRow row, String name) {
    return Fixtures.raw(attributes(row)).number(name);
  }

  private static double probability(SelfTestRow row) {
    return Double.longBitsToDouble(row.probability());
  }
}
