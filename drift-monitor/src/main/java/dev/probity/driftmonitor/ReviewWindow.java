// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.model.monitor.FixedPoint;
import dev.probity.model.monitor.ProtectedAttribute;
import dev.probity.topics.record.OversightAction;
import java.util.List;

/**
 * What people did about the predictions of a release: counts of a fixed number of reviews, by
 * arrival. Its size depends on the profile only.
 */
final class ReviewWindow {
  /** Reviews per window. */
  static final int SIZE = 200;

  /** A shorter look is no review: one cannot read why in that time. */
  static final double LEAST_SECONDS = 10;

  /** The form of what is stored. */
  private static final int STATE_VERSION = 1;

  /** A longer look counts as that long: a day. */
  private static final double LONGEST_HOURS = 24;

  private static final double SECONDS_PER_HOUR = 3_600;

  private final long index;
  private final long[] actions = new long[OversightAction.values().length];
  private final long[][] reviewed;
  private final long[][] disagreed;
  private long timed;
  private long hasty;
  private long hours;
  private long squaredHours;

  ReviewWindow(long index, List<ProtectedAttribute> attributes) {
    this.index = index;
    this.reviewed = empty(attributes);
    this.disagreed = empty(attributes);
  }

  private static long[][] empty(List<ProtectedAttribute> attributes) {
    return attributes.stream()
        .map(attribute -> new long[attribute.groups().size() + 1])
        .toArray(long[][]::new);
  }

  void add(Review review, int[] groups) {
    actions[review.action().ordinal()]++;
    for (int i = 0; i < reviewed.length; i++) {
      reviewed[i][groups[i]]++;
      disagreed[i][groups[i]] += review.action() == OversightAction.OVERRIDDEN ? 1 : 0;
    }
    if (!Double.isNaN(review.seconds())) {
      double looked = Math.min(LONGEST_HOURS, review.seconds() / SECONDS_PER_HOUR);
      timed++;
      hasty += review.seconds() < LEAST_SECONDS ? 1 : 0;
      hours += FixedPoint.of(looked);
      squaredHours += FixedPoint.of(looked * looked);
    }
  }

  long index() {
    return index;
  }

  long n() {
    long n = 0;
    for (long count : actions) {
      n += count;
    }
    return n;
  }

  boolean full() {
    return n() >= SIZE;
  }

  long count(OversightAction action) {
    return actions[action.ordinal()];
  }

  /** Reviews of a group's predictions. */
  long reviewed(int attribute, int group) {
    return reviewed[attribute][group];
  }

  /** How many of them went against the model. */
  long disagreed(int attribute, int group) {
    return disagreed[attribute][group];
  }

  /** Reviews whose duration is known. */
  long timed() {
    return timed;
  }

  /** How many of them were too short to be one. */
  long hasty() {
    return hasty;
  }

  /** Mean duration in seconds, NaN when none is known. */
  double meanSeconds() {
    return FixedPoint.toDouble(hours) / timed * SECONDS_PER_HOUR;
  }

  /** Standard error of the mean in seconds, NaN for fewer than two. */
  double standardError() {
    double mean = FixedPoint.toDouble(hours) / timed;
    double spread = FixedPoint.toDouble(squaredHours) / timed - mean * mean;
    return timed < 2 ? Double.NaN : Math.sqrt(Math.max(0, spread) / (timed - 1)) * SECONDS_PER_HOUR;
  }

  byte[] toBytes() {
    StateOutput out = new StateOutput().code(STATE_VERSION).whole(index).whole(timed).whole(hasty);
    out.whole(hours).whole(squaredHours);
    write(out, actions);
    for (int i = 0; i < reviewed.length; i++) {
      write(out, reviewed[i]);
      write(out, disagreed[i]);
    }
    return out.toBytes();
  }

  private static void write(StateOutput out, long[] counts) {
    for (long count : counts) {
      out.whole(count);
    }
  }

  static ReviewWindow parse(byte[] bytes, List<ProtectedAttribute> attributes) {
    StateInput in = new StateInput(bytes);
    in.form("the open window of reviews", STATE_VERSION);
    ReviewWindow window = new ReviewWindow(in.whole(), attributes);
    window.timed = in.whole();
    window.hasty = in.whole();
    window.hours = in.whole();
    window.squaredHours = in.whole();
    read(in, window.actions);
    for (int i = 0; i < window.reviewed.length; i++) {
      read(in, window.reviewed[i]);
      read(in, window.disagreed[i]);
    }
    return window;
  }

  private static void read(StateInput in, long[] counts) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = in.whole();
    }
  }
}
