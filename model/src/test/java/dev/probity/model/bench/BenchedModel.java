// SPDX-License-Identifier: Apache-2.0
package dev.probity.model.bench;

import dev.probity.model.Ensemble;
import dev.probity.model.Golden;
import java.util.List;

/** A golden model and 256 rows of its own. */
final class BenchedModel {
  static final int ROWS = 256;

  private final Ensemble ensemble;
  private final float[] rows;

  BenchedModel(String name) {
    Golden golden = Golden.trimmed();
    ensemble = golden.model(name).ensemble();
    List<float[]> given = name.equals("xgb_cat") ? golden.encodedRows() : golden.numericRows();
    int width = ensemble.features();
    rows = new float[ROWS * width];
    for (int row = 0; row < ROWS; row++) {
      System.arraycopy(given.get(row % given.size()), 0, rows, row * width, width);
    }
  }

  Ensemble ensemble() {
    return ensemble;
  }

  float[] rows() {
    return rows;
  }

  float[] row(int number) {
    int width = ensemble.features();
    float[] row = new float[width];
    System.arraycopy(rows, number * width, row, 0, width);
    return row;
  }
}
