// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.profile.CodeBook;
import dev.probity.topics.profile.Feature;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.value.Bytes;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a prediction was made from, in words a person can check. The protected attributes are not
 * among it: no release reads them unless its profile says so, and nobody needs them to judge one
 * decision.
 */
public final class InputView {
  private static final String UNSEEN = "unseen:";

  private InputView() {}

  /**
   * One feature of the input.
   *
   * @param name the name, as in the candidate's attributes
   * @param label the name for people
   * @param unit the unit of the value, {@code code} for codes
   * @param value the value as it was sent; {@link AttributeValue#MISSING} when it was not
   * @param meaning the label of a code; null for quantities and for codes without one
   * @param unseen whether the release was not trained on the code and took it as missing
   */
  public record Row(
      String name,
      String label,
      String unit,
      AttributeValue value,
      @Nullable String meaning,
      boolean unseen) {

    /** Whether the candidate came without the value. */
    public boolean missing() {
      return value instanceof AttributeValue.Missing;
    }
  }

  /**
   * The input of an answer.
   *
   * @param answer the answer
   * @param profiles the use cases known here
   * @return the features in the order of the profile; null when the candidate's record is not held,
   *     is another than the prediction's, or is of no known use case
   */
  public static @Nullable List<Row> of(Answer answer, Collection<Profile> profiles) {
    Bytes bytes = answer.inputAsUsed();
    if (bytes == null
        || !(Topics.CANDIDATES.codec().decode(bytes.toArray())
            instanceof Decoded.Valid<?>(Candidate candidate))) {
      return null;
    }
    Prediction prediction = answer.predicted();
    List<String> flags = prediction == null ? List.of() : prediction.flags();
    for (Profile profile : profiles) {
      if (profile.name().equals(candidate.profile())) {
        return profile.features().stream().map(one -> row(one, candidate, flags)).toList();
      }
    }
    return null;
  }

  private static Row row(Feature feature, Candidate candidate, List<String> flags) {
    AttributeValue value =
        candidate.attributes().getOrDefault(feature.name(), AttributeValue.MISSING);
    CodeBook codes =
        switch (feature) {
          case Feature.Numeric numeric -> null;
          case Feature.Ordinal ordinal -> ordinal.codes();
          case Feature.Categorical categorical -> categorical.codes();
        };
    return new Row(
        feature.name(),
        feature.facts().label(),
        feature.facts().unit(),
        value,
        codes == null ? null : codes.label(value),
        flags.contains(UNSEEN + feature.name()));
  }
}
