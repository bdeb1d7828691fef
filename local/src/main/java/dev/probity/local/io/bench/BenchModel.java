// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.model.Ensemble;
import dev.probity.model.Scorer;
import dev.probity.model.shap.ShapRecurrence;
import dev.probity.model.shap.ShapWorkspace;
import dev.probity.model.shap.TreeShap;
import dev.probity.trainer.TrainingMatrix;
import dev.probity.trainer.io.XgboostLearner;
import java.util.Arrays;
import java.util.function.Supplier;

/** One trained model, and the rows it is measured with. */
final class BenchModel {
  static final int BLOCK = 256;

  /** Depth 8 needs more than the default; the figures name what was used. */
  static final long TABLE_BUDGET = 256L << 20;

  private static final int SINGLES = 4_000;

  private final BenchRows.Kind kind;
  private final int depth;
  private final Ensemble ensemble;
  private final TrainingMatrix rows;
  private final float[][] blocks;

  BenchModel(BenchRows.Kind kind, int depth, Ensemble ensemble, TrainingMatrix rows) {
    this.kind = kind;
    this.depth = depth;
    this.ensemble = ensemble;
    this.rows = rows;
    int length = BLOCK * rows.columns();
    this.blocks = new float[rows.rows() / BLOCK][];
    for (int block = 0; block < blocks.length; block++) {
      blocks[block] = Arrays.copyOfRange(rows.values(), block * length, (block + 1) * length);
    }
  }

  Ensemble ensemble() {
    return ensemble;
  }

  TrainingMatrix rows() {
    return rows;
  }

  /** A name for files. */
  String name() {
    return kind.name().toLowerCase(java.util.Locale.ROOT) + "-" + depth;
  }

  /** Measures, and checks that all implementations agree before. */
  ModelFigures measure() {
    TreeShap[] made = new TreeShap[1];
    Scorer[] scorers = new Scorer[1];
    double load =
        Timing.seconds(
            () -> {
              made[0] = new TreeShap(ensemble, TABLE_BUDGET);
              scorers[0] = new Scorer(ensemble);
            });
    TreeShap shap = made[0];
    ShapRecurrence recurrence = new ShapRecurrence(ensemble);
    ShapWorkspace workspace = shap.workspace();
    int width = rows.columns();
    double[] into = new double[BLOCK * width];
    float[] row = new float[width];
    Timing.Run block = i -> shap.explain(blocks[i % blocks.length], BLOCK, into, workspace);
    double difference = difference(shap, recurrence);
    double explained = Timing.best(block);
    double slow = Timing.best(i -> recurrence.explain(blocks[i % blocks.length], BLOCK, into));
    double single = Timing.medianMicros(SINGLES, i -> shap.explain(at(i, row), 1, into, workspace));
    Scorer scorer = scorers[0];
    Scorer.Workspace scoring = scorer.workspace();
    double[] margins = new double[BLOCK];
    Timing.Run score = i -> scorer.margins(blocks[i % blocks.length], BLOCK, margins, scoring);
    double scored = Timing.best(score);
    double[] sink = new double[1];
    double singleScore =
        Timing.medianMicros(10 * SINGLES, i -> sink[0] += scorer.margin(at(i, row), scoring));
    long bytes = Timing.bytes(20, block) + Timing.bytes(20, score);
    return new ModelFigures(
        kind.words(),
        depth,
        ensemble.trees().size(),
        shap.tabulatedTrees(),
        shap.tableBytes() / 1e6,
        load,
        BLOCK / explained,
        BLOCK / slow,
        oldXgboost(),
        single,
        BLOCK / scored,
        singleScore,
        (double) bytes / BLOCK,
        difference);
  }

  private float[] at(int number, float[] row) {
    int width = row.length;
    System.arraycopy(rows.values(), number % rows.rows() * width, row, 0, width);
    return row;
  }

  private TrainingMatrix firstBlock() {
    return new TrainingMatrix(rows.spec(), blocks[0], new float[BLOCK], null);
  }

  private double oldXgboost() {
    float[][][] kept = new float[1][][];
    return new XgboostLearner()
        .explaining(
            ensemble, firstBlock(), explain -> BLOCK / Timing.best(i -> kept[0] = explain.get()));
  }

  /** Largest difference between tables, recurrence and XGBoost4J on the first block. */
  private double difference(TreeShap shap, ShapRecurrence recurrence) {
    double[] tables = contributions();
    double[] other = new double[tables.length];
    recurrence.explain(blocks[0], BLOCK, other);
    float[][] third = new XgboostLearner().explaining(ensemble, firstBlock(), Supplier::get);
    double worst = 0;
    int width = shap.features();
    for (int i = 0; i < tables.length; i++) {
      worst = Math.max(worst, Math.abs(tables[i] - other[i]));
      worst = Math.max(worst, Math.abs(tables[i] - third[i / width][i % width]));
    }
    return worst;
  }

  /** Contributions of the first block's rows. */
  double[] contributions() {
    TreeShap shap = new TreeShap(ensemble, TABLE_BUDGET);
    double[] contributions = new double[BLOCK * rows.columns()];
    shap.explain(blocks[0], BLOCK, contributions, shap.workspace());
    return contributions;
  }
}
