// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import dev.probity.topics.Ids;
import dev.probity.topics.Topics;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.Retraining;
import dev.probity.topics.record.RetrainingState;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.Signal;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Doubles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The recipe of a real shift: New York (A), two states where little changes for the model (B),
 * three where it errs more (C), then A again under new ids (D). One record a minute, so that a
 * window of 1,440 records is a day; outcomes at once or days later. What happens is told by the
 * phase of the record, or of the record an outcome is about, and by how many records of that phase
 * went by.
 */
final class ShiftRecipe {
  /** Records a day, which is a window. */
  static final int DAY = 1_440;

  private static final int RETAINED = 100;
  private static final int EARLY = 1_000;
  private static final List<String> HOME = List.of(AcsStream.NEW_YORK);

  /** A stretch of the stream. */
  enum Phase {
    /** New York, other households than the reference's. */
    A(HOME, Integer.MAX_VALUE),
    /** Massachusetts and Washington. */
    B(List.of("25", "53"), 20_000),
    /** Mississippi, West Virginia and Arkansas. */
    C(List.of("28", "54", "05"), 15_000),
    /** New York again. */
    D(HOME, Integer.MAX_VALUE);

    private final List<String> states;
    private final int most;

    Phase(List<String> states, int most) {
      this.states = states;
      this.most = most;
    }
  }

  /** Where a phase begins in a stream of rows. */
  record Deal(List<AcsStream.Row> rows, Map<Phase, Integer> begins) {
    /** A, B, C, and as many rows of D. */
    static Deal of(AcsStream stream, long seed, int rowsOfD) {
      Random random = new Random(seed);
      List<AcsStream.Row> rows = new ArrayList<>();
      Map<Phase, Integer> begins = new EnumMap<>(Phase.class);
      for (Phase phase : Phase.values()) {
        begins.put(phase, rows.size());
        int wanted = phase == Phase.D ? rowsOfD : phase.most;
        for (int left = wanted; left > 0; ) {
          List<AcsStream.Row> drawn = stream.shuffled(phase.states, random);
          int taken = Math.min(left, drawn.size());
          rows.addAll(drawn.subList(0, taken));
          left = phase == Phase.A ? 0 : left - taken;
        }
      }
      return new Deal(rows, begins);
    }

    /** Rows of some states alone. */
    static Deal alone(AcsStream stream, List<String> states, int count, long seed) {
      List<AcsStream.Row> rows = stream.shuffled(states, new Random(seed));
      return new Deal(rows.subList(0, Math.min(count, rows.size())), Map.of(Phase.A, 0));
    }

    Phase of(int record) {
      Phase found = Phase.A;
      for (Map.Entry<Phase, Integer> one : begins.entrySet()) {
        found =
            record >= one.getValue() && one.getKey().compareTo(found) > 0 ? one.getKey() : found;
      }
      return found;
    }
  }

  /**
   * A change of an alert.
   *
   * @param phase of the record that moved it
   * @param after how many records, or outcomes, of the phase
   * @param at after how many records of the stream
   */
  record Change(Phase phase, int after, int at, Alert alert) {
    String metric() {
      return alert.series().metric();
    }

    boolean fires() {
      return alert.state() == AlertStatus.FIRING;
    }

    boolean resolves() {
      return alert.state() == AlertStatus.RESOLVED;
    }

    boolean is(Severity severity) {
      return alert.severity() == severity;
    }

    /** Whether e-BH found a column. */
    boolean finding() {
      return metric().equals("deviation");
    }

    @Override
    public String toString() {
      String column = alert.series().column();
      return "%s%s %s in %s after %,d"
          .formatted(
              metric(), column.isEmpty() ? "" : " " + column, alert.state().code(), phase, after);
    }
  }

  private final Deal deal;
  private final int delay;
  private final MonitorStage stage;
  private final Consumer<Emission> told;
  private final List<Change> changes = new ArrayList<>();
  private final List<Retraining> requests = new ArrayList<>();
  private final List<Signal> standing = new ArrayList<>();

  /** Days of D: six windows and the grace, and as long as outcomes are late. */
  static int daysOfD(int delayDays) {
    return 6 + 1 + delayDays;
  }

  private ShiftRecipe(AcsStream stream, Deal deal, int delayDays, Consumer<Emission> told) {
    this.deal = deal;
    this.delay = delayDays * DAY;
    this.told = told;
    InMemoryMonitorStore store = new InMemoryMonitorStore();
    this.stage =
        new MonitorStage(
            settings(), digest -> stream.release(), digest -> store, store, store, EARLY);
  }

  /** Windows of a day. */
  static MonitorSettings settings() {
    return new MonitorSettings(DAY, RETAINED, Stream.PROFILE.alarms());
  }

