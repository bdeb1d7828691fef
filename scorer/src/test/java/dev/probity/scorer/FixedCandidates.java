// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer;

import dev.probity.topics.profile.CodeBook;
import dev.probity.topics.profile.Feature;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Candidates that keep a profile's rules, drawn with a seed; they are nobody. */
public final class FixedCandidates {
  private FixedCandidates() {}

  /** The candidate of this number. */
  public static Candidate of(Profile profile, long number) {
    SplittableRandom random = new SplittableRandom(number);
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    for (Feature feature : profile.features()) {
      attributes.put(feature.name(), value(feature, random));
    }
    Map<String, AttributeValue> hidden = new LinkedHashMap<>();
    profile
        .protectedAttributes()
        .forEach(attribute -> hidden.put(attribute.name(), code(attribute.codes(), random, 0)));
    return new Candidate(
        "C-" + number,
        Purpose.DECISION,
        profile.name(),
        attributes,
        Protected.of(hidden),
        Provenance.UNKNOWN);
  }

  /** The same candidate with one attribute changed. */
  public static Candidate with(Candidate candidate, String name, AttributeValue value) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>(candidate.attributes());
    attributes.put(name, value);
    return new Candidate(
        candidate.id(),
        candidate.purpose(),
        candidate.profile(),
        attributes,
        candidate.protectedAttributes(),
        candidate.provenance());
  }

  private static AttributeValue value(Feature feature, SplittableRandom random) {
    return switch (feature) {
      case Feature.Numeric numeric -> {
        double at = numeric.low() + random.nextDouble() * (numeric.high() - numeric.low());
        yield AttributeValue.of(numeric.whole() ? Math.rint(at) : at);
      }
      case Feature.Ordinal ordinal -> code(ordinal.codes(), random, 0);
      case Feature.Categorical categorical -> code(categorical.codes(), random, 1);
    };
  }

  private static AttributeValue code(CodeBook codes, SplittableRandom random, int leaveOut) {
    List<AttributeValue> all = new ArrayList<>(codes.labels().keySet());
    return all.get(random.nextInt(all.size() - leaveOut));
  }
}
