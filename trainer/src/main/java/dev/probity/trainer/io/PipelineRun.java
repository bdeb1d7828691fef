// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.bundle.SigningKey;
import dev.probity.model.codec.Json;
import dev.probity.model.codec.JsonWriter;
import dev.probity.topics.io.ModelRepository;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.ModelRelease;
import dev.probity.trainer.Announcement;
import dev.probity.trainer.DataSource;
import dev.probity.trainer.Dataset;
import dev.probity.trainer.Growing;
import dev.probity.trainer.Learner;
import dev.probity.trainer.LearnerInfo;
import dev.probity.trainer.LearnerName;
import dev.probity.trainer.Mitigation;
import dev.probity.trainer.Pipeline;
import dev.probity.trainer.ReleaseHistory;
import dev.probity.trainer.Step;
import dev.probity.trainer.TrainedModel;
import dev.probity.trainer.Training;
import dev.probity.trainer.TrainingOptions;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.TrainingResult;
import dev.probity.trainer.TrainingSpec;
import dev.probity.trainer.data.DatasetCommit;
import dev.probity.trainer.io.mlflow.RegistryOutageException;
import dev.probity.trainer.search.Halving;
import dev.probity.trainer.search.Search;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Carries one run through its pipelines. What the run's folder holds of a step whose inputs have
 * not changed is taken; what does not answer is tried again.
 */
final class PipelineRun {
  private static final double THRESHOLD = 0.5;
  private static final String CARD = "card.json";
  private static final List<String> FAIRNESS_PARTS = List.of("groups", "rates", "reweighing");

  private final Tools tools;
  private final RunFolder run;
  private final TrainingRequest request;
  private final Set<Pipeline> pipelines;
  private final TimedSteps steps;
  private final @Nullable Producer<byte[], byte[]> producer;
  private final Retrying retrying;
  private final Announcement words;

  /** What every run of a trainer uses. */
  record Tools(
      TrainerConfig config,
      Profile profile,
      SigningKey key,
      Learners learners,
      TrainerClients clients,
      InstantSource clock,
      String model,
      ModelRepository store,
      DataPipeline data,
      ReleaseTopic topic,
      RunLog runs) {}

  /**
   * A run.
   *
   * @param producer says what comes of it; null when nothing is to be said
   */
  PipelineRun(
      Tools tools,
      RunFolder run,
      Set<Pipeline> pipelines,
      TimedSteps steps,
      @Nullable Producer<byte[], byte[]> producer) {
    this.tools = tools;
    this.run = run;
    this.request = run.order().request();
    this.pipelines = pipelines;
    this.steps = steps;
    this.producer = producer;
    this.retrying =
        new Retrying(run.record().id(), tools.config().attempts(), tools.config().backOff());
    this.words =
        new Announcement(
            request, tools.model(), BillOfMaterials.sources(tools.config().mlflow().gitCommit()));
  }

  /** Carries it out; what the data or the learner refuse is a report, not an exception. */
  TrainingReport carry() throws OutageException {
    try {
      return carried();
    } catch (OffsetsGoneException e) {
      return new TrainingReport.Failed(String.valueOf(e.getMessage()), true);
    } catch (LearnerUnavailableException | RegistryOutageException e) {
      return new TrainingReport.Failed(String.valueOf(e.getMessage()));
    }
  }

