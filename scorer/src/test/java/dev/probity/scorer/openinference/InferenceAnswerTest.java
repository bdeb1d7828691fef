// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Explanations;
import dev.probity.topics.Predictions;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Prediction;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InferenceAnswerTest {
  private static final Prediction PREDICTION = Predictions.example();
  private static final Explanation EXPLANATION = Explanations.example();

  private static InferenceAnswer answer(RequestedOutput... outputs) {
    InferenceRequest request = new InferenceRequest(null, null, List.of(), List.of(outputs), false);
    OutputPlan.Planned plan = assertInstanceOf(OutputPlan.Planned.class, OutputPlan.of(request));
    return InferenceAnswer.of(
        "m", "7", plan, "no", "yes", List.of(PREDICTION), List.of(EXPLANATION));
  }

  @Test
  @DisplayName("RT-53: the ids of candidate and prediction come with each row")
  void unaskedBandAndProbabilitiesAreAnswered() {
    // When
    EncodedAnswer encoded = EncodedAnswer.of(answer());
    String json = new String(encoded.body().toArray(), UTF_8);

    // Then
    assertFalse(encoded.isBinary());
    assertTrue(json.contains("\"model_version\":\"" + PREDICTION.modelVersion() + "\""), json);
    assertTrue(
        json.contains("\"probity_candidate_ids\":\"" + PREDICTION.candidateId() + "\""), json);
    assertTrue(json.contains("\"probity_prediction_ids\":\"" + PREDICTION.id() + "\""), json);
    assertTrue(json.contains("\"data\":[\"" + PREDICTION.band() + "\"]"), json);
    assertTrue(json.contains("\"columns\":\"no,yes\""), json);
    assertFalse(json.contains("explain"), json);
  }

  @Test
  @DisplayName("RT-44: the margin is explained, exactly: its parts and the base value")
  void explanationIsAnsweredWhenAskedFor() {
    // When
    InferenceAnswer.Output output = answer(new RequestedOutput("explain", false)).outputs().get(0);

    // Then
    Column.Numbers numbers = (Column.Numbers) output.tensor().data();
    int width = EXPLANATION.contributions().size() + 1;
    assertEquals(List.of(1L, (long) width), output.tensor().shape());
    double sum = EXPLANATION.residual();
    for (int i = 0; i < width; i++) {
      sum += numbers.at(i);
    }
    assertEquals(EXPLANATION.margin(), sum, 1e-9);
    assertTrue(output.columns().endsWith(",base_value"), output.columns());
  }

  @Test
  void binaryOutputsStandBehindTheJsonPart() {
    // When
    EncodedAnswer encoded =
        EncodedAnswer.of(
            answer(
                new RequestedOutput("predict_proba", true), new RequestedOutput("predict", false)));

    // Then
    assertTrue(encoded.isBinary());
    assertEquals(16, encoded.body().length() - encoded.jsonLength());
    String json = new String(encoded.body().toArray(), 0, encoded.jsonLength(), UTF_8);
    assertTrue(json.contains("\"binary_data_size\":16"), json);
  }

  @Test
  void unknownAndRepeatedOutputsAreRefused() {
    for (List<RequestedOutput> outputs :
        List.of(
            List.of(new RequestedOutput("predict", false), new RequestedOutput("odds", false)),
            List.of(new RequestedOutput("predict", false), new RequestedOutput("predict", true)))) {
      assertInstanceOf(
          OutputPlan.Refused.class,
          OutputPlan.of(new InferenceRequest(null, null, List.of(), outputs, false)));
    }
  }
}
