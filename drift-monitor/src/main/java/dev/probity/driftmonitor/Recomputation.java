// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.profile.Label;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.Explanation;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.Prediction;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SignalFamily;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.record.WindowStatus;
import dev.probity.topics.record.WindowType;
import dev.probity.topics.value.Doubles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes a final row of a window of event time again, from the records it names and its
 * reference: the same bytes must come out. First the predictions, then the candidates and
 * explanations of those that are wanted, then outcomes, in any order each.
 *
 * <p>Only such rows can be: a window by count rests on the order of arrival, and an amended one on
 * what had arrived by then.
 */
public final class Recomputation {
  private static final Duration RETENTION = Duration.ofDays(400);
  private static final Duration IDLE = Duration.ofHours(1);
  private static final OffsetRange ALL = new OffsetRange(0, (1L << 53) - 1);

  private final Signal target;
  private final Profile profile;
  private final FairnessAccess access;
  private final MonitoredRelease release;
  private final EventWindow window;
  private final EventTimeSettings settings;
  private final Map<SourcePosition, RecordedCase> cases = new LinkedHashMap<>();
  private final Map<String, List<RecordedCase>> byCandidate = new HashMap<>();
  private final Set<SourcePosition> found = new HashSet<>();

  /** What came of it. */
  public sealed interface Result {
    /**
     * Every byte is the same.
     *
     * @param rows how many predictions it rests on
     */
    record Same(int rows) implements Result {}

    /**
     * Something else came out.
     *
     * @param differences what was said, what comes out now
     */
    record Different(List<String> differences) implements Result {
      /** Copies. */
      public Different {
        differences = List.copyOf(differences);
      }
    }
  }

  /**
   * A computation before its first record.
   *
   * @param target the row, as it was told
   * @param profile the use case
   * @param release the release it is about
   * @param access opens protected attributes; obtained by the shell
   * @param maxSkew as the monitor had it: beyond it the time of the record counts
   * @throws IllegalArgumentException when {@link #obstacle} names one
   */
  public Recomputation(
      Signal target,
      Profile profile,
      MonitoredRelease release,
      FairnessAccess access,
      Duration maxSkew) {
    String obstacle = obstacle(target);
    Instant end = target.window().windowEnd();
    if (obstacle != null || end == null) {
      throw new IllegalArgumentException(String.valueOf(obstacle));
    }
    this.target = target;
    this.profile = profile;
    this.access = access;
    this.release = release;
    int endHour = EventWindow.hour(end);
    WindowSpan span = span(target, endHour);
    this.window = span.endingAt(endHour);
    this.settings =
        new EventTimeSettings(
            List.of(span), Duration.between(end, target.computedAt()), RETENTION, IDLE, maxSkew);
  }

  /** Why a row cannot be computed again; null when it can. */
  public static @Nullable String obstacle(Signal row) {
    if (row.series().windowType() != WindowType.TUMBLING
        && row.series().windowType() != WindowType.SLIDING) {
      return "a %s window rests on the order of arrival; only windows of event time can be computed"
              .formatted(row.series().windowType().code())
          + " again";
    }
    if (row.window().status() != WindowStatus.FINAL) {
      return "the row is %s; only final rows can be computed again"
          .formatted(row.window().status().code());
    }
    // A group nobody is in has rows with n = 0, too, in a window that is not empty.
    return offsets(row, Topics.PREDICTIONS).isEmpty()
        ? "the window is empty: there is nothing to compute"
        : null;
  }

  private static WindowSpan span(Signal row, int endHour) {
    Instant start = Objects.requireNonNull(row.window().windowStart());
    int days = (endHour - EventWindow.hour(start)) / 24;
    if (row.series().windowType() == WindowType.SLIDING) {
      return WindowSpan.parse("P%dD/P1D".formatted(days));
    }
    WindowSpan regular = WindowSpan.parse("P%dD".formatted(days));
    return regular.endsAt(endHour) ? regular : WindowSpan.parse("P1M");
  }

  /**
   * The predictions the row rests on: by partition, the offsets from (included) to (excluded).
   *
   * @return by partition number
   */
  public Map<Integer, OffsetRange> predictionOffsets() {
    return offsets(target, Topics.PREDICTIONS);
  }