  private TrainingReport carried()
      throws OutageException, OffsetsGoneException, RegistryOutageException {
    if (!pipelines.contains(Pipeline.TRAIN) && pipelines.contains(Pipeline.SERVE)) {
      for (Step step : Pipeline.TRAIN.steps()) {
        if (!run.has(step)) {
          return new TrainingReport.Failed(
              "run %s has no output of step %s yet. Maybe first: probity train --pipeline train"
                      .formatted(run.record().id(), step.label())
                  + " --run "
                  + run.record().id());
        }
      }
    }
    FairnessAccess access = FairnessAccess.forPurpose(TrainerService.FAIRNESS_PURPOSE);
    String known = run.record().commit() == null ? request.commit() : run.record().commit();
    if (known == null && !pipelines.contains(Pipeline.DATA)) {
      return new TrainingReport.Failed(
          "the run has no data set. Maybe name one with --commit, or make one first: probity train"
              + " --pipeline data");
    }
    DataPipeline.Result made =
        retrying.of(
            Step.REPLAY,
            () ->
                known == null
                    ? tools.data().run(request.requestId(), run.offsets(), run::fix, access, steps)
                    : tools.data().load(known, access));
    return switch (made) {
      case DataPipeline.Blocked(String reason) -> new TrainingReport.Failed(reason, known != null);
      case DataPipeline.Committed(DatasetCommit commit, Replayed replayed) -> {
        committed(commit, replayed, known != null);
        yield pipelines.contains(Pipeline.TRAIN) || pipelines.contains(Pipeline.SERVE)
            ? trained(commit, replayed, known != null, access)
            : new TrainingReport.Stopped(Pipeline.DATA);
      }
    };
  }

  private void committed(DatasetCommit commit, Replayed replayed, boolean reused)
      throws OutageException {
    run.data(commit, reused);
    try {
      run.committed(commit.id(), replayed.offsets());
    } catch (IOException e) {
      throw new OutageException("the folder of the run cannot be written", e);
    }
  }

  private TrainingReport trained(
      DatasetCommit commit, Replayed replayed, boolean loaded, FairnessAccess access)
      throws OutageException, OffsetsGoneException, RegistryOutageException {
    Dataset rows =
        loaded
            ? replayed.dataset()
            : retrying.of(Step.COMMIT, () -> tools.data().read(commit, access));
    DataSource source = new DataSource(replayed.offsets(), replayed.counts(), commit.id());
    String refusal = refusal();
    if (refusal != null) {
      return new TrainingReport.Failed(refusal);
    }
    TimedLearner learner = new TimedLearner(tools.learners().of(learning()));
    Training training = training(learner, access);
    if (!pipelines.contains(Pipeline.SERVE)) {
      TrainingResult.Refused refused = training.prepare(rows, source);
      return refused == null
          ? new TrainingReport.Stopped(Pipeline.TRAIN)
          : new TrainingReport.Failed(refused.reason());
    }
    return switch (training.run(rows, source)) {
      case TrainingResult.Refused(String reason) -> new TrainingReport.Failed(reason);
      case TrainingResult.Trained(TrainedModel model) -> {
        if (request.options().compare()) {
          run.compared(
              new LearnersCompared(tools, spec(), access)
                  .with(learning(), learner, model, rows, source));
        }
        yield served(replayed, model);
      }
    };
  }

  private LearnerName learning() {
    return run.record().learning().learner();
  }

  /** Why this learner cannot do what is asked; null when it can. */
  private @Nullable String refusal() {
    LearnerInfo info = tools.learners().of(learning()).info();
    boolean searches = request.options().searchTrials() > 0;
    return searches && !info.capabilities().contains(LearnerInfo.Capability.CONTINUING)
        ? "%s %s lacks [%s], which a search needs. Maybe leave --search out, or search with xgboost"
            .formatted(info.name(), info.version(), LearnerInfo.Capability.CONTINUING)
        : null;
  }

  private TrainingSpec spec() {
    return new TrainingSpec(
        tools.model(),
        request.seed(),
        learning().boosting(),
        THRESHOLD,
        tools.config().chunkRows(),
        request.options().reweigh());
  }

  private Training training(Learner learner, FairnessAccess access) {
    TrainingOptions options = request.options();
    TrainingSpec spec = spec();
    Growing growing =
        options.searchTrials() == 0
            ? new Growing.EarlyStopping(learner, spec.boosting(), spec.seed())
            : new Search(
                learner,
                new Halving(options.searchTrials()),
                spec.seed(),
                new TrialLog(run, tools.clock(), options.searchSeconds()));
    return new Training(
        tools.profile(), spec, learner, access, List.of(tools.key()), steps, growing, run);
  }

