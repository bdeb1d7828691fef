// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.bundle.SigningKey;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.trainer.DataSource;
import dev.probity.trainer.StepListener;
import dev.probity.trainer.Training;
import dev.probity.trainer.TrainingIntake;
import dev.probity.trainer.TrainingResult;
import dev.probity.trainer.TrainingSpec;
import java.util.List;
import java.util.Map;

/** Trains on records at hand, without brokers; for whoever measures a release in one process. */
public final class TrainingAtHand {
  private final Profile profile;
  private final FairnessAccess access = FairnessAccess.forPurpose("train on records at hand");
  private final TrainingIntake intake;

  /** A training without records. */
  public TrainingAtHand(Profile profile) {
    this.profile = profile;
    this.intake = new TrainingIntake(profile, access);
  }

  /** Takes the records to train on. */
  public TrainingIntake intake() {
    return intake;
  }

  /**
   * Trains on what was taken.
   *
   * @param seed decides what is left to chance
   * @param key signs the bundle
   */
  public TrainingResult run(long seed, SigningKey key) {
    return new Training(
            profile,
            TrainingSpec.of(profile.name(), seed),
            new XgboostLearner(),
            access,
            List.of(key),
            StepListener.SILENT)
        .run(intake.dataset(), new DataSource(Map.of(), intake.counts()));
  }
}
