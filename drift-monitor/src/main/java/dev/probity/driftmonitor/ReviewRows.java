// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.eval.Interval;
import dev.probity.model.monitor.Evidence;
import dev.probity.model.monitor.GroupFigure;
import dev.probity.model.monitor.Limits;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SignalKind;
import java.util.ArrayList;
import java.util.List;

/** What is said about how people used the predictions of a release. */
final class ReviewRows {
  /** Reviews of a group below this say nothing about it. */
  private static final long LEAST_REVIEWS = 30;

  private final List<ProtectedAttribute> attributes;
  private final Signals signals;

  ReviewRows(List<ProtectedAttribute> attributes, Signals signals) {
    this.attributes = attributes;
    this.signals = signals;
  }

  /** What a full window of reviews says. */
  List<Signal> closed(ReviewWindow window, Occasion occasion) {
    List<Signal> all = new ArrayList<>();
    all.add(rate("override_rate", window, OversightAction.OVERRIDDEN, occasion));
    all.add(rate("defer_rate", window, OversightAction.DEFERRED, occasion));
    all.add(rate("contest_rate", window, OversightAction.CONTESTED, occasion));
    double mean = window.meanSeconds();
    double reach = Interval.Z * window.standardError();
    all.add(
        figure(
            "review_seconds",
            new Signals.Band(mean, Math.max(0, mean - reach), mean + reach),
            occasion.withRows(window.timed())));
    for (int i = 0; i < attributes.size(); i++) {
      ProtectedAttribute attribute = attributes.get(i);
      for (int group = 0; group < attribute.groups().size(); group++) {
        all.add(
            signals.disagreement(
                attribute.name(),
                attribute.groups().get(group),
                disagreement(window.disagreed(i, group), window.reviewed(i, group)),
                occasion));
      }
    }
    return all;
  }

  private static GroupFigure disagreement(long against, long reviews) {
    if (reviews < LEAST_REVIEWS) {
      return new GroupFigure(Double.NaN, Double.NaN, Double.NaN, reviews, Evidence.INSUFFICIENT);
    }
    Interval interval = Interval.wilson(against, reviews);
    return new GroupFigure(
        (double) against / reviews, interval.lower(), interval.upper(), reviews, Evidence.OK);
  }

  private Signal rate(
      String metric, ReviewWindow window, OversightAction action, Occasion occasion) {
    Interval interval = Interval.wilson(window.count(action), window.n());
    return figure(
        metric,
        new Signals.Band(
            (double) window.count(action) / window.n(), interval.lower(), interval.upper()),
        occasion);
  }

  private Signal figure(String metric, Signals.Band band, Occasion occasion) {
    return signals.figure(
        new Signals.Subject(SignalFamily.STATS, metric, "", SignalKind.OBSERVED),
        band,
        Limits.none(),
        "counts",
        occasion);
  }
}
