// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.Ensemble;
import dev.probity.model.FeatureSpec;
import dev.probity.model.ModelDigest;
import dev.probity.model.bundle.SigningKey;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Candidate;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Outcome;
import dev.probity.topics.record.SourcePosition;
import dev.probity.trainer.Announcement;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.DataSource;
import dev.probity.trainer.Dataset;
import dev.probity.trainer.ReleaseHistory;
import dev.probity.trainer.StepListener;
import dev.probity.trainer.TrainedModel;
import dev.probity.trainer.Training;
import dev.probity.trainer.TrainingIntake;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.TrainingResult;
import dev.probity.trainer.TrainingSpec;
import dev.probity.trainer.io.mlflow.MlflowSettings;
import dev.probity.trainer.io.mlflow.RegistryOutageException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Makes a release of an XGBoost model that was trained elsewhere, on rows it has not seen: encoder,
 * calibrator, reference, figures and self-test rows are made here, so that what serves is judged by
 * the same gate as our own. One model each; one thread.
 */
public final class Adopting {
  private static final SourcePosition NOWHERE = new SourcePosition("file", 0, 0);
  private static final double THRESHOLD = 0.5;

  private final Profile profile;
  private final SigningKey key;
  private final TrainingSpec spec;
  private final FairnessAccess access = FairnessAccess.forPurpose("evaluation of a pushed model");
  private final TrainingIntake intake;

  /**
   * An adoption without rows.
   *
   * @param profile the use case
   * @param key signs the release
   * @param name name of the model
   * @param seed of self-test rows and intervals
   * @param chunkRows rows per window of the monitoring reference
   */
  public Adopting(Profile profile, SigningKey key, String name, long seed, int chunkRows) {
    this.profile = profile;
    this.key = key;
    this.spec = new TrainingSpec(name, seed, Boosting.DEFAULT, THRESHOLD, chunkRows);
    this.intake = new TrainingIntake(profile, access);
  }

  /** Takes a row; what its profile refuses is counted and left out. */
  public void row(Candidate candidate, Outcome outcome) {
    intake.candidate(
        NOWHERE, candidate.id(), Codecs.CANDIDATE.encode(candidate), new RecordHeaders());
    intake.outcome(
        NOWHERE, outcome.candidateId(), Codecs.OUTCOME.encode(outcome), new RecordHeaders());
  }

  /**
   * Makes the release.
   *
   * @param given how the columns of the trees were encoded, in their order
   * @param ensemble the trees
   * @param document the file they came in; its digest stands in the manifest
   */
  public TrainingResult adopt(FeatureSpec given, Ensemble ensemble, byte[] document) {
    Dataset dataset = intake.dataset();
    DataSource source = new DataSource(Map.of(), intake.counts());
    Training training =
        new Training(
            profile, spec, new XgboostLearner(), access, List.of(key), StepListener.SILENT);
    Map<String, String> origin =
        Map.of(
            "origin", "pushed",
            "document_sha256", ModelDigest.sha256(document),
            "rounds", Integer.toString(ensemble.trees().size()));
    return training.adopt(dataset, source, given, ensemble, origin);
  }

  /**
   * Writes the run down and says what the models topic is to be told. Nothing is announced here.
   *
   * @param model the release
   * @param records what the models topic holds
   * @param request who asks, why, and the id of the run
   * @param location where its bundle lies
   * @param mlflow where runs are written down
   * @param begun when this began
   * @param ended when the release was ready
   * @throws RegistryOutageException when the run cannot be written down; announce nothing then
   */
  public ModelRelease register(
      TrainedModel model,
      List<ModelRelease> records,
      TrainingRequest request,
      String location,
      MlflowSettings mlflow,
      Instant begun,
      Instant ended)
      throws RegistryOutageException {
    ReleaseHistory history = ReleaseHistory.of(spec.name(), records);
    String known = history.versionOf(model.digest().hex());
    String version = known == null ? history.nextVersion() : known;
    RunLog.of(mlflow).write(model, version, request, begun, ended, null);
    return new Announcement(request, spec.name(), BillOfMaterials.sources(mlflow.gitCommit()))
        .registered(model, version, location, null, null, ended);
  }
}
