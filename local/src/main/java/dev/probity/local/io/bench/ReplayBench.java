// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io.bench;

import dev.probity.local.io.EmbeddedBroker;
import dev.probity.local.io.LocalTopics;
import dev.probity.local.io.Ports;
import dev.probity.local.io.demo.MonitorCases;
import dev.probity.local.io.demo.TrainedRelease;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.Trace;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.OutageException;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.profile.Profile;
import dev.probity.trainer.Pipeline;
import dev.probity.trainer.Step;
import dev.probity.trainer.TrainingRequest;
import dev.probity.trainer.io.TrainerConfig;
import dev.probity.trainer.io.TrainerService;
import dev.probity.trainer.run.RunOrder;
import dev.probity.trainer.run.RunRecord;
import dev.probity.trainer.run.RunState;
import dev.probity.trainer.run.RunStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

/**
 * The first pipeline of a training, from the topics of an embedded broker to committed Parquet
 * tables, in turns with a consumer of the same settings that reads the same records and drops them.
 */
public final class ReplayBench {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SOURCE = "/bench";

  private final Profile profile = ProfileFiles.load("acs-salary");
  private final Path folder;
  private final Consumer<String> progress;
  private final CpuClock cpu = new CpuClock(Path.of("no-database"));

  /**
   * A bench that has not run.
   *
   * @param folder an empty folder for the broker and the tables
   * @param progress told what is under way
   */
  public ReplayBench(Path folder, Consumer<String> progress) {
    this.folder = folder;
    this.progress = progress;
  }

  /** What a bare reading saw. */
  private record Seen(ReplayReport.Run run, long records, long bytes) {}

