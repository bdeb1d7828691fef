// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.profile;

import dev.probity.topics.record.AttributeDomain;
import dev.probity.topics.record.AttributeDomain.Interval;
import dev.probity.topics.record.AttributeDomain.OrMissing;
import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.ReasonCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules a candidate must keep under a profile: required values, types, ranges, code-books, no
 * extra fields. The one validator of every door: intake calls it, and scorer calls it again,
 * because HR systems may write to the topic themselves. Built once per profile, used by any thread.
 */
public final class CandidateRules {
  private static final Interval NUMBERS = new Interval(-Double.MAX_VALUE, Double.MAX_VALUE, false);

  private final Profile profile;
  private final Map<String, AttributeDomain> protectedDomains;

  private CandidateRules(Profile profile) {
    this.profile = profile;
    this.protectedDomains =
        profile.protectedAttributes().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    ProtectedAttribute::name, attribute -> attribute.codes().domain()));
  }

  /** The rules of this profile. */
  public static CandidateRules of(Profile profile) {
    return new CandidateRules(profile);
  }

  /** Checks the candidate and names every broken rule. */
  public CandidateVerdict check(Candidate candidate) {
    if (!candidate.profile().equals(profile.name())) {
      return new CandidateVerdict.Invalid(
          List.of(new Violation(ReasonCode.MODEL_MISSING, "/profile", profile.name())));
    }
    List<Violation> violations = new ArrayList<>();
    checkFeatures(candidate.attributes(), violations);
    checkProtected(candidate.protectedAttributes(), violations);
    return violations.isEmpty()
        ? new CandidateVerdict.Valid()
        : new CandidateVerdict.Invalid(violations);
  }

  /**
   * Checks that the event does not claim a time too far from its arrival; history may lie as far
   * back as it likes.
   *
   * @param happened the event's own time
   * @param arrived when it arrived here or at the broker
   * @param maxSkew the largest distance allowed
   * @return the broken rule, or null
   */
  public static @Nullable Violation checkTime(
      Purpose purpose, Instant happened, Instant arrived, Duration maxSkew) {
    return switch (purpose) {
      case HISTORY -> null;
      case DECISION ->
          Duration.between(happened, arrived).abs().compareTo(maxSkew) <= 0
              ? null
              : new Violation(ReasonCode.CLOCK_SKEW, "/time", "within " + maxSkew + " of arrival");
    };
  }

  private void checkFeatures(Map<String, AttributeValue> attributes, List<Violation> violations) {
    int known = 0;
    for (Feature feature : profile.features()) {
      AttributeValue value = attributes.get(feature.name());
      if (value != null) {
        known++;
      }
      Violation violation = check(feature, value);
      if (violation != null) {
        violations.add(violation);
      }
    }
    if (known < attributes.size()) {
      for (String name : attributes.keySet()) {
        if (profile.feature(name) == null) {
          violations.add(extra("attributes", name));
        }
      }
    }
  }

  private static @Nullable Violation check(Feature feature, @Nullable AttributeValue value) {
    if (value == null || value instanceof AttributeValue.Missing) {
      return switch (feature.facts().missing()) {
        case ALLOW -> null;
        case REFUSE ->
            violation(
                feature,
                value == null ? ReasonCode.SCHEMA : ReasonCode.TYPE,
                value == null ? "present" : "not null");
      };
    }
    if (feature.admits(value)) {
      return null;
    }
    return switch (feature) {
      case Feature.Numeric numeric -> outside(numeric, value);
      case Feature.Ordinal ordinal -> outside(ordinal, ordinal.codes(), value);
      case Feature.Categorical categorical -> outside(categorical, categorical.codes(), value);
    };
  }

  private static Violation outside(Feature.Numeric feature, AttributeValue value) {
    boolean typed =
        value instanceof AttributeValue.Number(double number)
            && (!feature.whole() || number == Math.rint(number));
    return typed
        ? violation(feature, ReasonCode.RANGE, between(feature.low(), feature.high()))
        : violation(feature, ReasonCode.TYPE, feature.whole() ? "a whole number" : "a number");
  }

  private static Violation outside(Feature feature, CodeBook codes, AttributeValue value) {
    return typed(codes, value)
        ? violation(feature, ReasonCode.RANGE, codes.expected())
        : violation(feature, ReasonCode.TYPE, type(codes));
  }

  private static boolean typed(CodeBook codes, AttributeValue value) {
    return switch (value) {
      case AttributeValue.Number(double number) -> codes.numeric() && number == Math.rint(number);
      case AttributeValue.Text text -> !codes.numeric();
      case AttributeValue.Missing missing -> false;
    };
  }

  private static String type(CodeBook codes) {
    return codes.numeric() ? "a whole number" : "a text";
  }

  private static Violation violation(Feature feature, ReasonCode code, String expected) {
    return new Violation(code, Violation.pointer("attributes", feature.name()), expected);
  }

  /** The protected values stay closed: only their domains are asked. */
  private void checkProtected(Protected sent, List<Violation> violations) {
    for (ProtectedAttribute attribute : profile.protectedAttributes()) {
      Violation violation = check(attribute, sent);
      if (violation != null) {
        violations.add(violation);
      }
    }
    for (String name : sent.names()) {
      if (!protectedDomains.containsKey(name)) {
        violations.add(extra("protected", name));
      }
    }
  }

  private @Nullable Violation check(ProtectedAttribute attribute, Protected sent) {
    String name = attribute.name();
    AttributeDomain domain = protectedDomains.getOrDefault(name, NUMBERS);
    if (isInside(sent, name, domain)) {
      return null;
    }
    if (isInside(sent, name, new OrMissing(domain))) {
      boolean given = sent.names().contains(name);
      return switch (attribute.missing()) {
        case ALLOW -> null;
        case REFUSE ->
            new Violation(
                given ? ReasonCode.TYPE : ReasonCode.SCHEMA,
                Violation.pointer("protected", name),
                given ? "not null" : "present");
      };
    }
    CodeBook codes = attribute.codes();
    Interval right = new Interval(NUMBERS.low(), NUMBERS.high(), codes.numeric());
    return isInside(sent, name, right) == codes.numeric()
        ? new Violation(ReasonCode.RANGE, Violation.pointer("protected", name), codes.expected())
        : new Violation(ReasonCode.TYPE, Violation.pointer("protected", name), type(codes));
  }

  private static boolean isInside(Protected sent, String name, AttributeDomain domain) {
    return sent.firstOutside(Map.of(name, domain)) == null;
  }

  private static Violation extra(String object, String name) {
    return new Violation(
        ReasonCode.SCHEMA, Violation.pointer(object, name), "no field the profile does not know");
  }

  static String between(double low, double high) {
    return plain(low) + " to " + plain(high);
  }

  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
