// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Ensemble;
import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.model.Objective;
import dev.probity.model.Tree;
import dev.probity.model.TreeBuilder;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.Growing;
import dev.probity.trainer.GrownTrees;
import dev.probity.trainer.Growth;
import dev.probity.trainer.HeldRows;
import dev.probity.trainer.Learner;
import dev.probity.trainer.LearnerInfo;
import dev.probity.trainer.TrainingMatrix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SearchTest {
  private static final FeatureSpec SPEC =
      new FeatureSpec(List.of(Feature.Numeric.whole("AGE", 0, 99)));
  private static final TrainingMatrix ROWS =
      new TrainingMatrix(SPEC, new float[] {20, 40, 60, 80}, new float[] {0, 0, 1, 1}, null);

  private final Scripted learner = new Scripted();
  private final List<TrialRow> rows = new ArrayList<>();

  @Test
  void betterThirdOfEachRungGoesOnFromWhereItStands() {
    // When
    Growing.Chosen chosen =
        assertInstanceOf(Growing.Chosen.class, search(27, null).decide(ROWS, ROWS));
    // Then
    assertEquals(List.of(27L, 9L, 3L), List.of(reached(1), reached(2), reached(3)));
    assertEquals(best(9, trials(1), 1), trials(2));
    assertEquals(best(3, trials(2), 2), trials(3));
    assertTrue(trials(3).contains(chosen.trial()), "trial " + chosen.trial());
    assertEquals(SearchSpace.draw(5, chosen.trial()), chosen.boosting());
    for (ScriptedGrowth growth : learner.begun) {
      List<Integer> stops = growth.stops;
      assertEquals(stops.stream().sorted().toList(), stops, "never grown back");
      assertTrue(growth.closed > 0, "closed");
    }
    int grown = learner.begun.stream().mapToInt(growth -> growth.losses.size()).sum();
    int budget = learner.begun.stream().mapToInt(growth -> growth.boosting.rounds()).sum();
    assertTrue(grown < budget / 3, grown + " trees grown of " + budget);
  }

  @Test
  void equalLossesGoToFewerNodes() {
    // Given
    learner.flat = true;
    // When
    search(9, null).decide(ROWS, ROWS);
    // Then
    int most = nodesAt(2).stream().max(Integer::compare).orElseThrow();
    List<Integer> dropped =
        rows.stream()
            .filter(row -> row.rung() == 1 && !trials(2).contains(row.trial()))
            .map(TrialRow::nodes)
            .toList();
    assertTrue(
        dropped.stream().allMatch(nodes -> nodes >= most), most + " kept, dropped " + dropped);
  }

  @Test
  void searchThatIsGivenUpSaysWhyAndLetsGoOfEverything() {
    // When
    Growing.Decision decision = search(27, "time is over").decide(ROWS, ROWS);
    // Then
    assertEquals(new Growing.Abandoned("time is over"), decision);
    assertEquals(5, rows.size());
    assertTrue(learner.closed);
  }

  @Test
  void learnerThatCannotContinueIsRefused() {
    // Given
    learner.capabilities = Set.of(LearnerInfo.Capability.DETERMINISTIC);
    // Then
    String said = assertThrows(IllegalArgumentException.class, () -> search(27, null)).getMessage();
    assertTrue(said.contains("CONTINUING"), said);
  }

  private Search search(int trials, @Nullable String giveUp) {
    return new Search(
        learner,
        new Halving(trials),
        5,
        row -> {
          rows.add(row);
          return rows.size() == 5 ? giveUp : null;
        });
  }

  private long reached(int rung) {
    return rows.stream().filter(row -> row.rung() == rung).count();
  }

  private Set<Integer> trials(int rung) {
    return rows.stream()
        .filter(row -> row.rung() == rung)
        .map(TrialRow::trial)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private List<Integer> nodesAt(int rung) {
    return rows.stream().filter(row -> row.rung() == rung).map(TrialRow::nodes).toList();
  }

  /** The trials of least loss at a rung. */
  private Set<Integer> best(int count, Set<Integer> of, int rung) {
    return rows.stream()
        .filter(row -> row.rung() == rung && of.contains(row.trial()))
        .sorted(Comparator.comparingDouble(TrialRow::logLoss))
        .limit(count)
        .map(TrialRow::trial)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A learner whose losses fall as its parameters say; its trees are stumps. */
  private static final class Scripted implements Learner {
    private final List<ScriptedGrowth> begun = new ArrayList<>();
    private Set<LearnerInfo.Capability> capabilities = EnumSet.allOf(LearnerInfo.Capability.class);
    private boolean flat;
    private boolean closed;

    @Override
    public LearnerInfo info() {
      return new LearnerInfo("scripted", "1", "count", capabilities);
    }

    @Override
    public GrownTrees fit(TrainingMatrix fit, TrainingMatrix watch, Boosting boosting, long seed) {
      throw new AssertionError("a search continues growths");
    }

    @Override
    public GrownTrees grow(TrainingMatrix all, Boosting boosting, long seed) {
      throw new AssertionError("a search continues growths");
    }

    @Override
    public HeldRows hold(TrainingMatrix fit, TrainingMatrix validation) {
      return new HeldRows() {
        @Override
        public Growth begin(Boosting boosting, long seed) {
          ScriptedGrowth growth = new ScriptedGrowth(begun.size() + 1, boosting, flat);
          begun.add(growth);
          return growth;
        }

        @Override
        public void close() {
          closed = true;
          begun.forEach(ScriptedGrowth::close);
        }
      };
    }
  }

  private static final class ScriptedGrowth implements Growth {
    private final int trial;
    private final Boosting boosting;
    private final boolean flat;
    private final List<Integer> stops = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private int closed;

    ScriptedGrowth(int trial, Boosting boosting, boolean flat) {
      this.trial = trial;
      this.boosting = boosting;
      this.flat = flat;
    }

    @Override
    public void growTo(int trees) {
      stops.add(trees);
      while (losses.size() < trees) {
        double fallen = .3 + .4 * Math.exp(-boosting.learningRate() * losses.size());
        losses.add(flat ? .5 : fallen + boosting.lambda() * 1e-4);
      }
    }

    @Override
    public List<Double> validationLogLoss() {
      return losses;
    }

    @Override
    public GrownTrees best() {
      int kept = flat ? 1 + trial % 7 : losses.size();
      Tree stump = new TreeBuilder().split(0, 50, true, 2).leaf(-.1f, 1).leaf(.1f, 1).build();
      Ensemble ensemble =
          new Ensemble(1, Objective.BINARY_LOGISTIC, .5f, Collections.nCopies(kept, stump));
      return new GrownTrees(ensemble, losses);
    }

    @Override
    public void close() {
      closed++;
    }
  }
}
