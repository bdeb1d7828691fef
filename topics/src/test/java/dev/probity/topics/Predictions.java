// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.Variant;
import dev.probity.topics.value.Doubles;
import java.util.List;
import java.util.random.RandomGenerator;

/** Predictions for tests. */
public final class Predictions {

  /** The digest of the release in the examples: bytes 0 to 31. */
  public static final String DIGEST =
      "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

  private Predictions() {}

  /** The example candidate, scored: unlikely to earn up to 45,000. */
  public static Prediction example() {
    return at(new SourcePosition(Topics.CANDIDATES.name(), 2, 41), "C-1001");
  }

  /** The example at another position, for another candidate. */
  public static Prediction at(SourcePosition source, String candidateId) {
    double margin = -0.8472978603872037;
    return new Prediction(
        Ids.prediction(source, DIGEST),
        candidateId,
        "acs-salary",
        "acs-salary",
        "1",
        DIGEST,
        Variant.CHAMPION,
        source,
        Candidates.TIME,
        Doubles.of(0, 0, 112, Double.NaN, 0, 52, 40, 34, 21),
        margin,
        0.3,
        0.2875,
        0.5,
        false,
        "45001+",
        List.of("unseen:OCCP"));
  }

  /** A seeded prediction. */
  public static Prediction random(RandomGenerator random) {
    Draws draws = new Draws(random);
    SourcePosition source =
        new SourcePosition(Topics.CANDIDATES.name(), draws.below(4), draws.count());
    double probability = draws.ratio();
    double threshold = draws.ratio();
    String digest = draws.digest();
    return new Prediction(
        Ids.prediction(source, digest),
        draws.text(),
        draws.word(),
        draws.word(),
        draws.word(),
        digest,
        draws.member(Variant.class),
        source,
        draws.instant(),
        draws.doubles(),
        draws.number(),
        draws.ratio(),
        probability,
        threshold,
        probability > threshold,
        draws.word(),
        draws.list(draws::word));
  }
}
