// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.rows;

import dev.probity.model.Calibrator;
import dev.probity.model.Ensemble;
import dev.probity.model.Scorer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Margin, probability and, of a bundle, calibrated probability. */
final class Scores implements RowView {
  private final Scorer scorer;
  private final Scorer.Workspace workspace;
  private final boolean logistic;
  private final @Nullable Calibrator calibrator;
  private final double[] margins = new double[RowRun.BLOCK];

  Scores(ModelFile model) {
    scorer = new Scorer(model.ensemble());
    workspace = scorer.workspace();
    logistic = model.logistic();
    calibrator = model.calibrator();
  }

  @Override
  public List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("margin", "probability"));
    if (calibrator != null) {
      columns.add("calibrated");
    }
    return columns;
  }

  @Override
  public void compute(float[] rows, int count) {
    scorer.margins(rows, count, margins, workspace);
  }

  double margin(int row) {
    return margins[row];
  }

  @Override
  public @Nullable String rejected(int row) {
    return null;
  }

  @Override
  public void write(int row, StringBuilder line) {
    line.append(',').append(margins[row]).append(',');
    if (logistic) {
      line.append(Ensemble.probability(margins[row]));
    }
    if (calibrator != null) {
      line.append(',').append(calibrator.calibrate(margins[row]));
    }
  }
}
