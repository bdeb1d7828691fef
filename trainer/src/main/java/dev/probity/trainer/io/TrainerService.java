// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.bundle.SigningKey;
import dev.probity.topics.io.FolderModelStore;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.TopicReader;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.FairnessAccess;
import dev.probity.topics.record.ModelRelease;
import dev.probity.topics.record.Retraining;
import dev.probity.trainer.Announcement;
import dev.probity.trainer.Boosting;
import dev.probity.trainer.DataSource;
import dev.probity.trainer.Dataset;
import dev.probity.trainer.Growing;
import dev.probity.trainer.Learner;
import dev.probity.trainer.Mitigation;
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
import dev.probity.trainer.run.Lineage;
import dev.probity.trainer.search.Halving;
import dev.probity.trainer.search.Search;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one training after the other: replay, train, store, announce. Called by the command
 * line, and by itself for requests on the retraining topic.
 */
public final class TrainerService implements AutoCloseable {
  /** What protected attributes are opened for, as logged and audited. */
  public static final String FAIRNESS_PURPOSE = "training evaluation";

  private static final System.Logger LOG = System.getLogger(TrainerService.class.getName());
  private static final double THRESHOLD = 0.5;

  private final TrainerConfig config;
  private final Profile profile;
  private final SigningKey key;
  private final Learner learner;
  private final TrainerClients clients;
  private final TrainerMeters meters;
  private final InstantSource clock;
  private final FolderModelStore store;
  private final DataPipeline data;
  private final ReleaseTopic topic;
  private final RunLog runs;
  private final RequestLoop loop;

  /**
   * A trainer.
   *
   * @param config what it is told from outside
   * @param profile the use case
   * @param key signs releases
   * @param learner grows trees
   * @param clients opens Kafka clients
   * @param meters counts
   * @param clock the time of records, and of steps
   */
  TrainerService(
      TrainerConfig config,
      Profile profile,
      SigningKey key,
      Learner learner,
      TrainerClients clients,
      TrainerMeters meters,
      InstantSource clock) {
    this.config = config;
    this.profile = profile;
    this.key = key;
    this.learner = learner;
    this.clients = clients;
    this.meters = meters;
    this.clock = clock;
    this.store = new FolderModelStore(config.models());
    this.data = new DataPipeline(config, profile, clients, config.repository(clock), clock);
    this.topic = new ReleaseTopic(config.kafka().names(), config.patience());
    this.runs = RunLog.of(config.mlflow());
    this.loop = new RequestLoop(config, profile, model(), clients, clock, this::perform);
  }

  /** Name of the model this trainer releases. */
  public String model() {
    String name = config.model();
    return name == null ? "probity-" + profile.name() : name;
  }

