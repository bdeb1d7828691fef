// SPDX-License-Identifier: Apache-2.0
package dev.probity.driftmonitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Topics;
import dev.probity.topics.record.Alert;
import dev.probity.topics.record.AlertStatus;
import dev.probity.topics.record.OversightAction;
import dev.probity.topics.record.Severity;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Doubles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every alarm proven twice: on a stream that is wrong in the way the alarm is for it fires, and
 * ends when the stream is mended; on one that is wrong just so little that it is no harm, it stays
 * silent. Each stream is 4,000 quiet rows, then 4,000 wrong ones, then 6,000 quiet ones.
 */
class AlarmProofTest {
  private static final int ROWS = 500;
  private static final int QUIET = 4_000;
  private static final int WRONG = 4_000;
  private static final int MENDED = 6_000;
  private static final MonitoredRelease RELEASE = Stream.release(20_000, ROWS);
  private static final int HICOV = 4;
  private static final MonitoredRelease EXPLAINED = Stream.explainedRelease(20_000, ROWS);
  private static final int AGEP = 7;
  private static final int SCHL = 8;
  private static final String REJECTS = "reject_rate";

  /** What is done to a row; how often it happens is told by the fault. */
  private interface Harm {
    Row apply(Row row, Random random);
  }

  /** A row on its way to the monitor. */
  private record Row(Stream.Case one, List<String> unseen, OversightAction action, double looked) {
    static Row of(Stream.Case one, OversightAction action) {
      return new Row(one, List.of(), action, 60);
    }

    Row with(int feature, double value) {
      double[] vector = one.vector().clone();
      vector[feature] = value;
      return new Row(
          new Stream.Case(one.id(), vector, one.probability(), one.label(), one.sex(), one.race()),
          unseen,
          action,
          looked);
    }

    Row unseen(String feature) {
      return new Row(one, List.of(feature), action, looked);
    }

    Row named(String id) {
      return new Row(
          new Stream.Case(id, one.vector(), one.probability(), one.label(), one.sex(), one.race()),
          unseen,
          action,
          looked);
    }

    Row scored(double probability) {
      return new Row(
          new Stream.Case(one.id(), one.vector(), probability, one.label(), one.sex(), one.race()),
          unseen,
          action,
          looked);
    }

    Row labelled(boolean label) {
      return new Row(
          new Stream.Case(one.id(), one.vector(), one.probability(), label, one.sex(), one.race()),
          unseen,
          action,
          looked);
    }

    Row reviewed(OversightAction how, double seconds) {
      return new Row(one, unseen, how, seconds);
    }

    boolean woman() {
      return one.sex().equals("2");
    }
  }

  /** What can be wrong: the alarm for it, how often it must happen, and how often it may. */
  private enum Fault {
    MISSING(
        "missing_rate", "HICOV", Severity.WARNING, .05, .003, (r, x) -> r.with(HICOV, Double.NaN)),
    UNSEEN("unseen_rate", "HICOV", Severity.WARNING, .05, .003, (r, x) -> r.unseen("HICOV")),
    RANGE("range_rate", "AGEP", Severity.WARNING, .08, .003, (r, x) -> r.with(AGEP, 500)),
    DUPLICATE("duplicate_rate", "", Severity.WARNING, .08, .003, (r, x) -> r.named("again")),
    DEVIATION("deviation", "AGEP", Severity.DIAGNOSTIC, .4, .02, (r, x) -> r.with(AGEP, 75)),
    DISTANCE("jensen_shannon", "AGEP", Severity.DIAGNOSTIC, .4, .02, (r, x) -> r.with(AGEP, 75)),
    RECONSTRUCTION(
        "pca_reconstruction_error", "", Severity.DIAGNOSTIC, .3, .001, (r, x) -> r.with(AGEP, 200)),
    ATTRIBUTION(
        "attribution_distance", "AGEP", Severity.DIAGNOSTIC, .4, .02, (r, x) -> r.with(AGEP, 75)),
    IMPORTANCE(
        "attribution_total_variation",
        "",
        Severity.DIAGNOSTIC,
        .4,
        .003,
        (r, x) -> r.with(SCHL, 60)),
    IMPACT(
        "impact_ratio_change",
        "SEX",
        Severity.CRITICAL,
        .5,
        .02,
        (r, x) -> r.woman() ? r.scored(Math.min(.4, r.one().probability())) : r),
    GROUP_UNDER(
        "group_underprediction",
        "SEX",
        Severity.CRITICAL,
        .5,
        .04,
        (r, x) -> r.woman() ? r.labelled(true) : r),
    GROUP_OVER(
        "group_overprediction",
        "SEX",
        Severity.CRITICAL,
        .5,
        .04,
        (r, x) -> r.woman() ? r.labelled(false) : r),
    GROUP_ERROR(
        "group_error", "SEX", Severity.CRITICAL, .3, .01, (r, x) -> r.woman() ? contrary(r, x) : r),
    STAMPED(
        "override_rate",
        "",
        Severity.WARNING,
        1,
        .2,
        (r, x) -> r.reviewed(OversightAction.CONFIRMED, 60)),
    HASTY("hasty_rate", "", Severity.WARNING, .8, .2, (r, x) -> r.reviewed(r.action(), 3)),
    ERROR("error", "", Severity.CRITICAL, .3, 0, AlarmProofTest::contrary),
    BRIER("brier", "", Severity.CRITICAL, .3, 0, AlarmProofTest::contrary),
    UNDER_CRITICAL(
        "underprediction_critical", "", Severity.CRITICAL, .4, .05, (r, x) -> r.labelled(true)),
    UNDER_WARNING(
        "underprediction_warning", "", Severity.WARNING, .4, .01, (r, x) -> r.labelled(true)),
    OVER_CRITICAL(
        "overprediction_critical", "", Severity.CRITICAL, .4, .05, (r, x) -> r.labelled(false)),
    OVER_WARNING(
        "overprediction_warning", "", Severity.WARNING, .4, .01, (r, x) -> r.labelled(false)),
    EXPECTED("expected_error", "", Severity.WARNING, .3, 0, (r, x) -> r.scored(.5));

