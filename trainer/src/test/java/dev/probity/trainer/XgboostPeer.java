// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** What XGBoost itself makes of a model document, whoever grew its trees. */
final class XgboostPeer {
  private XgboostPeer() {}

  /** Its margins of rows. */
  static float[] margins(byte[] document, TrainingMatrix rows) {
    float[][] margins = withBooster(document, rows, (booster, data) -> booster.predict(data, true));
    float[] first = new float[margins.length];
    for (int row = 0; row < first.length; row++) {
      first[row] = margins[row][0];
    }
    return first;
  }

  /** Its contributions, one row each, the base value last. */
  static float[][] contributions(byte[] document, TrainingMatrix rows) {
    return withBooster(document, rows, (booster, data) -> booster.predictContrib(data, 0));
  }

  private interface Asking {
    float[][] ask(Booster booster, DMatrix data) throws XGBoostError;
  }

  private static float[][] withBooster(byte[] document, TrainingMatrix rows, Asking asking) {
    try {
      DMatrix data = new DMatrix(rows.values(), rows.rows(), rows.columns(), Float.NaN);
      data.setFeatureNames(rows.spec().names().toArray(String[]::new));
      String[] types = new String[rows.columns()];
      for (int column = 0; column < types.length; column++) {
        types[column] = rows.categorical(column) ? "c" : "int";
      }
      data.setFeatureTypes(types);
      Booster booster = XGBoost.loadModel(new ByteArrayInputStream(document));
      try {
        return asking.ask(booster, data);
      } finally {
        booster.dispose();
        data.dispose();
      }
    } catch (XGBoostError | IOException e) {
      throw new AssertionError(e);
    }
  }
}