  private static Map<Integer, OffsetRange> offsets(Signal row, Topic<?, ?> topic) {
    String prefix = topic.name() + "-";
    Map<Integer, OffsetRange> ranges = new LinkedHashMap<>();
    row.inputOffsets()
        .forEach(
            (place, range) -> {
              if (place.startsWith(prefix)) {
                ranges.put(Integer.parseInt(place.substring(prefix.length())), range);
              }
            });
    return ranges;
  }

  /**
   * The outcomes that had been read when the row was final; what stands behind came later. Rows
   * that do not tell it, as those of monitors before it did, rest on all there are.
   *
   * @return by partition number, from (included) to (excluded)
   */
  public Map<Integer, OffsetRange> outcomeOffsets() {
    // That of the whole window; a row about a group counts its own truths alone.
    Double maturity = target.window().maturity();
    return maturity == null || maturity == 0 ? Map.of() : toldOrAll(Topics.OUTCOMES);
  }

  /**
   * As {@link #outcomeOffsets}, of explanations; none where the row is not about them.
   *
   * @return by partition number, from (included) to (excluded)
   */
  public Map<Integer, OffsetRange> explanationOffsets() {
    return target.series().family() == SignalFamily.ATTRIBUTION
        ? toldOrAll(Topics.EXPLANATIONS)
        : Map.of();
  }

  private Map<Integer, OffsetRange> toldOrAll(Topic<?, ?> topic) {
    Map<Integer, OffsetRange> ranges = offsets(target, topic);
    for (int i = 0; i < (ranges.isEmpty() ? topic.partitions() : 0); i++) {
      ranges.put(i, ALL);
    }
    return ranges;
  }

  /**
   * Takes a prediction out of {@link #predictionOffsets}; those of other releases and windows are
   * passed over.
   *
   * @param position where it stands, under the topic's own name
   * @param recordTime the time of the record
   */
  public void prediction(Prediction prediction, SourcePosition position, Instant recordTime) {
    Instant at = settings.timeOf(prediction.eventTime(), recordTime);
    boolean wanted =
        prediction.modelDigest().equals(release.modelDigest())
            && prediction.profile().equals(profile.name())
            && window.holds(EventWindow.hour(at));
    if (wanted) {
      found.add(position);
    }
    if (wanted && !cases.containsKey(prediction.source())) {
      RecordedCase one = new RecordedCase(prediction, position, at);
      cases.put(prediction.source(), one);
      byCandidate.computeIfAbsent(prediction.candidateId(), id -> new ArrayList<>()).add(one);
    }
  }

  /**
   * Whether the predictions the row rests on are there: topics forget their oldest records first,
   * and the first and the last offset are those of predictions of the window. A row about a group
   * counts its people alone.
   */
  public boolean complete() {
    return cases.size() >= target.window().n()
        && predictionOffsets().entrySet().stream()
            .allMatch(
                one ->
                    found.contains(at(one.getKey(), one.getValue().from()))
                        && found.contains(at(one.getKey(), one.getValue().to() - 1)));
  }

  private static SourcePosition at(int partition, long offset) {
    return new SourcePosition(Topics.PREDICTIONS.name(), partition, offset);
  }

  /** The candidates' records the row rests on: by partition, from (included) to (excluded). */
  public Map<Integer, OffsetRange> candidateOffsets() {
    Map<Integer, OffsetRange> ranges = new LinkedHashMap<>();
    for (SourcePosition source : cases.keySet()) {
      ranges.merge(
          source.partition(),
          new OffsetRange(source.offset(), source.offset() + 1),
          (one, other) ->
              new OffsetRange(Math.min(one.from(), other.from()), Math.max(one.to(), other.to())));
    }
    return ranges;
  }

  /** Takes a candidate; those that are not decided on here are passed over. */
  public void candidate(Candidate candidate, SourcePosition position) {
    RecordedCase one = cases.get(position);
    if (one != null) {
      byte[] groups =
          Groups.encode(profile.protectedAttributes(), candidate.protectedAttributes(), access);
      one.groups = Groups.decode(profile.protectedAttributes(), groups);
    }
  }

  /** Takes an explanation. */
  public void explanation(Explanation explanation) {
    RecordedCase one = cases.get(explanation.source());
    if (one != null
        && one.contributions == null
        && explanation.modelDigest().equals(release.modelDigest())) {
      one.contributions = ExplanationStep.contributions(release, explanation);
    }
  }

