// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TrainingSpecTest {
  private static final Boosting BOOSTING = Boosting.DEFAULT;

  @Test
  void defaultsNameTheModelAfterItsProfile() {
    assertEquals(
        new TrainingSpec("probity-acs-salary", 7, BOOSTING, 0.5, 1_000),
        TrainingSpec.of("acs-salary", 7));
  }

  @Test
  void refusesWhatNoReleaseCanCarry() {
    assertRefused("model name", () -> new TrainingSpec("a|b", 1, BOOSTING, .5, 1));
    assertRefused("model name", () -> new TrainingSpec("", 1, BOOSTING, .5, 1));
    assertRefused("seed", () -> new TrainingSpec("m", -1, BOOSTING, .5, 1));
    assertRefused("seed", () -> new TrainingSpec("m", 1L << 53, BOOSTING, .5, 1));
    assertRefused("threshold", () -> new TrainingSpec("m", 1, BOOSTING, 0, 1));
    assertRefused("threshold", () -> new TrainingSpec("m", 1, BOOSTING, Double.NaN, 1));
    assertRefused("chunkRows", () -> new TrainingSpec("m", 1, BOOSTING, .5, 0));
  }

  private static void assertRefused(String part, Executable making) {
    String message = assertThrows(IllegalArgumentException.class, making).getMessage();
    assertTrue(message.contains(part), message);
  }
}
