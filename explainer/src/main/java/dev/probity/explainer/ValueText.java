// SPDX-License-Identifier: Apache-2.0
package dev.probity.explainer;

import dev.probity.model.Categories;
import dev.probity.model.Feature;
import dev.probity.topics.profile.CodeBook;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The words for the values of one column.
 *
 * @param name the name of the feature
 * @param label its name for people
 * @param words the words by encoded value; empty for a quantity
 * @param quantity the words for a number: {@code {number}}
 * @param missing the words for a value that was not given
 * @param unseen the words for a code the release was not trained on
 * @param unseenFlag the flag of such a prediction
 */
record ValueText(
    String name,
    String label,
    Map<Integer, String> words,
    String quantity,
    String missing,
    String unseen,
    String unseenFlag) {
  ValueText {
    words = Map.copyOf(words);
  }

  static ValueText of(ReasonCatalogue catalogue, Profile profile, Feature feature) {
    dev.probity.topics.profile.Feature described = profile.feature(feature.name());
    if (described == null) {
      throw new IllegalArgumentException(
          "feature " + feature.name() + " is not in profile " + profile.name());
    }
    return new ValueText(
        feature.name(),
        described.facts().label(),
        words(feature, codes(described)),
        catalogue.quantity().replace("{unit}", described.facts().unit()),
        catalogue.missing(),
        catalogue.unseen(),
        "unseen:" + feature.name());
  }

  private static @Nullable CodeBook codes(dev.probity.topics.profile.Feature described) {
    return switch (described) {
      case dev.probity.topics.profile.Feature.Numeric numeric -> null;
      case dev.probity.topics.profile.Feature.Ordinal ordinal -> ordinal.codes();
      case dev.probity.topics.profile.Feature.Categorical categorical -> categorical.codes();
    };
  }

  private static Map<Integer, String> words(Feature feature, @Nullable CodeBook codes) {
    if (codes == null) {
      return Map.of();
    }
    return switch (feature) {
      case Feature.Numeric numeric ->
          codes.labels().entrySet().stream()
              .filter(entry -> entry.getKey() instanceof AttributeValue.Number)
              .collect(
                  Collectors.toMap(
                      entry -> (int) ((AttributeValue.Number) entry.getKey()).value(),
                      Map.Entry::getValue));
      case Feature.Categorical categorical -> indexed(known(categorical.categories()), codes);
    };
  }

  private static List<AttributeValue> known(Categories categories) {
    Stream<AttributeValue> known =
        switch (categories) {
          case Categories.Codes(List<Integer> codes) -> codes.stream().map(AttributeValue::of);
          case Categories.Labels(List<String> labels) -> labels.stream().map(AttributeValue::of);
        };
    return known.toList();
  }

  private static Map<Integer, String> indexed(List<AttributeValue> known, CodeBook codes) {
    Map<Integer, String> words = new java.util.HashMap<>();
    for (int index = 0; index < known.size(); index++) {
      String label = codes.label(known.get(index));
      if (label != null) {
        words.put(index, label);
      }
    }
    return words;
  }

  /** The words for an encoded value. */
  String words(float value, List<String> flags) {
    if (Float.isNaN(value)) {
      return flags.contains(unseenFlag) ? unseen : missing;
    }
    boolean whole = value == (float) Math.rint(value) && Math.abs(value) < 1 << 24;
    String label = whole ? words.get((int) value) : null;
    if (label != null) {
      return label;
    }
    return quantity.replace(
        "{number}", whole ? Integer.toString((int) value) : Float.toString(value));
  }
}
