// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertCause;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SignalSeries;
import java.util.List;
import java.util.random.RandomGenerator;

/** Alerts for tests. */
public final class Alerts {

  private Alerts() {}

  /** The alert of the example signal, firing. */
  public static Alert example() {
    SignalSeries series = Signals.series();
    return new Alert(
        Ids.alert(series, "2"),
        series,
        AlertStatus.FIRING,
        Severity.WARNING,
        "2",
        "3",
        Candidates.TIME.minusSeconds(60),
        Candidates.TIME,
        2,
        1000,
        0.871,
        0.869,
        0.88,
        null,
        null,
        Ids.signal(series, Signals.example().window()),
        "incident-1",
        null,
        null,
        null,
        List.of(cause()),
        List.of(Predictions.example().id()),
        "docs/how-to/runbooks/ProbityEstimatedPerformance.md");
  }

  private static AlertCause cause() {
    return new AlertCause("WKHP", "jensen_shannon", 0.14, 0.1, 0.35);
  }

  /** A seeded alert. */
  public static Alert random(RandomGenerator random) {
    Draws draws = new Draws(random);
    return new Alert(
        draws.digest(),
        Signals.randomSeries(draws),
        draws.member(AlertStatus.class),
        draws.member(Severity.class),
        draws.word(),
        draws.word(),
        draws.instant(),
        draws.instant(),
        draws.count(),
        draws.count(),
        draws.orNull(draws::number),
        draws.orNull(draws::number),
        draws.orNull(draws::number),
        draws.orNull(draws::number),
        draws.orNull(draws::number),
        draws.orNull(draws::digest),
        draws.orNull(draws::word),
        draws.orNull(draws::text),
        draws.orNull(draws::word),
        draws.orNull(draws::instant),
        draws.list(() -> randomCause(draws)),
        draws.list(draws::digest),
        draws.orNull(draws::text));
  }

  static AlertCause randomCause(Draws draws) {
    return new AlertCause(
        draws.word(), draws.word(), draws.number(), draws.number(), draws.number());
  }
}