  /**
   * Measures; the best of several rounds counts.
   *
   * @param cases how many, each a candidate and an outcome
   * @param rounds how often both readings take turns
   */
  public ReplayReport run(int cases, int rounds) throws IOException {
    progress.accept("training a release on past cases");
    TrainedRelease release = TrainedRelease.train(profile, Files.createDirectories(folder));
    Ports ports = Ports.anyFree(new SecureRandom());
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(folder.resolve("kafka"), ports.kafka(), ports.controller())) {
      Map<String, String> settings = settings(broker.bootstrapServers());
      KafkaSettings kafka = TrainerConfig.parse(settings).kafka();
      LocalTopics.make(kafka);
      progress.accept("publishing %,d cases".formatted(cases));
      publish(kafka, release, cases);
      return measure(settings, kafka, cases, rounds);
    }
  }

  private Map<String, String> settings(String servers) throws IOException {
    Path key = folder.resolve("bench.key");
    // Signs nothing: the first pipeline makes no release.
    Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return Map.of(
        "kafka.bootstrap.servers", servers,
        "probity.instance.id", "bench",
        "probity.models.dir", folder.resolve("models").toString(),
        "probity.mlflow.dir", folder.resolve("mlflow").toString(),
        "probity.trainer.signing-key-file", key.toString());
  }

  private ReplayReport measure(
      Map<String, String> settings, KafkaSettings kafka, int cases, int rounds) throws IOException {
    Seen bare = null;
    ReplayReport.Run replay = null;
    for (int round = 1; round <= rounds; round++) {
      progress.accept("round %d of %d, the bare consumer".formatted(round, rounds));
      Seen seen = bare(kafka);
      bare = bare == null || seen.run().seconds() < bare.run().seconds() ? seen : bare;
      progress.accept("round %d of %d, the replay".formatted(round, rounds));
      ReplayReport.Run now = replay(settings, round, cases);
      replay = replay == null || now.seconds() < replay.seconds() ? now : replay;
    }
    if (bare == null || replay == null) {
      throw new IllegalArgumentException("a bench needs a round at least");
    }
    if (bare.records() != 2L * cases) {
      throw new IOException(
          "the topics hold %,d records, expected %,d".formatted(bare.records(), 2L * cases));
    }
    return new ReplayReport(bare.records(), cases, bare.bytes(), bare.run(), replay);
  }

  private ReplayReport.Run replay(Map<String, String> settings, int round, int cases)
      throws IOException {
    Map<String, String> own = new LinkedHashMap<>(settings);
    own.put("probity.trainer.datasets-dir", folder.resolve("datasets-" + round).toString());
    TrainingRequest request = new TrainingRequest("bench", "bench", null, Map.of(), 1, false, null);
    RunRecord record;
    CpuClock.Reading from;
    CpuClock.Reading to;
    long begun;
    long ended;
    try (TrainerService trainer = TrainerService.of(TrainerConfig.parse(own))) {
      from = cpu.read();
      begun = System.nanoTime();
      record = trainer.begin(new RunOrder(request, EnumSet.of(Pipeline.DATA)), step -> {});
      ended = System.nanoTime();
      to = cpu.read();
    } catch (OutageException e) {
      throw new IOException("the replay of the bench stopped: " + e.getMessage(), e);
    }
    RunStep rows = record.step(Step.TRANSFORM.label());
    if (record.state() != RunState.FINISHED || rows == null || rows.count() != cases) {
      throw new IOException("the replay of the bench ended otherwise: " + record);
    }
    Map<String, Double> steps = new LinkedHashMap<>();
    record.steps().forEach(step -> steps.put(step.name(), step.millis() / 1e3));
    return run(begun, ended, from, to, steps);
  }

  private static ReplayReport.Run run(
      long begun,
      long ended,
      CpuClock.Reading from,
      CpuClock.Reading to,
      Map<String, Double> steps) {
    Map<String, Double> used = CpuClock.between(from, to);
    double own =
        used.getOrDefault(Stage.BENCH.words(), 0.) + used.getOrDefault(Stage.TRAINER.words(), 0.);
    return new ReplayReport.Run((ended - begun) / 1e9, own / 1e3, used, steps);
  }

  private Seen bare(KafkaSettings kafka) throws IOException {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(kafka.bulkConsumer("bare"))) {
      CpuClock.Reading from = cpu.read();
      long begun = System.nanoTime();
      long records = 0;
      long bytes = 0;
      for (TopicPartition partition : partitions(consumer, kafka)) {
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long moved = System.nanoTime();
        while (consumer.position(partition) < end) {
          ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
          for (ConsumerRecord<byte[], byte[]> one : polled) {
            records++;
            bytes += size(one);
          }
          moved = polled.isEmpty() ? moved : System.nanoTime();
          if (System.nanoTime() - moved > PATIENCE.toNanos()) {
            throw new IOException("the broker of the bench sends nothing of " + partition);
          }
        }
      }
      long ended = System.nanoTime();
      return new Seen(run(begun, ended, from, cpu.read(), Map.of()), records, bytes);
    }
  }

  private static long size(ConsumerRecord<byte[], byte[]> one) {
    long bytes = Math.max(0, one.serializedKeySize()) + Math.max(0, one.serializedValueSize());
    for (var header : one.headers()) {
      bytes += header.key().length() + header.value().length;
    }
    return bytes;
  }

  private static List<TopicPartition> partitions(
      KafkaConsumer<byte[], byte[]> consumer, KafkaSettings kafka) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic<?, ?> topic : List.of(Topics.CANDIDATES, Topics.OUTCOMES)) {
      consumer
          .partitionsFor(kafka.names().of(topic))
          .forEach(one -> partitions.add(new TopicPartition(one.topic(), one.partition())));
    }
    return partitions;
  }

  private void publish(KafkaSettings kafka, TrainedRelease release, int count) throws IOException {
    Instant start = Instant.now().minus(MonitorCases.APART.multipliedBy(count));
    AtomicBoolean failed = new AtomicBoolean();
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(kafka.bulkProducer("cases"))) {
      for (MonitorCases.Case one :
          MonitorCases.of(release.serving(), count, Topics.CANDIDATES.partitions(), start)) {
        String id = one.candidate().id();
        Headers headers =
            EventHeaders.candidate(one.candidate(), id, SOURCE, one.time(), Trace.NONE);
        send(producer, kafka, one, Topics.CANDIDATES, one.candidate(), headers, failed);
        headers = EventHeaders.outcome(one.outcome(), id, SOURCE, one.time(), Trace.NONE);
        send(producer, kafka, one, Topics.OUTCOMES, one.outcome(), headers, failed);
      }
      producer.flush();
    }
    if (failed.get()) {
      throw new IOException("the broker did not acknowledge a record of the bench");
    }
  }

  private static <V> void send(
      Producer<byte[], byte[]> producer,
      KafkaSettings kafka,
      MonitorCases.Case one,
      Topic<String, V> topic,
      V value,
      Headers headers,
      AtomicBoolean failed) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                kafka.names().of(topic),
                one.partition(),
                one.time().toEpochMilli(),
                one.candidate().id().getBytes(StandardCharsets.UTF_8),
                topic.codec().encode(value),
                headers),
            (metadata, failure) -> failed.compareAndSet(false, failure != null));
  }
}