  /**
   * Carries out a request in the calling thread; one after the other.
   *
   * @param request what is asked
   * @param listener is told each step
   * @throws OutageException when the broker does not answer; nothing was released then
   */
  public synchronized TrainingReport train(TrainingRequest request, Consumer<StepReport> listener)
      throws OutageException {
    RunFolder run = run(request);
    TimedSteps steps = new TimedSteps(clock, listener.andThen(meters::step).andThen(run::step));
    Announcement words = new Announcement(request, model(), config.mlflow().gitCommit());
    try (Producer<byte[], byte[]> producer = clients.producer()) {
      topic.announce(producer, words.started(clock.instant()));
      TrainingReport report = attempted(request, words, producer, steps, run);
      if (report instanceof TrainingReport.Failed failed) {
        topic.announce(producer, words.failed(failed.reason(), clock.instant()));
      }
      meters.ended(report);
      ended(run, report);
      return report;
    } catch (KafkaException e) {
      abandon(run, "the broker does not answer the trainer");
      throw new OutageException("the broker does not answer the trainer", e);
    } catch (OutageException e) {
      abandon(run, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private RunFolder run(TrainingRequest request) throws OutageException {
    Lineage lineage = new Lineage(config.kafka().bootstrapServers().split(",", -1)[0]);
    try {
      return RunFolder.begin(config.datasets().resolve("runs"), request, model(), lineage, clock);
    } catch (IOException e) {
      throw new OutageException("the folder of the runs cannot be written", e);
    }
  }

  private static void ended(RunFolder run, TrainingReport report) throws OutageException {
    try {
      switch (report) {
        case TrainingReport.Failed(String reason) -> run.ended(reason, null);
        case TrainingReport.Released released -> run.ended(null, released.release().digest());
      }
    } catch (IOException e) {
      throw new OutageException("the folder of the run cannot be written", e);
    }
  }

  /** What stopped the run is thrown on; that its folder cannot be written is only logged. */
  private static void abandon(RunFolder run, String why) {
    try {
      run.ended(why, null);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "a run's end is not in its folder", e);
    }
  }

  private TrainingReport attempted(
      TrainingRequest request,
      Announcement words,
      Producer<byte[], byte[]> producer,
      TimedSteps steps,
      RunFolder run)
      throws OutageException {
    try {
      return released(request, words, producer, steps, run);
    } catch (LearnerUnavailableException | OffsetsGoneException | RegistryOutageException e) {
      return new TrainingReport.Failed(String.valueOf(e.getMessage()));
    }
  }

  private TrainingReport released(
      TrainingRequest request,
      Announcement words,
      Producer<byte[], byte[]> producer,
      TimedSteps steps,
      RunFolder run)
      throws OutageException, OffsetsGoneException, RegistryOutageException {
    FairnessAccess access = FairnessAccess.forPurpose(FAIRNESS_PURPOSE);
    String known = request.commit();
    DataPipeline.Result made =
        known == null
            ? data.run(request.requestId(), request.offsets(), access, steps)
            : data.load(known, access);
    return switch (made) {
      case DataPipeline.Blocked(String reason) -> new TrainingReport.Failed(reason);
      case DataPipeline.Committed(DatasetCommit commit, Replayed replayed) -> {
        committed(run, commit, replayed);
        Dataset rows = known == null ? data.read(commit, access) : replayed.dataset();
        DataSource source = new DataSource(replayed.offsets(), replayed.counts(), commit.id());
        TrainingSpec spec =
            new TrainingSpec(
                model(),
                request.seed(),
                Boosting.DEFAULT,
                THRESHOLD,
                config.chunkRows(),
                request.options().reweigh());
        Training training =
            new Training(
                profile,
                spec,
                learner,
                access,
                List.of(key),
                steps,
                growing(request.options(), spec, run));
        yield switch (training.run(rows, source)) {
          case TrainingResult.Refused(String reason) -> new TrainingReport.Failed(reason);
          case TrainingResult.Trained(TrainedModel model) ->
              announced(request, words, producer, steps, replayed, model, run);
        };
      }
    };
  }

  private Growing growing(TrainingOptions options, TrainingSpec spec, RunFolder run) {
    return options.searchTrials() == 0
        ? new Growing.EarlyStopping(learner, spec.boosting(), spec.seed())
        : new Search(
            learner,
            new Halving(options.searchTrials()),
            spec.seed(),
            new TrialLog(run, clock, options.searchSeconds()));
  }

  private static void committed(RunFolder run, DatasetCommit commit, Replayed replayed)
      throws OutageException {
    try {
      run.committed(commit.id(), replayed.offsets());
    } catch (IOException e) {
      throw new OutageException("the folder of the run cannot be written", e);
    }
  }

  private TrainingReport announced(
      TrainingRequest request,
      Announcement words,
      Producer<byte[], byte[]> producer,
      TimedSteps steps,
      Replayed replayed,
      TrainedModel model,
      RunFolder run)
      throws OutageException, RegistryOutageException {
    String digest = model.digest().hex();
    Mitigation mitigation = model.mitigation();
    if (mitigation != null) {
      run.mitigated(Mitigations.of(mitigation));
    }
    try {
      store.put(digest, model.files());
    } catch (IOException e) {
      throw new OutageException("the model store cannot be written", e);
    }
    steps.done(Step.STORE, model.files().size());
    TopicReader reader = new TopicReader(clients::replay, config.patience());
    ReleaseHistory history = ReleaseHistory.of(model(), topic.read(reader));
    String known = history.versionOf(digest);
    String version = known == null ? history.nextVersion() : known;
    steps.done(
        Step.RECORD,
        runs.write(model, version, request, steps.begun(), clock.instant(), run.trials()));
    ModelRelease release =
        words.registered(model, version, replayed.earliest(), replayed.latest(), clock.instant());
    topic.announce(producer, release);
    boolean promotes = request.promote() && !digest.equals(history.champion());
    if (promotes) {
      topic.announce(producer, words.promoted(release, history.champion(), clock.instant()));
      runs.champion(model(), digest);
    }
    topic.announce(producer, words.finished(model, replayed.offsets(), clock.instant()));
    steps.done(Step.ANNOUNCE, promotes ? 3 : 2);
    boolean champion = promotes || digest.equals(history.champion());
    return new TrainingReport.Released(
        release, champion, model.evaluation(), replayed.counts(), steps.reports());
  }

  private TrainingReport perform(Retraining asked) throws OutageException {
    return train(
        new TrainingRequest(
            asked.requestId(),
            asked.actor(),
            asked.reason(),
            asked.inputOffsets(),
            config.seed(),
            false,
            null,
            asked.dataCommit(),
            options(asked)),
        step -> {});
  }

  private static TrainingOptions options(Retraining asked) {
    return new TrainingOptions(
        Objects.requireNonNullElse(asked.searchTrials(), 0),
        Objects.requireNonNullElse(asked.searchSeconds(), 0),
        asked.reweigh());
  }

  /** Begins to carry out requests on the retraining topic, if configured. */
  public void start() {
    loop.start();
  }

  /** Why no requests are carried out, or null when they are. */
  public @Nullable String notReady() {
    return loop.notReady();
  }

  /** Whether the thread that waits for requests still does. */
  public boolean isAlive() {
    return loop.isAlive();
  }

  @Override
  public void close() {
    loop.close();
  }
}
