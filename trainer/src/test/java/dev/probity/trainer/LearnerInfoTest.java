// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

class LearnerInfoTest {
  /** A run in another process looks its steps up by a digest of these words. */
  @Test
  void itsWordsAreTheSameInEveryProcess() {
    Set<LearnerInfo.Capability> all = Set.of(LearnerInfo.Capability.values());
    assertEquals(
        "LearnerInfo[name=xgboost, version=3.1.1, cover=hessian, capabilities=[WEIGHTS,"
            + " RESAMPLED_WEIGHTS, MISSING_DIRECTION, CATEGORY_SETS, ONE_VERSUS_REST,"
            + " EARLY_STOPPING, LEAF_PENALTY, ROW_SHARE, COLUMN_SHARE, CONTINUING,"
            + " DETERMINISTIC]]",
        new LearnerInfo("xgboost", "3.1.1", "hessian", all).toString());
  }
}
