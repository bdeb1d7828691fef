// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.ChallengeMode;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.ReleaseAnswer;
import dev.probity.topics.record.ReleaseApproval;
import dev.probity.topics.record.ReleaseChallenge;
import dev.probity.topics.record.ReleaseEvent;
import dev.probity.topics.record.ReleaseLineage;
import dev.probity.topics.record.ReleaseManifest;
import dev.probity.topics.record.ReleaseMetric;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Model releases for tests. */
public final class ModelReleases {

  private ModelReleases() {}

  /** The example release becomes champion. */
  public static ModelRelease example() {
    return promoted("acs-salary", "champion", Predictions.DIGEST);
  }

  /** A release takes an alias. */
  public static ModelRelease promoted(String name, String alias, String digest) {
    return new ModelRelease(
        name,
        ReleaseEvent.PROMOTED,
        alias,
        "1",
        digest,
        digest,
        "acs-salary",
        Explanations.EXPLAINER_DIGEST,
        null,
        new ReleaseManifest(
            Explanations.EXPLAINER_DIGEST,
            Explanations.EXPLAINER_DIGEST,
            "WAGP in [0,45000]",
            0.5,
            List.of(Candidates.FEATURES),
            300,
            "xgboost 3.0.4",
            "isotonic",
            List.of(new ReleaseMetric("test", "roc_auc", 0.93, 17_243, 0.926, 0.934))),
        new ReleaseLineage(
            "data-1",
            Predictions.DIGEST,
            86_214,
            Map.of("probity.candidates.v1-0", new OffsetRange(0, 21_553)),
            7,
            Candidates.TIME.minusSeconds(3600),
            Candidates.TIME,
            null),
        new ReleaseApproval("operator-2", Candidates.TIME, "better and as fair"),
        "operator-1",
        "first release",
        Candidates.TIME);
  }

  /** A scorer says that it serves a model, or has stopped. */
  public static ModelRelease serving(String name, boolean stopped) {
    return new ModelRelease(
        name,
        stopped ? ReleaseEvent.STOPPED : ReleaseEvent.SERVING,
        null,
        "1",
        Predictions.DIGEST,
        Predictions.DIGEST,
        "acs-salary",
        Explanations.EXPLAINER_DIGEST,
        null,
        null,
        null,
        null,
        "scorer",
        null,
        Candidates.TIME);
  }

  /** A seeded release. */
  public static ModelRelease random(RandomGenerator random) {
    Draws draws = new Draws(random);
    return new ModelRelease(
        draws.word(),
        draws.member(ReleaseEvent.class),
        draws.orNull(() -> draws.truth() ? "champion" : "challenger"),
        draws.word(),
        draws.digest(),
        draws.text(),
        draws.word(),
        draws.digest(),
        draws.orNull(draws::digest),
        draws.orNull(() -> manifest(draws)),
        draws.orNull(() -> lineage(draws)),
        draws.orNull(() -> new ReleaseApproval(draws.word(), draws.instant(), draws.text())),
        draws.text(),
        draws.orNull(draws::text),
        draws.instant(),
        draws.orNull(() -> challenge(draws)),
        draws.orNull(() -> draws.list(() -> new ReleaseAnswer(draws.word(), draws.text()))));
  }

  private static ReleaseChallenge challenge(Draws draws) {
    return draws.truth()
        ? new ReleaseChallenge(ChallengeMode.SHADOW, 1)
        : new ReleaseChallenge(ChallengeMode.AB, (1 + draws.below(100)) / 100.0);
  }

  private static ReleaseManifest manifest(Draws draws) {
    return new ReleaseManifest(
        draws.digest(),
        draws.digest(),
        draws.text(),
        draws.ratio(),
        draws.list(draws::word),
        1 + draws.below(1000),
        draws.text(),
        draws.word(),
        draws.list(() -> metric(draws)));
  }

  private static ReleaseMetric metric(Draws draws) {
    return new ReleaseMetric(
        draws.word(),
        draws.word(),
        draws.number(),
        draws.count(),
        draws.orNull(draws::number),
        draws.orNull(draws::number));
  }

  private static ReleaseLineage lineage(Draws draws) {
    return new ReleaseLineage(
        draws.word(),
        draws.digest(),
        draws.count(),
        draws.map(draws::range),
        draws.count(),
        draws.orNull(draws::instant),
        draws.orNull(draws::instant),
        draws.orNull(draws::word),
        draws.orNull(draws::word),
        draws.orNull(draws::digest));
  }
}
