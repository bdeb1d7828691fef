// SPDX-License-Identifier: Apache-2.0
package dev.probity.scorer.io.openinference;

import dev.probity.scorer.ReleaseRef;
import dev.probity.scorer.ServingModel;
import dev.probity.scorer.io.ScorerService;
import dev.probity.scorer.openinference.Limits;
import dev.probity.scorer.openinference.ModelDescription;
import dev.probity.scorer.openinference.RequestReader;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.TopicReader;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The Open Inference door of one process: what HTTP and gRPC have in common. */
public final class InferenceService implements AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

  /** So much later than at once a call may be told what another process has recorded. */
  private static final Duration TAIL_BEHIND = Duration.ofMillis(10);

  private static final System.Logger LOG = System.getLogger(InferenceService.class.getName());
  private static final Duration RECALL_WITHIN = Duration.ofSeconds(10);
  private static final Duration RECALL_AGAIN = Duration.ofMillis(500);

  private final ScorerService scorer;
  private final Producer<byte[], byte[]> producer;
  private final AnswerTail tail;
  private final InferenceLedger ledger;
  private final InferenceDesk desk;
  private final InferenceMeters meters;
  private final RequestReader reader;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * A door before a scorer; nothing is read or written before the first call.
   *
   * @param registry where calls are counted
   */
  public InferenceService(ScorerService scorer, MeterRegistry registry, InstantSource clock) {
    this.scorer = scorer;
    KafkaSettings kafka = scorer.config().kafka();
    this.producer = new KafkaProducer<>(impatient(kafka.producer("inference")));
    this.tail =
        new AnswerTail(
            () -> new KafkaConsumer<>(kafka.patientConsumer("answers", TAIL_BEHIND)),
            kafka.names());
    scorer.whenRecorded(tail::recorded);
    this.ledger = new InferenceLedger(producer, kafka, scorer.model(), scorer.version(), clock);
    this.desk =
        new InferenceDesk(
            scorer,
            producer,
            tail,
            ledger,
            clock,
            () -> AnswerTail.IDS + UUID.randomUUID(),
            executor);
    this.meters = new InferenceMeters(registry);
    this.reader =
        new RequestReader(
            new Limits(
                scorer.config().inference().maxRows(), scorer.config().inference().maxBodyBytes()));
  }

  /** A caller waits: what the broker does not take soon is refused. */
  private static Map<String, Object> impatient(Map<String, Object> producer) {
    producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "1500");
    producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "1500");
    producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "1800");
    return producer;
  }

  /** Starts to follow the answers, once somebody waits for one, and learns what operators said. */
  public void start() {
    tail.start();
    executor.execute(this::recall);
  }

  /** A model that an operator unloaded stays so when the process starts again. */
  private void recall() {
    KafkaSettings kafka = scorer.config().kafka();
    DoorHistory history =
        new DoorHistory(
            new TopicReader(() -> new KafkaConsumer<>(kafka.consumer("door")), RECALL_WITHIN),
            kafka.names(),
            kafka.instance(),
            scorer.model());
    try {
      boolean known = false;
      while (!known && !closing.await(0, TimeUnit.SECONDS)) {
        try {
          desk.recall(history.isShut());
          known = true;
        } catch (KafkaException away) {
          LOG.log(
              System.Logger.Level.DEBUG,
              "what operators said about the door cannot be read, trying again; error={0}",
              away.getClass().getSimpleName());
          closing.await(RECALL_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  RequestReader reader() {
    return reader;
  }

  int maxRows() {
    return scorer.config().inference().maxRows();
  }

  int maxBodyBytes() {
    return scorer.config().inference().maxBodyBytes();
  }

  /** Answers a call. */
  CompletionStage<InferenceOutcome> infer(InferenceCall call, byte[] original) {
    long began = System.nanoTime();
    return desk.infer(call, original)
        .whenComplete((outcome, failure) -> meters.answered(outcome, System.nanoTime() - began));
  }

  String model() {
    return scorer.model();
  }

  String serverVersion() {
    return scorer.version();
  }

  /** Why nothing is answered now; empty when calls are. */
  String notReady() {
    return desk.notReady();
  }

  /** Whether this version of this model answers calls now; null for the one that scores. */
  boolean isReady(String model, @Nullable String version) {
    return model.equals(scorer.model())
        && desk.notReady().isEmpty()
        && (version == null || isLoadable(version));
  }

  private boolean isLoadable(String version) {
    ReleaseRef release = desk.retained(version);
    try {
      return release != null && scorer.load(release) != null;
    } catch (OutageException e) {
      return false;
    }
  }

  /** Describes a version of a model, null for the one that scores; null when there is none. */
  @Nullable ModelDescription describe(String model, @Nullable String version) {
    ServingModel champion = scorer.champion();
    if (!model.equals(scorer.model()) || champion == null) {
      return null;
    }
    ReleaseRef asked =
        version == null
            ? new ReleaseRef(champion.digest(), champion.model().version())
            : desk.retained(version);
    return asked == null
        ? null
        : ModelDescription.of(
            scorer.model(),
            scorer.profile(),
            scorer.retained().stream().map(ReleaseRef::version).distinct().toList(),
            champion.model().version(),
            asked.version(),
            asked.digest());
  }

  /** What the repository holds: each retained version with its state. */
  Map<String, String> index() {
    Map<String, String> states = new java.util.LinkedHashMap<>();
    String unloaded = desk.unloaded();
    for (ReleaseRef one : scorer.retained()) {
      states.put(
          one.version(),
          !unloaded.isEmpty() || isLoadable(one.version()) ? unloaded : "refused or away");
    }
    return states;
  }

  /**
   * Opens this door after every retained release that can be loaded passed its self-test, or shuts
   * it; answers once the ledger's topic has it. Empty when done, else why not.
   */
  CompletionStage<String> setLoaded(String caller, boolean loaded) {
    if (loaded && (scorer.champion() == null || !isLoadable(serving()))) {
      return java.util.concurrent.CompletableFuture.completedFuture(
          "the release that scores cannot be loaded: " + scorer.notReady());
    }
    return ledger
        .door(caller, loaded)
        .thenApply(
            recorded -> {
              if (recorded) {
                desk.setUnloaded(!loaded);
              }
              return recorded ? "" : "the broker did not take the record of it";
            });
  }

  private String serving() {
    ServingModel champion = scorer.champion();
    return champion == null ? "" : champion.model().version();
  }

  @Override
  public void close() {
    closing.countDown();
    tail.close();
    executor.shutdown();
    producer.close(CLOSE_WITHIN);
  }
}
