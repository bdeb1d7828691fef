// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.model.Ensemble;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.io.XgboostLearner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Grows models on Census rows with XGBoost4J, then measures scoring and explaining with them, every
 * peer in the same run on the same rows.
 */
public final class ModelBench {
  private static final int TEST_ROWS = 4_096;
  private static final int ONE_HOT = 4;

  private final BenchRows rows;
  private final List<Integer> depths;
  private final int trees;

  private ModelBench(BenchRows rows, List<Integer> depths, int trees) {
    this.rows = rows;
    this.depths = List.copyOf(depths);
    this.trees = trees;
  }

  /**
   * Reads the rows.
   *
   * @param depths depth limits of the models
   * @param trees trees of each model
   */
  public static ModelBench load(List<Integer> depths, int trees) throws IOException {
    return new ModelBench(BenchRows.load(), depths, trees);
  }

  /**
   * Measures.
   *
   * @param python the Python to compare with, or null for none
   * @param progress told what is under way
   */
  public ModelBenchReport run(@Nullable String python, Consumer<String> progress)
      throws IOException, InterruptedException {
    List<BenchModel> models = new ArrayList<>();
    for (BenchRows.Kind kind : BenchRows.Kind.values()) {
      BenchRows.Encoded encoded = rows.encoded(kind, TEST_ROWS);
      for (int depth : depths) {
        progress.accept("growing " + trees + " trees of depth " + depth + ", " + kind.words());
        Boosting boosting = new Boosting(depth, trees, trees, 0.1, 1, 1, ONE_HOT);
        Ensemble grown = new XgboostLearner().grow(encoded.train(), boosting, 1).ensemble();
        models.add(new BenchModel(kind, depth, grown, encoded.test()));
      }
    }
    List<ModelFigures> figures = new ArrayList<>();
    for (BenchModel model : models) {
      progress.accept("measuring " + model.name());
      figures.add(model.measure());
    }
    if (python == null) {
      return new ModelBenchReport(figures, new PythonPeer.Skipped("not asked for"));
    }
    progress.accept("measuring the same with " + python);
    return new ModelBenchReport(figures, new PythonPeer(python).measure(models));
  }
}
