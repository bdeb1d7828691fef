// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.AttributeValue;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Protected;
import dev.probity.topics.record.Provenance;
import dev.probity.topics.record.Purpose;
import dev.probity.topics.record.Withdrawal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Candidates for tests: named examples of the profile acs-salary, and seeded draws. */
public final class Candidates {

  /** The features of acs-salary in the order of the profile. */
  public static final String[] FEATURES = {
    "CIT", "COW", "INDP", "OCCP", "HICOV", "WKWN", "WKHP", "AGEP", "SCHL"
  };

  /** When the examples happened. */
  public static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  private static final double[] CLERK = {1, 1, 4971, 4720, 1, 52, 40, 34, 21};

  private Candidates() {}

  /** A clerk of 34 years in New York, to be decided on. */
  public static Candidate example() {
    return withId("C-1001");
  }

  /** The example under another id. */
  public static Candidate withId(String id) {
    return of(id, Purpose.DECISION, CLERK);
  }

  /** The example as a past case to train on. */
  public static Candidate history(String id) {
    return of(id, Purpose.HISTORY, CLERK);
  }

  /** The example with one feature changed. */
  public static Candidate with(String feature, AttributeValue value) {
    Candidate example = example();
    Map<String, AttributeValue> attributes = new LinkedHashMap<>(example.attributes());
    attributes.put(feature, value);
    return new Candidate(
        example.id(),
        example.purpose(),
        example.profile(),
        attributes,
        example.protectedAttributes(),
        example.provenance());
  }

  /** The example without one feature. */
  public static Candidate without(String feature) {
    Candidate example = example();
    Map<String, AttributeValue> attributes = new LinkedHashMap<>(example.attributes());
    attributes.remove(feature);
    return new Candidate(
        example.id(),
        example.purpose(),
        example.profile(),
        attributes,
        example.protectedAttributes(),
        example.provenance());
  }

  /** A candidate of acs-salary with these features, in the order of {@link #FEATURES}. */
  public static Candidate of(String id, Purpose purpose, double... features) {
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    for (int i = 0; i < FEATURES.length; i++) {
      attributes.put(
          FEATURES[i],
          Double.isNaN(features[i]) ? AttributeValue.MISSING : AttributeValue.of(features[i]));
    }
    Map<String, AttributeValue> guarded = new LinkedHashMap<>();
    guarded.put("SEX", AttributeValue.of(2));
    guarded.put("RAC1P", AttributeValue.of(1));
    return new Candidate(
        id,
        purpose,
        "acs-salary",
        attributes,
        Protected.of(guarded),
        new Provenance("H-2024-7", null, null));
  }

  /** The example withdrawing. */
  public static Withdrawal withdrawal() {
    return new Withdrawal("C-1001", "took another position");
  }

  /** A seeded candidate of acs-salary inside the ranges; its codes all exist. */
  public static Candidate salary(RandomGenerator random, String id) {
    double[] features = CLERK.clone();
    features[0] = random.nextInt(1, 6);
    features[5] = random.nextInt(1, 53);
    features[6] = random.nextInt(1, 100);
    features[7] = random.nextInt(17, 100);
    features[8] = random.nextInt(1, 25);
    return of(id, Purpose.DECISION, features);
  }

  /** A seeded candidate of no profile: anything the codec must carry. */
  public static Candidate random(RandomGenerator random) {
    Draws draws = new Draws(random);
    return new Candidate(
        draws.text(),
        draws.member(Purpose.class),
        draws.word(),
        draws.attributes(),
        Protected.of(draws.attributes()),
        new Provenance(
            draws.orNull(draws::text), draws.orNull(draws::text), draws.orNull(draws::text)));
  }
}
