// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import dev.probity.topics.value.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The data dictionary of a use case: what is known about a candidate, by what people must not be
 * treated worse, what is predicted, and what a model must reach.
 *
 * @param name the name, as in candidates and configuration
 * @param title the name for people
 * @param description what the use case is about
 * @param source where the data and labels come from
 * @param licence under which terms they may be used
 * @param groupField the column whose equal values belong together and are never split between
 *     training and test, for example a household
 * @param features what a model may read, in the order of the profile
 * @param protectedAttributes by what people must not be treated worse
 * @param target what is predicted
 * @param fairness what counts as unfair
 * @param gate what a model must reach before it may serve
 * @param alarms how far monitored means may move
 * @param digest the SHA-256 of the profile's bytes
 */
public record Profile(
    String name,
    String title,
    String description,
    String source,
    String licence,
    String groupField,
    List<Feature> features,
    List<ProtectedAttribute> protectedAttributes,
    Target target,
    FairnessPolicy fairness,
    PromotionGate gate,
    AlarmTolerances alarms,
    String digest) {

  /** Checks and copies the components. */
  public Profile {
    Check.text(name, "name");
    Check.text(title, "title");
    Check.text(description, "description");
    Check.text(source, "source");
    Check.text(licence, "licence");
    Check.text(groupField, "groupField");
    features = Check.copy(features, "features");
    protectedAttributes = Check.copy(protectedAttributes, "protectedAttributes");
    Check.that(!features.isEmpty(), "features", "at least one");
    Check.present(target, "target");
    Check.present(fairness, "fairness");
    Check.present(gate, "gate");
    Check.present(alarms, "alarms");
    Check.digest(digest, "digest");
    distinct(features, Feature::name, "features");
    distinct(protectedAttributes, ProtectedAttribute::name, "protected");
    for (String attribute : gate.blockOn()) {
      Check.that(
          protectedAttributes.stream().anyMatch(one -> one.name().equals(attribute)),
          "gate",
          "one that blocks on protected attributes only");
    }
    for (Feature feature : features) {
      Check.that(!feature.name().equals(target.source()), "target", "not one of the features");
    }
  }

  private static <T> void distinct(List<T> all, Function<T, String> name, String component) {
    Set<String> seen = new HashSet<>();
    for (T one : all) {
      Check.that(seen.add(name.apply(one)), component, "names that occur once");
    }
  }

  /** The feature of that name, or null. */
  public @Nullable Feature feature(String named) {
    for (Feature feature : features) {
      if (feature.name().equals(named)) {
        return feature;
      }
    }
    return null;
  }

  /** The protected attribute of that name, or null. */
  public @Nullable ProtectedAttribute protectedAttribute(String named) {
    for (ProtectedAttribute attribute : protectedAttributes) {
      if (attribute.name().equals(named)) {
        return attribute;
      }
    }
    return null;
  }

  /** The names of the features, in the order of the profile. */
  public List<String> featureNames() {
    return features.stream().map(Feature::name).toList();
  }
}