  private TrainingReport served(Replayed replayed, TrainedModel model)
      throws OutageException, OffsetsGoneException, RegistryOutageException {
    Mitigation mitigation = model.mitigation();
    if (mitigation != null) {
      run.mitigated(Mitigations.of(mitigation));
    }
    byte[] fairness = fairness(model);
    retrying.of(Step.FAIRNESS, () -> written("fairness.json", fairness));
    steps.done(Step.FAIRNESS, fairness.length);
    String digest = model.digest().hex();
    retrying.of(Step.STORE, () -> stored(digest, model.files()));
    steps.done(Step.STORE, model.files().size());
    ReleaseHistory history = retrying.of(Step.RECORD, this::history);
    String known = history.versionOf(digest);
    String version = known == null ? history.nextVersion() : known;
    int files =
        retrying.of(
            Step.RECORD,
            () ->
                tools
                    .runs()
                    .write(
                        model,
                        version,
                        request,
                        steps.begun(),
                        tools.clock().instant(),
                        run.record()));
    steps.done(Step.RECORD, files);
    return retrying.of(Step.ANNOUNCE, () -> announced(replayed, model, version, history));
  }

  private Object written(String name, byte[] content) throws OutageException {
    try {
      run.file(name, content);
      return name;
    } catch (IOException e) {
      throw new OutageException("the folder of the run cannot be written", e);
    }
  }

  private Object stored(String digest, Map<String, byte[]> files) throws OutageException {
    try {
      tools.store().put(digest, files);
      return digest;
    } catch (IOException e) {
      throw new OutageException("the model store cannot be written", e);
    }
  }

  private ReleaseHistory history() {
    TopicReader reader = new TopicReader(tools.clients()::replay, tools.config().patience());
    return ReleaseHistory.of(tools.model(), tools.topic().read(reader));
  }

  private TrainingReport announced(
      Replayed replayed, TrainedModel model, String version, ReleaseHistory history)
      throws OutageException {
    Producer<byte[], byte[]> out = producer;
    if (out == null) {
      throw new IllegalStateException("a release is announced by a run that has a producer");
    }
    String digest = model.digest().hex();
    InstantSource clock = tools.clock();
    ReleaseTopic topic = tools.topic();
    ModelRelease release =
        words.registered(
            model,
            version,
            tools.store().location(model.digest().hex()),
            replayed.earliest(),
            replayed.latest(),
            clock.instant());
    topic.announce(out, release);
    boolean promotes = request.promote() && !digest.equals(history.champion());
    if (promotes) {
      topic.announce(out, words.promoted(release, history.champion(), clock.instant()));
      tools.runs().champion(tools.model(), digest);
    }
    topic.announce(out, words.finished(model, replayed.offsets(), clock.instant()));
    steps.done(Step.ANNOUNCE, promotes ? 3 : 2);
    boolean champion = promotes || digest.equals(history.champion());
    return new TrainingReport.Released(
        release, champion, model.evaluation(), replayed.counts(), steps.reports());
  }

  /** The parts of the card about groups, for people who ask about nothing else. */
  private static byte[] fairness(TrainedModel model) {
    byte[] bytes = model.files().get(CARD);
    JsonWriter json = new JsonWriter().beginObject().name("schema").value("probity/fairness/v1");
    json.name("digest").value(model.digest().hex());
    if (bytes != null) {
      Json.ObjectValue card = Json.parseObject(bytes);
      for (String part : FAIRNESS_PARTS) {
        Json found = card.find(part);
        if (found != null) {
          json.name(part).value(found);
        }
      }
    }
    return json.endObject().toLine();
  }
}
