// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.AlertCause;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingFigure;
import dev.probity.topics.record.RetrainingState;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Retraining requests for tests. */
public final class Retrainings {

  private Retrainings() {}

  /** The monitor asks for a new model. */
  public static Retraining example() {
    return new Retraining(
        "retraining-1",
        "acs-salary",
        RetrainingState.REQUESTED,
        "drift-monitor",
        "estimated ROC AUC below its limit",
        Predictions.DIGEST,
        "incident-1",
        List.of(new AlertCause("WKHP", "jensen_shannon", 0.14, 0.1, 0.35)),
        List.of(new RetrainingFigure("roc_auc", 0.871, 0.93, 1000)),
        Map.of("probity.candidates.v1-0", new OffsetRange(0, 25_000)),
        null,
        null,
        Candidates.TIME);
  }

  /** A seeded request. */
  public static Retraining random(RandomGenerator random) {
    Draws draws = new Draws(random);
    return new Retraining(
        draws.text(),
        draws.word(),
        draws.member(RetrainingState.class),
        draws.text(),
        draws.orNull(draws::text),
        draws.orNull(draws::digest),
        draws.orNull(draws::word),
        draws.list(() -> Alerts.randomCause(draws)),
        draws.list(() -> figure(draws)),
        draws.map(draws::range),
        draws.orNull(draws::word),
        draws.orNull(draws::digest),
        draws.instant(),
        draws.orNull(() -> 1 + random.nextInt(Retraining.MOST_TRIALS)),
        draws.orNull(() -> 1 + random.nextInt(86_400)),
        draws.orNull(draws::word));
  }

  private static RetrainingFigure figure(Draws draws) {
    return new RetrainingFigure(
        draws.word(), draws.orNull(draws::number), draws.orNull(draws::number), draws.count());
  }
}