    private final String metric;
    private final String column;
    private final Severity severity;
    private final double harmful;
    private final double harmless;
    private final Harm harm;

    Fault(
        String metric,
        String column,
        Severity severity,
        double harmful,
        double harmless,
        Harm harm) {
      this.metric = metric;
      this.column = column;
      this.severity = severity;
      this.harmful = harmful;
      this.harmless = harmless;
      this.harm = harm;
    }

    /** Whether it takes explanations and principal components to see. */
    boolean explained() {
      return this == RECONSTRUCTION || this == ATTRIBUTION || this == IMPORTANCE;
    }

    boolean isMeant(Alert alert) {
      return alert.series().metric().equals(metric) && alert.series().column().equals(column);
    }
  }

  private static Row contrary(Row row, Random random) {
    return row.labelled(!row.one().positive());
  }

  /** A change of an alert after so many rows. */
  private record Change(int at, Alert alert) {
    boolean is(AlertStatus state) {
      return alert.state() == state;
    }

    @Override
    public String toString() {
      return "%s %s %s %s at %d"
          .formatted(
              alert.series().metric(),
              alert.series().column(),
              alert.series().segment(),
              alert.state().code(),
              at);
    }
  }

  private static List<Change> run(Fault fault, double share) {
    ModelMonitor monitor =
        new ModelMonitor(
            fault.explained() ? EXPLAINED : RELEASE,
            new MonitorSettings(ROWS, 50, Stream.PROFILE.alarms()),
            new InMemoryMonitorStore());
    Stream stream = new Stream(fault.ordinal() + 1);
    Random random = new Random(99);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < QUIET + WRONG + MENDED; i++) {
      OversightAction usual =
          random.nextInt(10) == 0 ? OversightAction.OVERRIDDEN : OversightAction.CONFIRMED;
      Row row = Row.of(stream.next(), usual);
      boolean wrong = i >= QUIET && i < QUIET + WRONG && random.nextDouble() < share;
      row = wrong ? fault.harm.apply(row, random) : row;
      Instant at = Stream.START.plusSeconds(i);
      List<Emission> said = new ArrayList<>(monitor.observe(observation(row, i), at));
      if (fault.explained()) {
        said.addAll(
            monitor.explained(
                new Explained(
                    Stream.DIGEST,
                    new SourcePosition(Topics.EXPLANATIONS.name(), 0, i),
                    at,
                    Doubles.of(Stream.contributions(row.one())),
                    Map.of())));
      }
      said.addAll(monitor.label(i, row.one().label(), at, at));
      said.addAll(
          monitor.review(i, new Review(row.one().id(), null, row.action(), row.looked(), at)));
      for (Emission one : said) {
        if (one instanceof Emission.OfAlert(Alert alert)) {
          changes.add(new Change(i, alert));
        }
      }
    }
    return changes;
  }

  private static Observation observation(Row row, int n) {
    Observation plain = Stream.observation(row.one(), n);
    return new Observation(
        plain.modelDigest(),
        plain.model(),
        plain.candidateId(),
        plain.predictionId(),
        plain.source(),
        plain.position(),
        plain.time(),
        plain.vector(),
        row.unseen(),
        plain.probability(),
        plain.positive(),
        plain.groups());
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void firesWhereTheStreamIsWrongAndEndsWhereItIsMended(Fault fault) {
    // When
    List<Change> changes = run(fault, fault.harmful);

    // Then
    List<Change> meant =
        changes.stream()
            .filter(change -> fault.isMeant(change.alert()))
            .filter(change -> !change.is(AlertStatus.PENDING))
            .filter(change -> !"not-confirmed".equals(change.alert().reason()))
            .toList();
    System.out.printf("%s of %.0f %%: %s%n", fault, 100 * fault.harmful, meant);
    assertFalse(meant.isEmpty(), changes.toString());
    for (Change change : meant) {
      boolean fired = change.is(AlertStatus.FIRING);
      assertTrue(change.at() >= QUIET, change.toString());
      assertTrue(!fired || change.at() < QUIET + WRONG, change.toString());
      assertTrue(fired || change.at() >= QUIET + WRONG, change.toString());
      assertEquals(fault.severity, change.alert().severity());
    }
    assertEquals(ids(meant, AlertStatus.FIRING), ids(meant, AlertStatus.RESOLVED));
    long notified = meant.stream().filter(change -> change.is(AlertStatus.FIRING)).count();
    assertEquals(ids(meant, AlertStatus.FIRING).size(), notified, "told once each");
  }

  private static Set<String> ids(List<Change> changes, AlertStatus state) {
    return changes.stream()
        .filter(change -> change.is(state))
        .map(change -> change.alert().alertId())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void staysSilentWhereTheStreamIsHardlyWrong(Fault fault) {
    // When
    List<Change> changes = run(fault, fault.harmless);

    // Then
    assertEquals(
        List.of(),
        changes.stream()
            .filter(change -> fault.isMeant(change.alert()))
            .filter(change -> !change.is(AlertStatus.PENDING))
            .filter(change -> !"not-confirmed".equals(change.alert().reason()))
            .toList());
  }

  /** Candidates as they come, of whom a share is refused while the stream is wrong. */
  private static List<Change> refusing(double share, double always, int restartEvery) {
    InMemoryMonitorStore store = new InMemoryMonitorStore();
    MonitorStage stage = stage(store);
    Stream stream = new Stream(17);
    Random random = new Random(18);
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < QUIET + WRONG + MENDED; i++) {
      boolean wrong = i >= QUIET && i < QUIET + WRONG;
      boolean refused = random.nextDouble() < (wrong ? share : always);
      StageInput input =
          refused
              ? new Refused(Stream.START.plusSeconds(i))
              : observation(Row.of(stream.next(), OversightAction.CONFIRMED), i);
      if (restartEvery > 0 && i % restartEvery == restartEvery - 1) {
        stage = stage(store);
      }
      for (Emission one : stage.take(input).emissions()) {
        if (one instanceof Emission.OfAlert(Alert alert)
            && alert.series().metric().equals(REJECTS)) {
          changes.add(new Change(i, alert));
        }
      }
    }
    return changes;
  }

  private static MonitorStage stage(InMemoryMonitorStore store) {
    return new MonitorStage(
        new MonitorSettings(ROWS, 50, Stream.PROFILE.alarms()),
        digest -> RELEASE,
        digest -> store,
        store,
        store,
        100);
  }

  @Test
  void tooManyRefusedCandidatesRingUntilTheyAreFewAgain() {
    // When
    List<Change> changes = refusing(.06, .005, 0);
    List<Change> all = refusing(1, 0, 0);
    List<Change> restarted = refusing(.06, .005, 7);

    // Then
    System.out.printf("refused, 6 %%: %s; all: %s%n", changes, all);
    for (List<Change> one : List.of(changes, all)) {
      assertEquals(2, one.size(), one.toString());
      Change rang = one.getFirst();
      assertTrue(rang.is(AlertStatus.FIRING) && rang.at() >= QUIET, one.toString());
      assertTrue(rang.at() < QUIET + WRONG, one.toString());
      assertEquals(Severity.WARNING, rang.alert().severity());
      assertTrue(one.getLast().is(AlertStatus.RESOLVED), one.toString());
      assertTrue(one.getLast().at() >= QUIET + WRONG, one.toString());
    }
    assertTrue(all.getFirst().at() < QUIET + 150, "nobody is decided on: " + all);
    assertEquals(changes.toString(), restarted.toString(), "restarts change nothing");
  }

  /** A hundredth, as in the demo, and a little more are what the profile bears. */
  @Test
  void fewRefusedCandidatesAreSilent() {
    assertEquals(List.of(), refusing(.01, .01, 0));
    assertEquals(List.of(), refusing(.018, .005, 0));
  }

  /** An alarm that is added without a proof shows here. */
  @Test
  void everyAlarmThereIsHasItsProof() {
    // When
    Set<String> alarms = new TreeSet<>(WindowAlerts.metrics());
    for (Alarm alarm : Alarm.values()) {
      alarms.add(alarm.metric());
    }
    alarms.addAll(
        Set.of(
            "missing_rate",
            "unseen_rate",
            "deviation",
            "impact_ratio_change",
            "group_underprediction",
            "group_overprediction",
            "group_error",
            REJECTS));

    // Then
    Set<String> proven = new TreeSet<>(Set.of(REJECTS));
    for (Fault fault : Fault.values()) {
      proven.add(fault.metric);
    }
    assertEquals(alarms, proven);
  }
}
