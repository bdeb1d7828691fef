// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.openinference;

import dev.probity.topics.profile.CodeBook;
import dev.probity.topics.profile.Feature;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is told about a model: the features it wants, the outputs it has, the versions there are.
 *
 * @param name the name of the model
 * @param versions the retained versions
 * @param properties further facts by name
 * @param inputs one tensor for each feature
 * @param outputs the tensors an answer may have
 */
public record ModelDescription(
    String name,
    List<String> versions,
    Map<String, String> properties,
    List<TensorDescription> inputs,
    List<TensorDescription> outputs) {
  /** How the model runs, as the protocol calls it. */
  public static final String PLATFORM = "probity_trees";

  /**
   * A tensor that is wanted or given.
   *
   * @param name its name
   * @param datatype what its elements are
   * @param shape its dimensions, -1 for the rows
   * @param parameters label, unit, the values that exist and, of codes, the label of each
   */
  public record TensorDescription(
      String name, Datatype datatype, List<Long> shape, Map<String, Object> parameters) {}

  /**
   * Describes a model.
   *
   * @param serving the version that scores when none is asked for
   * @param asked the version that is described
   * @param digest the digest of that version
   */
  public static ModelDescription of(
      String name,
      Profile profile,
      List<String> versions,
      String serving,
      String asked,
      String digest) {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("probity.serving_version", serving);
    properties.put("probity.version", asked);
    properties.put("probity.digest", digest);
    properties.put("probity.profile", profile.name());
    properties.put("probity.profile_digest", profile.digest());
    properties.put("probity.positive", profile.target().positive());
    List<TensorDescription> inputs =
        profile.features().stream().map(ModelDescription::input).toList();
    for (Feature feature : profile.features()) {
      properties.put("label." + feature.name(), feature.facts().label());
      properties.put("unit." + feature.name(), feature.facts().unit());
    }
    int columns = profile.features().size() + 1;
    return new ModelDescription(
        name,
        versions,
        properties,
        inputs,
        List.of(
            output(OutputPlan.PREDICT, Datatype.BYTES, List.of(-1L), "the band"),
            output(
                OutputPlan.PREDICT_PROBA,
                Datatype.FP64,
                List.of(-1L, 2L),
                "calibrated probabilities: "
                    + (profile.target().band(false) + ", " + profile.target().band(true))),
            output(
                OutputPlan.EXPLAIN,
                Datatype.FP64,
                List.of(-1L, (long) columns),
                "contributions in log-odds, then the base value; only when asked for")));
  }

  private static TensorDescription output(
      String name, Datatype datatype, List<Long> shape, String label) {
    return new TensorDescription(name, datatype, shape, Map.of("label", label));
  }

  private static TensorDescription input(Feature feature) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("label", feature.facts().label());
    parameters.put("unit", feature.facts().unit());
    switch (feature) {
      case Feature.Numeric numeric -> {
        parameters.put("low", numeric.low());
        parameters.put("high", numeric.high());
      }
      case Feature.Ordinal ordinal -> parameters.put("codes", codes(ordinal.codes()));
      case Feature.Categorical categorical -> parameters.put("codes", codes(categorical.codes()));
    }
    return new TensorDescription(
        feature.name(), RowTrial.datatype(feature), List.of(-1L), parameters);
  }

  private static Map<String, String> codes(CodeBook codes) {
    Map<String, String> labels = new LinkedHashMap<>();
    codes.labels().forEach((code, label) -> labels.put(plain(code), label));
    return labels;
  }

  private static String plain(AttributeValue code) {
    return switch (code) {
      case AttributeValue.Number(double value) -> Long.toString((long) value);
      case AttributeValue.Text(String value) -> value;
      case AttributeValue.Missing() -> "null";
    };
  }
}
