// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.Evidence;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalEstimate;
import dev.probity.topics.record.SignalEvidence;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalFlags;
import dev.probity.topics.record.SignalKind;
import dev.probity.topics.record.SignalLimits;
import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.SignalWindow;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Monitoring signals for tests. */
public final class Signals {

  private Signals() {}

  /** The series of the estimated ROC AUC of the example release. */
  public static SignalSeries series() {
    return new SignalSeries(
        "acs-salary",
        Predictions.DIGEST,
        SignalFamily.PERFORMANCE,
        "roc_auc",
        "",
        "all",
        SignalKind.ESTIMATED,
        WindowType.COUNT);
  }

  /** The estimated ROC AUC of the fourth thousand records, below its limit. */
  public static Signal example() {
    return new Signal(
        Signal.SCHEMA,
        "probity",
        series(),
        Explanations.EXPLAINER_DIGEST,
        Predictions.DIGEST,
        new SignalWindow(null, null, 3L, 0, WindowStatus.FINAL, 1000, 0, null, 0),
        new SignalEstimate(0.871, 0.852, 0.89, 0.997, null, 0.0063, null, null),
        new SignalLimits(0.88, null, "three standard errors of the reference", 40),
        new SignalEvidence(null, null, null, null, null, true, Evidence.WATCH),
        new SignalFlags("cbpe", true, null, false, false),
        Map.of("probity.predictions.v1-0", new OffsetRange(3000, 4000)),
        Candidates.TIME);
  }

  /** A seeded series. */
  public static SignalSeries randomSeries(Draws draws) {
    return new SignalSeries(
        draws.word(),
        draws.digest(),
        draws.member(SignalFamily.class),
        draws.word(),
        draws.truth() ? "" : draws.word(),
        draws.text(),
        draws.member(SignalKind.class),
        draws.member(WindowType.class));
  }

  /** A seeded signal. */
  public static Signal random(RandomGenerator random) {
    Draws draws = new Draws(random);
    return new Signal(
        Signal.SCHEMA,
        draws.word(),
        randomSeries(draws),
        draws.digest(),
        draws.digest(),
        window(draws),
        estimate(draws),
        new SignalLimits(
            draws.orNull(draws::number),
            draws.orNull(draws::number),
            draws.orNull(draws::text),
            draws.orNull(() -> draws.below(100))),
        new SignalEvidence(
            draws.orNull(draws::number),
            draws.orNull(draws::number),
            draws.orNull(draws::number),
            draws.orNull(draws::ratio),
            draws.orNull(draws::count),
            draws.truth(),
            draws.member(Evidence.class)),
        new SignalFlags(
            draws.word(),
            draws.orNull(draws::truth),
            draws.orNull(draws::truth),
            draws.truth(),
            draws.truth()),
        draws.map(draws::range),
        draws.instant());
  }

  private static SignalWindow window(Draws draws) {
    return new SignalWindow(
        draws.orNull(draws::instant),
        draws.orNull(draws::instant),
        draws.orNull(draws::count),
        draws.below(3),
        draws.member(WindowStatus.class),
        draws.count(),
        draws.count(),
        draws.orNull(draws::ratio),
        draws.count());
  }

  private static SignalEstimate estimate(Draws draws) {
    Double value = draws.orNull(draws::number);
    return new SignalEstimate(
        value,
        draws.orNull(draws::number),
        draws.orNull(draws::number),
        draws.orNull(draws::ratio),
        value == null ? draws.text() : null,
        draws.orNull(draws::number),
        draws.orNull(draws::number),
        draws.orNull(draws::number));
  }
}
