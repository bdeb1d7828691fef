// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.Prediction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is answered: the recorded predictions as tensors.
 *
 * @param model the name of the model
 * @param version the version that scored the first row
 * @param id the caller's id, or one made here
 * @param parameters by row and joined by commas: candidate ids, prediction ids and, when a switch
 *     fell into the request, versions
 * @param outputs the tensors in the order asked for
 */
public record InferenceAnswer(
    String model, String version, String id, Map<String, String> parameters, List<Output> outputs) {
  /** The parameter with the candidate ids. */
  public static final String CANDIDATE_IDS = "probity_candidate_ids";

  /** The parameter with the prediction ids. */
  public static final String PREDICTION_IDS = "probity_prediction_ids";

  /** The parameter with the versions, when there are several. */
  public static final String VERSIONS = "probity_model_versions";

  /** The parameter of {@code explain} with the names of its columns. */
  public static final String COLUMNS = "columns";

  /** The last column of {@code explain}. */
  public static final String BASE_VALUE = "base_value";

  /**
   * One output.
   *
   * @param tensor its elements
   * @param binary whether as bytes
   * @param columns the names of its columns, joined by commas; empty when it has one
   */
  public record Output(Tensor tensor, boolean binary, String columns) {}

  /** Copies lists and maps. */
  public InferenceAnswer {
    parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    outputs = List.copyOf(outputs);
  }

  /**
   * Builds the answer.
   *
   * @param negative the name of the class that is not positive
   * @param positive the name of the positive class
   * @param predictions by row
   * @param explanations by row; empty when nobody asked
   */
  public static InferenceAnswer of(
      String model,
      String id,
      OutputPlan.Planned plan,
      String negative,
      String positive,
      List<Prediction> predictions,
      List<Explanation> explanations) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(CANDIDATE_IDS, joined(predictions, Prediction::candidateId));
    parameters.put(PREDICTION_IDS, joined(predictions, Prediction::id));
    if (predictions.stream().map(Prediction::modelVersion).distinct().count() > 1) {
      parameters.put(VERSIONS, joined(predictions, Prediction::modelVersion));
    }
    List<Output> outputs = new ArrayList<>();
    for (RequestedOutput one : plan.outputs()) {
      outputs.add(
          switch (one.name()) {
            case OutputPlan.PREDICT -> new Output(bands(predictions), one.binary(), "");
            case OutputPlan.PREDICT_PROBA ->
                new Output(probabilities(predictions), one.binary(), negative + "," + positive);
            default -> new Output(contributions(explanations), one.binary(), columns(explanations));
          });
    }
    return new InferenceAnswer(
        model, predictions.getFirst().modelVersion(), id, parameters, outputs);
  }

  private static String joined(List<Prediction> predictions, Function<Prediction, String> part) {
    return predictions.stream().map(part).collect(Collectors.joining(","));
  }

  private static Tensor bands(List<Prediction> predictions) {
    return new Tensor(
        OutputPlan.PREDICT,
        Datatype.BYTES,
        List.of((long) predictions.size()),
        new Column.Texts(predictions.stream().map(Prediction::band).toList()));
  }

  private static Tensor probabilities(List<Prediction> predictions) {
    double[] values = new double[2 * predictions.size()];
    for (int i = 0; i < predictions.size(); i++) {
      double positive = predictions.get(i).probability();
      values[2 * i] = 1 - positive;
      values[2 * i + 1] = positive;
    }
    return new Tensor(
        OutputPlan.PREDICT_PROBA,
        Datatype.FP64,
        List.of((long) predictions.size(), 2L),
        Column.of(values, values.length));
  }

  private static Tensor contributions(List<Explanation> explanations) {
    int width = explanations.getFirst().contributions().size() + 1;
    double[] values = new double[width * explanations.size()];
    int at = 0;
    for (Explanation one : explanations) {
      for (Contribution contribution : one.contributions()) {
        values[at++] = contribution.value();
      }
      values[at++] = one.baseValue();
    }
    return new Tensor(
        OutputPlan.EXPLAIN,
        Datatype.FP64,
        List.of((long) explanations.size(), (long) width),
        Column.of(values, values.length));
  }

  private static String columns(List<Explanation> explanations) {
    return explanations.getFirst().contributions().stream()
        .map(Contribution::feature)
        .collect(Collectors.joining(",", "", "," + BASE_VALUE));
  }
}
