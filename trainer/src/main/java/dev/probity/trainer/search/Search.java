// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.search;

import dev.probity.model.Ensemble;
import dev.probity.model.Scorer;
import dev.probity.model.shap.TreeShap;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.Growing;
import dev.probity.trainer.GrownTrees;
import dev.probity.trainer.Growth;
import dev.probity.trainer.HeldRows;
import dev.probity.trainer.Learner;
import dev.probity.trainer.LearnerInfo.Capability;
import dev.probity.trainer.TrainingMatrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Draws parameters at random, grows a little of each, and goes on with the better third, tree by
 * tree from where each stands. Judged by the validation log-loss, ties by fewer nodes; no clock has
 * a say, so the same rows and seed choose the same parameters.
 */
public final class Search implements Growing {
  private final Learner learner;
  private final Halving halving;
  private final long seed;
  private final TrialListener listener;

  /**
   * A search.
   *
   * @param learner grows the trees
   * @param halving how many trials, and how long each lasts
   * @param seed of the draws, and of whatever the learner draws
   * @param listener hears each trial at each rung
   */
  public Search(Learner learner, Halving halving, long seed, TrialListener listener) {
    learner.info().require(Set.of(Capability.CONTINUING));
    this.learner = learner;
    this.halving = halving;
    this.seed = seed;
    this.listener = listener;
  }

  @Override
  public String described() {
    return "search of " + halving.trials() + " trials, seed " + seed;
  }

  /** A trial under way. */
  private record Runner(int trial, Boosting boosting, Growth growth) {}

  private record Standing(Runner runner, TrialRow row) {}

  @Override
  public Decision decide(TrainingMatrix fit, TrainingMatrix validation) {
    try (HeldRows rows = learner.hold(fit, validation)) {
      List<Runner> field = new ArrayList<>();
      for (int trial = 1; trial <= halving.trials(); trial++) {
        Boosting drawn = SearchSpace.draw(seed, trial);
        field.add(new Runner(trial, drawn, rows.begin(drawn, seed)));
      }
      for (Halving.Rung rung : halving.rungs()) {
        List<Standing> standings = new ArrayList<>();
        for (Runner runner : field) {
          TrialRow row = grown(runner, rung);
          standings.add(new Standing(runner, row));
          String given = listener.reached(row);
          if (given != null) {
            return new Abandoned(given);
          }
        }
        field = kept(standings, next(rung));
      }
      return chosen(field, validation);
    }
  }

  /** How many go on from a rung; all those of the last stay for the choice. */
  private int next(Halving.Rung rung) {
    List<Halving.Rung> rungs = halving.rungs();
    return rung.number() < rungs.size() ? rungs.get(rung.number()).trials() : rung.trials();
  }

  private static TrialRow grown(Runner runner, Halving.Rung rung) {
    Growth growth = runner.growth();
    growth.growTo(rung.trees(runner.boosting().rounds()));
    GrownTrees best = growth.best();
    List<Double> losses = growth.validationLogLoss();
    return new TrialRow(
        runner.trial(),
        rung.number(),
        runner.boosting(),
        losses.size(),
        best.trees(),
        best.ensemble().nodes(),
        losses.get(best.trees() - 1));
  }

  private static List<Runner> kept(List<Standing> standings, int count) {
    List<Standing> order = new ArrayList<>(standings);
    order.sort(
        Comparator.<Standing>comparingDouble(standing -> standing.row().logLoss())
            .thenComparingInt(standing -> standing.row().nodes())
            .thenComparingInt(standing -> standing.row().trial()));
    order.subList(count, order.size()).forEach(dropped -> dropped.runner().growth().close());
    return order.subList(0, count).stream().map(Standing::runner).toList();
  }

  private Decision chosen(List<Runner> field, TrainingMatrix validation) {
    List<Finalist> finalists = new ArrayList<>();
    for (Runner runner : field) {
      finalists.add(finalist(runner, validation));
    }
    Finalist won = Finalist.choose(finalists);
    for (Finalist finalist : finalists) {
      listener.judged(finalist.trial() == won.trial() ? won : finalist);
    }
    for (Runner runner : field) {
      if (runner.trial() == won.trial()) {
        return new Chosen(
            runner.boosting(),
            runner.growth().best().trees(),
            runner.growth().validationLogLoss(),
            runner.trial());
      }
    }
    throw new IllegalStateException("trial " + won.trial() + " is none of the finalists");
  }

  private static Finalist finalist(Runner runner, TrainingMatrix validation) {
    Ensemble ensemble = runner.growth().best().ensemble();
    int rows = validation.rows();
    double[] margins = new double[rows];
    Scorer scorer = new Scorer(ensemble);
    scorer.margins(validation.values(), rows, margins, scorer.workspace());
    double sum = 0;
    double squares = 0;
    for (int row = 0; row < rows; row++) {
      double loss = loss(margins[row], validation.labels()[row] > 0);
      sum += loss;
      squares += loss * loss;
    }
    double mean = sum / rows;
    double variance = Math.max(0, squares / rows - mean * mean);
    return new Finalist(
        runner.trial(),
        mean,
        Math.sqrt(variance / rows),
        TreeShap.tableBytes(ensemble),
        ensemble.nodes(),
        false);
  }

  /** ln(1 + exp(∓margin)): a margin of 0 costs ln 2 = .6931 either way. */
  public static double loss(double margin, boolean positive) {
    double against = positive ? -margin : margin;
    return Math.max(against, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(against)));
  }
}
