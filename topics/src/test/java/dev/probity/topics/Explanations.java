// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.Contribution;
import dev.probity.topics.record.Direction;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.ExplanationReason;
import dev.probity.topics.record.Prediction;
import java.util.List;
import java.util.random.RandomGenerator;

/** Explanations for tests. */
public final class Explanations {

  /** The digest of the explainer's configuration in the examples. */
  public static final String EXPLAINER_DIGEST =
      "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f";

  private Explanations() {}

  /** The example prediction, explained: the contributions add up to the margin. */
  public static Explanation example() {
    Prediction prediction = Predictions.example();
    return new Explanation(
        Ids.explanation(prediction.id(), EXPLAINER_DIGEST),
        prediction.id(),
        prediction.candidateId(),
        prediction.profile(),
        prediction.model(),
        prediction.modelVersion(),
        prediction.modelDigest(),
        EXPLAINER_DIGEST,
        prediction.source(),
        prediction.eventTime(),
        "tree-path-dependent",
        "hessian",
        0.15270213961279633,
        List.of(new Contribution("WKHP", -1.5), new Contribution("AGEP", 0.5)),
        prediction.margin(),
        prediction.rawProbability(),
        prediction.probability(),
        0,
        List.of(
            new ExplanationReason(
                "hours", List.of("WKHP"), -1.5, Direction.LOWERED, "works 40 hours a week")));
  }

  /** A seeded explanation; its numbers need not add up. */
  public static Explanation random(RandomGenerator random) {
    Draws draws = new Draws(random);
    Prediction prediction = Predictions.random(random);
    String explainer = draws.digest();
    return new Explanation(
        Ids.explanation(prediction.id(), explainer),
        prediction.id(),
        prediction.candidateId(),
        prediction.profile(),
        prediction.model(),
        prediction.modelVersion(),
        prediction.modelDigest(),
        explainer,
        prediction.source(),
        prediction.eventTime(),
        "tree-path-dependent",
        "count",
        draws.number(),
        draws.list(() -> new Contribution(draws.word(), draws.number())),
        prediction.margin(),
        prediction.rawProbability(),
        prediction.probability(),
        draws.number(),
        draws.list(() -> reason(draws)));
  }

  private static ExplanationReason reason(Draws draws) {
    return new ExplanationReason(
        draws.word(),
        draws.list(draws::word),
        draws.number(),
        draws.member(Direction.class),
        draws.text());
  }
}
