// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.local.io.rows.ModelFile;
import dev.probity.model.bundle.Bundle;
import dev.probity.topics.io.ModelRepository;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.ModelRelease;
import dev.probity.trainer.TrainedModel;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.gate.GateVerdict;
import dev.probity.trainer.gate.PromotionPolicy;
import dev.probity.trainer.gate.ReleaseRegister;
import dev.probity.trainer.io.Adopting;
import dev.probity.trainer.io.SigningKeyFile;
import dev.probity.trainer.io.TrainerConfig;
import dev.probity.trainer.io.mlflow.RegistryOutageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Brings a model from elsewhere into an installation: bundle, run, gate, announcement. */
public final class Pushing {
  private final Path data;
  private final ReleaseDesk desk;
  private final Profile profile;
  private final String model;
  private final String actor;
  private final String reason;

  /**
   * For one model.
   *
   * @param data the data folder, whose key signs
   * @param desk over the models topic
   * @param profile the use case
   * @param model name of the model
   * @param actor who pushes
   * @param reason why
   */
  public Pushing(
      Path data, ReleaseDesk desk, Profile profile, String model, String actor, String reason) {
    this.data = data;
    this.desk = desk;
    this.profile = profile;
    this.model = model;
    this.actor = actor;
    this.reason = reason;
  }

  /**
   * What was announced, and whether it may serve.
   *
   * @param release the announced release
   * @param verdict the gate's
   */
  public record Pushed(ModelRelease release, GateVerdict verdict) {}

  /**
   * Pushes a model.
   *
   * @param heard is told the count of rows
   */
  public Pushed push(PushedModel pushed, Consumer<PushedModel.Rows> heard)
      throws IOException, InterruptedException, RegistryOutageException {
    DataFolder folder = DataFolder.view(data);
    TrainerConfig config = TrainerFolder.config(folder);
    Instant begun = Instant.now();
    PushedModel.Settings settings =
        new PushedModel.Settings(model, config.seed(), config.chunkRows());
    TrainedModel trained =
        pushed.release(
            profile,
            SigningKeyFile.read(config.signingKeyFile(), config.signingKeyName()),
            settings,
            heard);
    String digest = trained.digest().hex();
    ModelRepository store = config.models().open();
    store.put(digest, trained.files());
    List<ModelRelease> records = desk.records();
    ModelRelease release =
        new Adopting(
                profile,
                SigningKeyFile.read(config.signingKeyFile(), config.signingKeyName()),
                model,
                config.seed(),
                config.chunkRows())
            .register(
                trained,
                records,
                request(trained),
                store.location(digest),
                config.mlflow(),
                begun,
                Instant.now());
    GateVerdict verdict = verdict(folder, release, records);
    desk.announce(release);
    return new Pushed(release, verdict);
  }

  /** The same file and rows are the same request, whoever sends them how often. */
  private TrainingRequest request(TrainedModel trained) {
    String id = "push-" + trained.digest().hex().substring(0, 16);
    return new TrainingRequest(id, actor, reason, Map.of(), 0, false, null);
  }

  private GateVerdict verdict(DataFolder folder, ModelRelease release, List<ModelRelease> records)
      throws IOException {
    ModelRelease champion = ReleaseRegister.of(model, records).champion();
    Bundle serves = champion == null ? null : bundle(folder, champion.digest());
    return PromotionPolicy.judge(profile, bundle(folder, release.digest()), serves, List.of());
  }

  private static Bundle bundle(DataFolder folder, String digest) throws IOException {
    return ModelFile.signed(folder.models().resolve(digest), folder.key(Secrets.TRUSTED));
  }
}
