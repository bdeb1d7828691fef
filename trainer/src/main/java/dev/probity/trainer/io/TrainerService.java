// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.model.bundle.SigningKey;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.topics.record.Retraining;
import dev.probity.trainer.Announcement;
import dev.probity.trainer.Pipeline;
import dev.probity.trainer.TrainingOptions;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.io.openlineage.LineageSender;
import dev.probity.trainer.run.Lineage;
import dev.probity.trainer.run.RunOrder;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
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

  private final TrainerConfig config;
  private final Profile profile;
  private final TrainerClients clients;
  private final TrainerMeters meters;
  private final InstantSource clock;
  private final ReleaseTopic topic;
  private final PipelineRun.Tools tools;
  private final LineageSender sender;
  private final RequestLoop loop;

  /**
   * A trainer.
   *
   * @param config what it is told from outside
   * @param profile the use case
   * @param key signs releases
   * @param learners grow trees
   * @param clients opens Kafka clients
   * @param meters counts
   * @param clock the time of records, and of steps
   */
  TrainerService(
      TrainerConfig config,
      Profile profile,
      SigningKey key,
      Learners learners,
      TrainerClients clients,
      TrainerMeters meters,
      InstantSource clock) {
    this.config = config;
    this.profile = profile;
    this.clients = clients;
    this.meters = meters;
    this.clock = clock;
    this.topic = new ReleaseTopic(config.kafka().names(), config.patience());
    this.tools =
        new PipelineRun.Tools(
            config,
            profile,
            key,
            learners,
            clients,
            clock,
            model(),
            config.models().open(),
            new DataPipeline(config, profile, clients, config.repository(clock), clock),
            topic,
            RunLog.of(config.mlflow()));
    this.sender = new LineageSender(config.lineage());
    this.loop = new RequestLoop(config, profile, model(), clients, clock, this::perform);
  }

  /** A trainer of this process, which counts for itself alone; for the command line. */
  public static TrainerService of(TrainerConfig config) {
    return new TrainerService(
        config,
        ProfileFiles.load(config.profile()),
        SigningKeyFile.read(config.signingKeyFile(), config.signingKeyName()),
        Learners.BUILT_IN,
        TrainerClients.of(config.kafka()),
        new TrainerMeters(new SimpleMeterRegistry()),
        InstantSource.system());
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
    RunFolder run = begun(new RunOrder(request, EnumSet.allOf(Pipeline.class)));
    return carried(run, new Task(run.order().request(), run.order().pipelines(), false), listener);
  }

  /**
   * Begins a run of some pipelines.
   *
   * @param order what is asked for
   * @param listener is told each step
   * @return how far the run has come
   * @throws OutageException when what a step needs does not answer, saying how to go on
   */
  public synchronized RunRecord begin(RunOrder order, Consumer<StepReport> listener)
      throws OutageException {
    RunFolder run = begun(order);
    carried(run, new Task(run.order().request(), order.pipelines(), false), listener);
    return run.record();
  }

  /**
   * Takes up a run where it stopped: steps whose inputs have not changed are not done again.
   *
   * @param id the run
   * @param pipelines which parts; null for those it was told to do when it began
   * @param listener is told each step
   * @return how far the run has come
   * @throws IllegalArgumentException when there is no such run, or somebody carries it out
   * @throws OutageException when what a step needs does not answer, saying how to go on
   */
  public synchronized RunRecord resume(
      String id, @Nullable Set<Pipeline> pipelines, Consumer<StepReport> listener)
      throws OutageException {
    RunFolder run = resumed(id);
    RunOrder order = run.order();
    Set<Pipeline> parts = pipelines == null ? order.pipelines() : pipelines;
    carried(run, new Task(order.request(), parts, false), listener);
    return run.record();
  }

  /**
   * What is to be done.
   *
   * @param again whether another run follows where what this one had settled on is gone
   */
  private record Task(TrainingRequest request, Set<Pipeline> pipelines, boolean again) {}

  private TrainingReport carried(RunFolder run, Task task, Consumer<StepReport> listener)
      throws OutageException {
    TimedSteps steps = new TimedSteps(clock, listener.andThen(meters::step).andThen(run::step));
    try {
      TrainingReport report =
          task.pipelines().contains(Pipeline.SERVE)
              ? told(run, task, steps)
              : new PipelineRun(tools, run, task.pipelines(), steps, null).carry();
      meters.ended(report);
      ended(run, report);
      return report;
    } catch (KafkaException e) {
      abandon(run, "the broker does not answer the trainer");
      throw new OutageException("the broker does not answer the trainer", e);
    } catch (UncheckedIOException e) {
      abandon(run, String.valueOf(e.getMessage()));
      throw new OutageException(String.valueOf(e.getMessage()), e);
    } catch (OutageException e) {
      abandon(run, String.valueOf(e.getMessage()));
      throw e;
    } finally {
      if (run.goesOn()) {
        abandon(run, "a defect of the trainer ended the run; its log says more");
      }
    }
  }

  /** A run that ends in a release says on the topics that it began and what came of it. */
  private TrainingReport told(RunFolder run, Task task, TimedSteps steps) throws OutageException {
    Announcement words =
        new Announcement(
            task.request(), model(), BillOfMaterials.sources(config.mlflow().gitCommit()));
    try (Producer<byte[], byte[]> producer = clients.producer()) {
      topic.announce(producer, words.started(clock.instant()));
      TrainingReport report =
          new PipelineRun(tools, run, task.pipelines(), steps, producer).carry();
      if (report instanceof TrainingReport.Failed(String reason, boolean gone)
          && !(gone && task.again())) {
        topic.announce(producer, words.failed(reason, clock.instant()));
      }
      return report;
    }
  }

  private Lineage lineage() {
    return new Lineage(config.kafka().bootstrapServers().split(",", -1)[0]);
  }

  /** The learner is settled here: a run taken up again under another configuration keeps it. */
  private RunFolder begun(RunOrder asked) throws OutageException {
    RunOrder order = new RunOrder(asked.request().orLearner(config.learner()), asked.pipelines());
    try {
      return RunFolder.begin(
          config.datasets().resolve("runs"), order, model(), lineage(), sender, clock);
    } catch (IOException e) {
      throw new OutageException("the folder of the runs cannot be written", e);
    }
  }

  private static void ended(RunFolder run, TrainingReport report) throws OutageException {
    try {
      switch (report) {
        case TrainingReport.Failed failed -> run.ended(failed.reason(), null);
        case TrainingReport.Stopped stopped -> run.ended(null, run.record().digest());
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

  /**
   * Carries out a request of the topic. One that comes again because an outage or a death ended its
   * run goes on in that run's folder; two with the same id are one.
   *
   * @return what came of it; null when its release was there already
   * @throws OutageException when the request must come again
   */
  synchronized @Nullable TrainingReport perform(Retraining asked) throws OutageException {
    TrainingRequest request =
        new TrainingRequest(
            asked.requestId(),
            asked.actor(),
            asked.reason(),
            asked.inputOffsets(),
            config.seed(),
            false,
            null,
            asked.dataCommit(),
            options(asked));
    RunRecord newest = newest(request);
    if (newest == null) {
      return train(request, step -> {});
    }
    if (newest.state() == RunState.FINISHED) {
      return newest.digest() == null ? train(request, step -> {}) : null;
    }
    RunFolder run = takenUp(newest.id());
    boolean settled = newest.commit() != null || request.offsets().isEmpty();
    boolean open = request.commit() == null && settled;
    TrainingReport report =
        carried(run, new Task(run.order().request(), run.order().pipelines(), open), step -> {});
    return open && report instanceof TrainingReport.Failed(String reason, boolean gone) && gone
        ? train(request, step -> {})
        : report;
  }

  private @Nullable RunRecord newest(TrainingRequest request) throws OutageException {
    try {
      return RecordedRuns.newest(config.datasets().resolve("runs"), request);
    } catch (IOException e) {
      throw new OutageException("the folder of the runs cannot be read", e);
    }
  }

  private RunFolder resumed(String id) throws OutageException {
    try {
      return RunFolder.resume(config.datasets().resolve("runs"), id, lineage(), sender, clock);
    } catch (IOException e) {
      throw new OutageException("the folder of the run cannot be read", e);
    }
  }

  /** The same for a request, which comes again while somebody carries its run out. */
  private RunFolder takenUp(String id) throws OutageException {
    try {
      return resumed(id);
    } catch (IllegalArgumentException carriedOut) {
      throw new OutageException(String.valueOf(carriedOut.getMessage()), carriedOut);
    }
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
    sender.close();
  }
}
