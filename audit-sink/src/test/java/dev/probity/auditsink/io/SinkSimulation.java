// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.auditsink.io.InMemoryStore.Guard;
import dev.probity.auditsink.io.SinkRun.Accident;
import dev.probity.auditsink.io.SinkRun.Outcome;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * R2 and R3: the real sink, reader, signer and verifier through thousands of runs of accidents, on
 * a log and a store of lists. A seed that fails is printed; {@code -Dprobity.seed=} runs it alone
 * and tells its story. {@code ./probity test --soak} runs a hundred times as many, or as many as
 * {@code -Dprobity.simulation.seeds=} says.
 */
class SinkSimulation {
  private static final int SEEDS =
      Integer.getInteger(
          "probity.simulation.seeds", Boolean.getBoolean("probity.soak") ? 1_000_000 : 10_000);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int CONTROLS = 200;
  private static final Set<Guard> NONE = EnumSet.noneOf(Guard.class);

  private static Outcome run(long seed) {
    return new SinkRun(seed, NONE, false).run();
  }

  @Test
  void nothingIsLostOrDoubledByAnyAccident() {
    Long only = Long.getLong("probity.seed");
    if (only != null) {
      SinkRun one = new SinkRun(only, NONE, false);
      Outcome outcome = one.run();
      System.out.printf("seed %d%n  %s%n%s%n", only, String.join("\n  ", one.story()), outcome);
      assertTrue(outcome.sound(), outcome.toString());
      return;
    }
    Map<Accident, Integer> happened = new EnumMap<>(Accident.class);
    long records = 0;
    long began = THREADS.getCurrentThreadCpuTime();
    for (long seed = 0; seed < SEEDS; seed++) {
      Outcome outcome = run(seed);
      assertTrue(outcome.sound(), () -> "-Dprobity.seed=" + outcome.seed() + ": " + outcome);
      assertTrue(outcome.records() >= 200, outcome.toString());
      assertTrue(crashes(outcome) >= 3, outcome.toString());
      records += outcome.records();
      outcome
          .happened()
          .forEach((accident, times) -> happened.merge(accident, times, Integer::sum));
    }
    System.out.printf(
        "simulation       %,d seeds, %,d records, 0 lost, 0 doubled, %.1f CPU seconds%n  %s%n",
        SEEDS, records, (THREADS.getCurrentThreadCpuTime() - began) / 1e9, happened);
    Set<Accident> all = EnumSet.complementOf(EnumSet.of(Accident.POSITION_SET_BACK));
    assertEquals(all, happened.keySet(), "kinds of accidents that happened");
  }

  private static int crashes(Outcome outcome) {
    return outcome.happened().entrySet().stream()
        .filter(each -> each.getKey().name().startsWith("CRASH"))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  @Test
  void aSeedGivesTheSameRunAgain() {
    SinkRun first = new SinkRun(42, NONE, false);
    SinkRun again = new SinkRun(42, NONE, false);

    assertEquals(first.run(), again.run());
    assertEquals(first.story(), again.story());
  }

  @Test
  void withoutFenceAndUniqueKeyTheZombieIsFound() {
    assertCaught(
        "no fence, no unique key",
        EnumSet.of(Guard.FENCE, Guard.UNIQUE_KEY),
        false,
        outcome -> outcome.staleWrites() > 0,
        outcome -> !outcome.problems().isEmpty());
  }

  @Test
  void withoutTheFenceAloneTheUniqueKeyStillRefusesTheZombie() {
    assertCaught(
        "no fence",
        EnumSet.of(Guard.FENCE),
        false,
        outcome -> outcome.staleWrites() > 0,
        outcome -> outcome.refused() > 0 || !outcome.sound());
  }

  @Test
  void withoutTheUniqueKeyAPositionThatWasSetBackIsFound() {
    assertCaught(
        "no unique key",
        EnumSet.of(Guard.UNIQUE_KEY),
        true,
        outcome -> outcome.happened().containsKey(Accident.POSITION_SET_BACK),
        outcome -> !outcome.problems().isEmpty());
  }

  @Test
  void withTheUniqueKeyAPositionThatWasSetBackHaltsTheSinkBeforeADoubleIsWritten() {
    assertCaught(
        "position set back",
        NONE,
        true,
        outcome -> outcome.happened().containsKey(Accident.POSITION_SET_BACK),
        outcome -> String.valueOf(outcome.halted()).startsWith("DUPLICATE_POSITION"));
  }

  @Test
  void positionsCommittedBeforeTheirRowsAreFound() {
    assertCaught(
        "commit before write",
        EnumSet.of(Guard.ONE_TRANSACTION),
        false,
        outcome -> outcome.tornWrites() > 0,
        outcome -> !outcome.problems().isEmpty());
  }

  /** The checks can fail: of the runs in which it matters, at least 95 in 100 are caught. */
  private static void assertCaught(
      String what,
      Set<Guard> removed,
      boolean setsBack,
      Predicate<Outcome> matters,
      Predicate<Outcome> caught) {
    int mattered = 0;
    int found = 0;
    for (long seed = 0; seed < CONTROLS; seed++) {
      Outcome outcome = new SinkRun(seed, removed, setsBack).run();
      if (matters.test(outcome)) {
        mattered++;
        found += caught.test(outcome) ? 1 : 0;
      }
    }
    System.out.printf("negative control %s: %d of %d caught%n", what, found, mattered);
    assertTrue(mattered >= CONTROLS / 4, what + " mattered in " + mattered + " runs only");
    assertTrue(found >= Math.ceil(0.95 * mattered), what + ": " + found + " of " + mattered);
  }
}