  /** Runs the four phases. */
  static ShiftRecipe run(AcsStream stream, long seed, int delayDays, Consumer<Emission> told) {
    return run(stream, seed, delayDays, Integer.MAX_VALUE, told);
  }

  /** Runs the first records of the four phases. */
  static ShiftRecipe run(
      AcsStream stream, long seed, int delayDays, int most, Consumer<Emission> told) {
    Deal deal = Deal.of(stream, seed, daysOfD(delayDays) * DAY);
    ShiftRecipe recipe = new ShiftRecipe(stream, deal, delayDays, told);
    for (int i = 0; i < Math.min(most, deal.rows().size()); i++) {
      recipe.decide(stream, i);
      if (i >= recipe.delay) {
        recipe.know(i - recipe.delay, i);
      }
    }
    return recipe;
  }

  /** Runs rows of some states alone, without outcomes. */
  static ShiftRecipe unlabelled(AcsStream stream, List<String> states, int count, long seed) {
    Deal deal = Deal.alone(stream, states, count, seed);
    ShiftRecipe recipe = new ShiftRecipe(stream, deal, 0, emission -> {});
    for (int i = 0; i < deal.rows().size(); i++) {
      recipe.decide(stream, i);
    }
    return recipe;
  }

  private void decide(AcsStream stream, int record) {
    take(stage.take(observation(stream.release(), record)), record, record);
    take(stage.take(explained(stream, record)), record, record);
  }

  private void know(int record, int now) {
    Instant at = time(now);
    boolean label = deal.rows().get(record).label();
    take(stage.take(new Truth("c-" + record, null, label, at, at)), record, now);
  }

  private static Instant time(int record) {
    return Stream.START.plus(Duration.ofMinutes(record));
  }

  private Observation observation(MonitoredRelease release, int record) {
    AcsStream.Row row = deal.rows().get(record);
    SourcePosition source = new SourcePosition(Topics.CANDIDATES.name(), 0, record);
    return new Observation(
        release.modelDigest(),
        release.model(),
        "c-" + record,
        Ids.prediction(source, release.modelDigest()),
        source,
        new SourcePosition(Topics.PREDICTIONS.name(), 0, record),
        time(record),
        Doubles.of(row.vector()),
        row.unseen(),
        row.probability(),
        row.positive(),
        groups(row));
  }

  private static Map<String, String> groups(AcsStream.Row row) {
    return Map.of("SEX", row.sex(), "RAC1P", row.race());
  }

  private Explained explained(AcsStream stream, int record) {
    AcsStream.Row row = deal.rows().get(record);
    return new Explained(
        stream.release().modelDigest(),
        new SourcePosition(Topics.EXPLANATIONS.name(), 0, record),
        time(record),
        Doubles.of(stream.contributions(row)),
        groups(row));
  }

  private void take(MonitorStage.Result result, int about, int now) {
    for (Emission emission : result.emissions()) {
      told.accept(emission);
      switch (emission) {
        case Emission.OfAlert(Alert alert) -> {
          Phase phase = deal.of(about);
          int after = about + 1 - deal.begins().getOrDefault(phase, 0);
          changes.add(new Change(phase, after, now + 1, alert));
        }
        case Emission.OfRetraining(Retraining step) -> {
          if (step.state() == RetrainingState.REQUESTED) {
            requests.add(step);
          }
        }
        case Emission.OfSignal(Signal signal) -> {
          if ("policy-standing".equals(signal.limits().thresholdRule())) {
            standing.add(signal);
          }
        }
      }
    }
  }

  Deal deal() {
    return deal;
  }

  /** Every change of an alert, in order. */
  List<Change> changes() {
    return Collections.unmodifiableList(changes);
  }

  /** How often retraining was asked for. */
  int requests() {
    return requests.size();
  }

  /** The standing findings about an attribute. */
  long standing(String attribute) {
    return standing.stream().filter(one -> one.series().column().equals(attribute)).count();
  }

  /** What fired in a phase. */
  List<Change> fired(Phase phase) {
    return changes.stream().filter(one -> one.phase() == phase && one.fires()).toList();
  }

  /** After how many records of a phase a series of the whole model first fired; null for never. */
  @Nullable Integer delay(Phase phase, String metric, String column) {
    return fired(phase).stream()
        .filter(one -> one.metric().equals(metric))
        .filter(one -> one.alert().series().column().equals(column))
        .map(Change::after)
        .findFirst()
        .orElse(null);
  }

  /** The resolution of an alert, or null. */
  @Nullable Change resolution(Change fired) {
    return changes.stream()
        .filter(one -> one.resolves() && one.alert().alertId().equals(fired.alert().alertId()))
        .findFirst()
        .orElse(null);
  }
}
