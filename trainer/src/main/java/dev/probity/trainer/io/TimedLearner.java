// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.trainer.Boosting;
import dev.probity.trainer.GrownTrees;
import dev.probity.trainer.Growth;
import dev.probity.trainer.HeldRows;
import dev.probity.trainer.Learner;
import dev.probity.trainer.LearnerInfo;
import dev.probity.trainer.TrainingMatrix;
import java.util.List;
import java.util.function.Supplier;

/** A learner, and the wall time it spends growing trees. */
final class TimedLearner implements Learner {
  private final Learner learner;
  private long nanos;

  TimedLearner(Learner learner) {
    this.learner = learner;
  }

  /** Time spent so far, in seconds. */
  double seconds() {
    return Math.round(nanos / 1e6) / 1e3;
  }

  @Override
  public LearnerInfo info() {
    return learner.info();
  }

  @Override
  public GrownTrees fit(
      TrainingMatrix fit, TrainingMatrix validation, Boosting boosting, long seed) {
    return timed(() -> learner.fit(fit, validation, boosting, seed));
  }

  @Override
  public GrownTrees grow(TrainingMatrix rows, Boosting boosting, long seed) {
    return timed(() -> learner.grow(rows, boosting, seed));
  }

  @Override
  public HeldRows hold(TrainingMatrix fit, TrainingMatrix validation) {
    HeldRows held = timed(() -> learner.hold(fit, validation));
    return new HeldRows() {
      @Override
      public Growth begin(Boosting boosting, long seed) {
        return new Timed(timed(() -> held.begin(boosting, seed)));
      }

      @Override
      public void close() {
        held.close();
      }
    };
  }

  private final class Timed implements Growth {
    private final Growth growth;

    Timed(Growth growth) {
      this.growth = growth;
    }

    @Override
    public void growTo(int trees) {
      long before = System.nanoTime();
      growth.growTo(trees);
      nanos += System.nanoTime() - before;
    }

    @Override
    public List<Double> validationLogLoss() {
      return growth.validationLogLoss();
    }

    @Override
    public GrownTrees best() {
      return growth.best();
    }

    @Override
    public void close() {
      growth.close();
    }
  }

  private <T> T timed(Supplier<T> growing) {
    long before = System.nanoTime();
    T grown = growing.get();
    nanos += System.nanoTime() - before;
    return grown;
  }
}
