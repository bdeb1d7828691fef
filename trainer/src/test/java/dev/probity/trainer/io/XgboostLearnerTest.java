// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.model.Feature;
import dev.probity.model.FeatureSpec;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.Learner;
import dev.probity.trainer.LearnerKit;
import dev.probity.trainer.TrainingMatrix;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.junit.jupiter.api.Test;

class XgboostLearnerTest extends LearnerKit {

  @Override
  protected Learner learner() {
    return new XgboostLearner();
  }

  @Override
  protected Boosting usual() {
    return Boosting.DEFAULT;
  }

  @Test
  void versionRecordedIsTheLibrarysOwn() throws Exception {
    // Given
    DMatrix data = new DMatrix(new float[] {1, 2}, 2, 1, Float.NaN);
    data.setLabel(new float[] {0, 1});
    // When
    Booster booster = XGBoost.train(data, new HashMap<>(), 1, Map.of(), null, null);
    String document = new String(booster.toByteArray("json"), StandardCharsets.UTF_8);
    // Then
    String version = new XgboostLearner().info().version().replace('.', ',');
    assertTrue(document.contains("\"version\":[" + version + "]"), version);
    booster.dispose();
    data.dispose();
  }

  @Test
  void rowsTheLibraryRefusesAreNamedAsRefused() {
    // Given: labels outside [0, 1]
    FeatureSpec spec = new FeatureSpec(List.of(Feature.Numeric.whole("A", 0, 9)));
    TrainingMatrix rows = new TrainingMatrix(spec, new float[] {1, 2}, new float[] {-3, 7}, null);
    // When
    IllegalStateException refusal =
        assertThrows(
            IllegalStateException.class,
            () -> new XgboostLearner().grow(rows, Boosting.DEFAULT.withRounds(2), 1));
    // Then
    assertEquals("XGBoost refused the rows or the parameters", refusal.getMessage());
  }

  @Test
  void missingNativeLibraryNamesThePackageToInstall() {
    // When
    LearnerUnavailableException refusal =
        assertThrows(
            LearnerUnavailableException.class,
            () ->
                XgboostLearner.guarded(
                    () -> {
                      throw new UnsatisfiedLinkError("libgomp.so.1: cannot open shared object");
                    }));
    // Then
    assertTrue(refusal.getMessage().contains("libgomp1"), refusal.getMessage());
  }
}
