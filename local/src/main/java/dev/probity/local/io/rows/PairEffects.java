// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

import dev.probity.model.Scorer;
import dev.probity.model.shap.Interactions;
import dev.probity.model.shap.ShapWorkspace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SHAP interaction values: main effects, and half of each pair's effect. */
final class PairEffects implements RowView {
  private final List<String> features;
  private final Interactions interactions;
  private final ShapWorkspace workspace;
  private final Scorer scorer;
  private final Scorer.Workspace scoring;
  private final double[] margins = new double[RowRun.BLOCK];
  private final double[] effects;

  PairEffects(ModelFile model) {
    features = model.spec().names();
    interactions = new Interactions(model.ensemble());
    workspace = interactions.workspace();
    scorer = new Scorer(model.ensemble());
    scoring = scorer.workspace();
    effects = new double[Math.multiplyExact(RowRun.BLOCK, interactions.pairs())];
  }

  @Override
  public List<String> columns() {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      for (int j = i; j < features.size(); j++) {
        columns.add(features.get(i) + "*" + features.get(j));
      }
    }
    return columns;
  }

  @Override
  public void compute(float[] rows, int count) {
    scorer.margins(rows, count, margins, scoring);
    interactions.explain(rows, count, effects, workspace);
  }

  @Override
  public @Nullable String rejected(int row) {
    double sum = interactions.baseValue();
    for (int i = 0; i < features.size(); i++) {
      for (int j = i; j < features.size(); j++) {
        sum += (i == j ? 1 : 2) * effect(row, i, j);
      }
    }
    return Contributions.addsUp(sum, margins[row]) ? null : RowRun.EXPLAIN_FAILED;
  }

  @Override
  public void write(int row, StringBuilder line) {
    for (int i = 0; i < features.size(); i++) {
      for (int j = i; j < features.size(); j++) {
        line.append(',').append(effect(row, i, j));
      }
    }
  }

  private double effect(int row, int i, int j) {
    return effects[row * interactions.pairs() + interactions.pair(i, j)];
  }
}
