// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

import dev.probity.model.shap.Attribution;
import dev.probity.model.shap.Interventional;
import dev.probity.model.shap.ShapWorkspace;
import dev.probity.model.shap.TreeShap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scores, base value and one contribution per feature: path-dependent, or against a background. A
 * row whose base value and contributions do not add up to its margin is rejected.
 */
final class Contributions implements RowView {
  private final Scores scores;
  private final List<String> features;
  private final double baseValue;
  private final Explainer explainer;
  private final double[] parts;

  private interface Explainer {
    void explain(float[] rows, int count, double[] contributions);
  }

  private Contributions(ModelFile model, double baseValue, Explainer explainer) {
    this.scores = new Scores(model);
    this.features = model.spec().names();
    this.baseValue = baseValue;
    this.explainer = explainer;
    this.parts = new double[RowRun.BLOCK * features.size()];
  }

  static Contributions pathDependent(ModelFile model) {
    TreeShap shap = new TreeShap(model.ensemble());
    ShapWorkspace workspace = shap.workspace();
    return new Contributions(
        model, shap.baseValue(), (rows, count, into) -> shap.explain(rows, count, into, workspace));
  }

  static Contributions against(ModelFile model, float[] background, int count) {
    Interventional shap = new Interventional(model.ensemble(), background, count);
    ShapWorkspace workspace = shap.workspace();
    return new Contributions(
        model, shap.baseValue(), (rows, size, into) -> shap.explain(rows, size, into, workspace));
  }

  @Override
  public List<String> columns() {
    List<String> columns = new ArrayList<>(scores.columns());
    columns.add("base");
    columns.addAll(features);
    return columns;
  }

  @Override
  public void compute(float[] rows, int count) {
    scores.compute(rows, count);
    explainer.explain(rows, count, parts);
  }

  @Override
  public @Nullable String rejected(int row) {
    double sum = baseValue;
    for (int i = 0; i < features.size(); i++) {
      sum += parts[row * features.size() + i];
    }
    return addsUp(sum, scores.margin(row)) ? null : RowRun.EXPLAIN_FAILED;
  }

  static boolean addsUp(double sum, double margin) {
    return Math.abs(margin - sum) <= Attribution.TOLERANCE * Math.max(1, Math.abs(margin));
  }

  @Override
  public void write(int row, StringBuilder line) {
    scores.write(row, line);
    line.append(',').append(baseValue);
    for (int i = 0; i < features.size(); i++) {
      line.append(',').append(parts[row * features.size() + i]);
    }
  }
}