  /**
   * Takes an outcome out of {@link #outcomeOffsets}: a final row holds the last truth observed
   * before the window's end. What is stale or says nothing new is passed over, as when it arrived.
   *
   * @param recordTime the time of the record: nothing is observed after it is told
   */
  public void outcome(Outcome outcome, Instant recordTime) {
    List<RecordedCase> of = byCandidate.get(outcome.candidateId());
    if (of == null || !(profile.target().label(outcome.observed()) instanceof Label.Known known)) {
      return;
    }
    String named = outcome.predictionId();
    for (RecordedCase one : named == null ? List.of(of.getLast()) : of) {
      if (named == null || named.equals(one.prediction.id())) {
        one.learn(known.positive(), outcome.observedAt(), recordTime, window.end());
      }
    }
  }

  /**
   * Computes.
   *
   * @param told the bytes of the row as it was told
   * @param scratch an empty store
   */
  public Result compare(byte[] told, MonitorStore scratch) {
    for (Signal row : rows(scratch)) {
      if (row.key().equals(target.key())
          && Objects.equals(row.window().windowStart(), target.window().windowStart())) {
        return Arrays.equals(Topics.SIGNALS.codec().encode(row), told)
            ? new Result.Same(cases.size())
            : new Result.Different(differences(row));
      }
    }
    return new Result.Different(
        List.of("no such row comes out of %d predictions".formatted(cases.size())));
  }

  /** Every row of the window that comes out, and of those that end with it. */
  List<Signal> rows(MonitorStore scratch) {
    WindowReport report = new WindowReport(release, profile.alarms());
    EventTimeWindows windows = new EventTimeWindows(release, settings, scratch, report);
    Instant begin = window.start().plus(settings.grace());
    long count = 0;
    for (RecordedCase one : cases.values()) {
      Observation observation =
          PredictionStep.observation(one.prediction, one.position, one.at, one.groups);
      OpenRows.Row row = OpenRows.Row.of(observation, release.reference(), windows.hourOf(one.at));
      windows.add(row, ++count, begin);
      Instant observedAt = one.observedAt;
      if (observedAt != null) {
        WindowRows alone = new WindowRows(1);
        alone.add(row);
        windows.label(new PendingLabel(alone, 0, one.label, true), observedAt);
      }
    }
    for (RecordedCase one : cases.values()) {
      double[] contributions = one.contributions;
      if (contributions != null) {
        windows.explain(
            new Explained(release.modelDigest(), one.position, one.at, Doubles.of(contributions)));
      }
    }
    return windows.tick(clock(), true, count);
  }

  /** At the moment the row was final; a partition was silent when the row says so. */
  private EventClock clock() {
    EventClock clock = new EventClock(IDLE);
    for (Topic<?, ?> topic : List.of(Topics.OUTCOMES, Topics.EXPLANATIONS)) {
      offsets(target, topic)
          .forEach(
              (partition, range) ->
                  clock.told().add(topic.name(), partition, range.from(), range.to()));
    }
    if (target.flags().idlePartitions()) {
      clock.see(1, window.start());
    }
    clock.see(0, target.computedAt());
    return clock;
  }

  private List<String> differences(Signal now) {
    List<String> all = new ArrayList<>();
    differ(all, "value", target.estimate().value(), now.estimate().value());
    differ(all, "n", target.window().n(), now.window().n());
    differ(all, "nLabelled", target.window().nLabelled(), now.window().nLabelled());
    differ(all, "estimate", target.estimate(), now.estimate());
    differ(all, "limits", target.limits(), now.limits());
    differ(all, "evidence", target.evidence(), now.evidence());
    differ(all, "referenceDigest", target.referenceDigest(), now.referenceDigest());
    differ(all, "profileDigest", target.profileDigest(), now.profileDigest());
    differ(all, "inputOffsets", target.inputOffsets(), now.inputOffsets());
    if (all.isEmpty()) {
      all.add("bytes of the row, though all compared members agree");
    }
    return all;
  }

  private static void differ(
      List<String> into, String name, @Nullable Object then, @Nullable Object now) {
    if (!Objects.equals(then, now)) {
      into.add(name + " was " + then + ", is " + now);
    }
  }
}
