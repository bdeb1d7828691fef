// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.monitor.MonitorMode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be asked, and what is refused with a reason. */
class EvaluationConfigReaderTest {
  private static final String LEAST =
      "\"probability\": \"p\", \"prediction\": \"h\", \"target\": \"y\"";

  private static EvaluationConfig with(String more) {
    return CarLoanRows.config("{" + LEAST + (more.isEmpty() ? "" : ", " + more) + "}");
  }

  @Test
  void threeColumnsAreEnough() {
    // When
    EvaluationConfig config = with("");

    // Then
    assertEquals(ChunkPolicy.DEFAULT, config.chunks());
    assertEquals(ChunkPolicy.Rest.KEEP, config.rest());
    assertEquals(MonitorMode.PROBITY, config.mode());
    assertEquals(CellNorm.ALL, config.cells(), "our mode has rates");
    assertEquals(11, config.metrics().size());
    assertTrue(config.calibrated());
    assertFalse(config.exact());
    assertNull(config.value());
    assertEquals(List.of("p", "h"), config.columns().needed());
  }

  @Test
  void everyKeyIsRead() {
    // When
    EvaluationConfig config =
        with(
            """
            "timestamp": "t", "continuous": ["a"], "categorical": ["k"], "chunk": {"period": "Q"},
            "mode": "compat", "metrics": ["business_value", "confusion_matrix", "f1"],
            "incomplete": "drop", "business_value": [[1, -2], [-5, 3]], "calibrator": "none",
            "normalize": {"confusion_matrix": "true", "business_value": "per_prediction"},
            "exact": true, "protected": {"sex": "1"},
            "thresholds": {"f1": {"lower": 0.5, "upper": null},
              "confusion_matrix": {"type": "standard_deviation", "std_lower_multiplier": null,
                                   "std_upper_multiplier": 2}}
            """);

    // Then
    assertEquals(new ChunkPolicy.Calendar(ChunkPolicy.Unit.Q), config.chunks());
    assertEquals(ChunkPolicy.Rest.DROP, config.rest());
    assertEquals(MonitorMode.COMPAT, config.mode());
    assertEquals(
        List.of(
            "business_value",
            "true_positive",
            "true_negative",
            "false_positive",
            "false_negative",
            "f1"),
        config.metrics());
    assertEquals(new BusinessValue(1, -2, -5, 3), config.value());
    assertEquals(CellNorm.TRUE, config.cells());
    assertTrue(config.perPrediction());
    assertTrue(config.exact());
    assertFalse(config.calibrated());
    assertEquals(Map.of("sex", "1"), config.columns().privileged());
    assertEquals(new ThresholdRule.Fixed(.5, Double.NaN), config.rule("f1", ThresholdRule.BOTH));
    assertEquals(
        new ThresholdRule.Deviations(Double.NaN, 2),
        config.rule("false_negative", ThresholdRule.BOTH));
    assertEquals(ThresholdRule.BOTH, config.rule("recall", ThresholdRule.BOTH));
    assertEquals(List.of("a", "k", "sex", "p", "h", "t"), config.columns().needed());
  }

  @ParameterizedTest
  @CsvSource({
    "'', ALL, false",
    "'\"mode\": \"compat\"', NONE, false",
    "'\"normalize\": null', NONE, false",
    "'\"normalize\": \"none\"', NONE, false",
    "'\"normalize\": \"pred\"', PRED, false",
    "'\"mode\": \"compat\", \"normalize\": \"per_prediction\"', NONE, true",
  })
  void oneWordNormalizesWhatItFits(String more, CellNorm cells, boolean perPrediction) {
    assertEquals(cells, with(more).cells());
    assertEquals(perPrediction, with(more).perPrediction());
  }

  @ParameterizedTest
  @CsvSource({
    "'\"colour\": 1', unknown keys [colour]",
    "'\"chunk\": {\"size\": 0}', chunk.size: expected a whole number",
    "'\"chunk\": {\"size\": 5, \"number\": 5}', chunk: expected one of",
    "'\"chunk\": {\"rows\": 5}', unknown keys [rows]",
    "'\"chunk\": {\"period\": \"F\"}', chunk.period: expected",
    "'\"chunk\": 5', member chunk is not an object",
    "'\"mode\": \"old\"', mode: expected",
    "'\"metrics\": [\"fl\"]', metrics: expected names among",
    "'\"metrics\": [\"business_value\"]', expected a matrix business_value",
    "'\"incomplete\": \"lose\"', incomplete: expected",
    "'\"normalize\": \"half\"', normalize: expected",
    "'\"business_value\": [[1, 2]]', business_value: expected",
    "'\"business_value\": [[1, 2], [3, \"4\"]]', business_value: expected four numbers",
    "'\"thresholds\": {\"fl\": {}}', thresholds.fl: expected a name among",
    "'\"thresholds\": {\"f1\": {\"low\": 1}}', thresholds.f1 has unknown keys [low]",
    "'\"thresholds\": {\"f1\": {\"lower\": 1, \"upper\": 0}}', must be below",
    "'\"thresholds\": {\"f1\": {\"type\": \"constant\", \"std_upper_multiplier\": 1}}', expected",
    "'\"thresholds\": {\"f1\": {\"std_upper_multiplier\": -1}}', at least 0",
    "'\"calibrator\": \"platt\"', calibrator: expected",
    "'\"exact\": \"yes\"', member exact is not a boolean",
    "'\"continuous\": [\"p\"]', column p is named twice",
    "'\"categorical\": [\"\"]', has no name",
  })
  void whatIsWrongIsNamed(String more, String why) {
    String message = assertThrows(IllegalArgumentException.class, () -> with(more)).getMessage();
    assertTrue(message.contains(why), message);
  }
}
