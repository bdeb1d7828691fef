// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.Ids;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.OffsetRange;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Doubles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Decisions and truths with times of their own, and the stage they are handed to. */
final class EventStream {
  static final MonitoredRelease RELEASE = Stream.release(3_000, Stream.CHUNK);

  private final EventTimeSettings settings;
  private InMemoryMonitorStore store = new InMemoryMonitorStore();
  private final Map<Integer, Long> offsets = new TreeMap<>();
  private final List<Signal> signals = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private final List<Alert> alerts = new ArrayList<>();
  private MonitorStage stage;

  EventStream(EventTimeSettings settings) {
    this.settings = settings;
    this.stage = newStage();
  }

  static EventTimeSettings days(Duration idle) {
    return new EventTimeSettings(
        List.of(WindowSpan.parse("P1D")),
        Duration.ofHours(24),
        Duration.ofDays(30),
        idle,
        Duration.ZERO);
  }

  private MonitorStage newStage() {
    return new MonitorStage(
        new MonitorSettings(Stream.CHUNK, 200, Stream.PROFILE.alarms(), settings),
        digest -> digest.equals(Stream.DIGEST) ? RELEASE : null,
        digest -> store,
        store,
        store,
        10_000);
  }

  /** What happened to one case. */
  record Event(Stream.Case one, Instant at, Instant observedAt) {}

  /** Cases spread evenly, their truths observed up to so much later. */
  static List<Event> events(int count, Duration step, Duration delay, long seed) {
    Stream stream = new Stream(seed);
    Random random = new Random(seed);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant at = Stream.START.plus(step.multipliedBy(i));
      events.add(
          new Event(stream.next(), at, at.plusSeconds(random.nextLong(1 + delay.toSeconds()))));
    }
    return events;
  }

  /** A record on its way. */
  private record Sent(Instant arrives, boolean truth, Event event) {}

  /** Where a transaction ended. */
  record Commit(
      InMemoryMonitorStore store, Map<Integer, Long> offsets, int signals, int notes, int sent) {}

  /** Commits after so many records. */
  Commit commit(int sent) {
    return new Commit(store.copy(), new TreeMap<>(offsets), signals.size(), notes.size(), sent);
  }

  /** What was done since the commit never was: state, what was said, what was counted. */
  void kill(Commit commit) {
    store = commit.store().copy();
    offsets.clear();
    offsets.putAll(commit.offsets());
    signals.subList(commit.signals(), signals.size()).clear();
    notes.subList(commit.notes(), notes.size()).clear();
    stage = newStage();
  }

  /** What arrives, in its order: each record up to a while after it happened. */
  List<Runnable> arrivals(List<Event> events, int partitions, Duration most, Random random) {
    List<Sent> sent = new ArrayList<>();
    for (Event event : events) {
      sent.add(new Sent(later(event.at(), most, random), false, event));
      sent.add(new Sent(later(event.observedAt(), most, random), true, event));
    }
    sent.sort(Comparator.comparing(Sent::arrives));
    List<Runnable> arrivals = new ArrayList<>();
    for (Sent one : sent) {
      Event event = one.event();
      int partition = Math.floorMod(event.one().id().hashCode(), partitions);
      arrivals.add(one.truth() ? () -> truth(event) : () -> decide(event, partition));
    }
    return arrivals;
  }

  /** Hands all in as they arrive. */
  void runShuffled(
      List<Event> events, int partitions, Duration most, int restartsEvery, long seed) {
    Random random = new Random(seed);
    for (Runnable arrival : arrivals(events, partitions, most, random)) {
      if (restartsEvery > 0 && random.nextInt(restartsEvery) == 0) {
        restart();
      }
      arrival.run();
    }
  }

  private static Instant later(Instant at, Duration most, Random random) {
    return at.plusSeconds(random.nextLong(1 + most.toSeconds()));
  }

  void restart() {
    stage = newStage();
  }

  void decide(Event event, int partition) {
    long offset = offsets.merge(partition, 1L, Long::sum) - 1;
    SourcePosition source = new SourcePosition(Topics.CANDIDATES.name(), partition, offset);
    Stream.Case one = event.one();
    take(
        new Observation(
            Stream.DIGEST,
            Stream.PROFILE.name(),
            one.id(),
            Ids.prediction(source, Stream.DIGEST),
            source,
            new SourcePosition(Topics.PREDICTIONS.name(), partition, offset),
            event.at(),
            Doubles.of(one.vector()),
            List.of(),
            one.probability(),
            one.positive(),
            Map.of("SEX", one.sex(), "RAC1P", one.race())));
  }

  void truth(Event event) {
    Instant at = event.observedAt();
    take(new Truth(event.one().id(), null, event.one().label(), at, at.plusSeconds(1)));
  }

  void take(StageInput input) {
    MonitorStage.Result result = stage.take(StageInputs.decode(StageInputs.encode(input)));
    notes.addAll(result.notes());
    for (Emission emission : result.emissions()) {
      if (emission instanceof Emission.OfSignal(Signal signal)) {
        signals.add(signal);
      } else if (emission instanceof Emission.OfAlert(Alert alert)) {
        alerts.add(alert);
      }
    }
  }

  List<Note> notes() {
    return notes;
  }

  /** Every change of an alert; not taken back by {@link #kill}. */
  List<Alert> alerts() {
    return alerts;
  }

  InMemoryMonitorStore store() {
    return store;
  }

  /** All that was said of windows of event time, in order. */
  List<Signal> signals() {
    return signals.stream().filter(signal -> signal.window().windowEnd() != null).toList();
  }

  /** The rows of one metric. */
  List<Signal> rows(String metric) {
    return signals().stream().filter(one -> one.series().metric().equals(metric)).toList();
  }

  /** Everything that was said, windows by count and alarms included. */
  List<Signal> all() {
    return signals;
  }

  /** A row's bytes as they go out, without the offsets, which name the partitions. */
  static String bytes(Signal signal) {
    Map<String, OffsetRange> none = Map.of();
    Signal bare =
        new Signal(
            signal.schema(),
            signal.mode(),
            signal.series(),
            signal.referenceDigest(),
            signal.profileDigest(),
            signal.window(),
            signal.estimate(),
            signal.limits(),
            signal.evidence(),
            signal.flags(),
            none,
            signal.computedAt());
    return new String(Topics.SIGNALS.codec().encode(bare), UTF_8);
  }
}
