// SPDX-License-Identifier: Apache-2.0
package dev.probity.trainer.io;

import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Codecs;
import dev.probity.topics.io.ProfileFiles;
import dev.probity.topics.record.Candidate;
import dev.probity.trainer.AcsSample;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A slice of real history on topics in memory, and a trainer over them. */
final class History {
  static final List<AcsSample.Row> ROWS = AcsSample.some(AcsSample.newYork("train"), 25);

  private History() {}

  static InMemoryTopics published() {
    InMemoryTopics topics = new InMemoryTopics(TopicNames.PLAIN, 4);
    publish(topics, ROWS);
    return topics;
  }

  /** What comes later: other people. */
  static void publishMore(InMemoryTopics topics) {
    publish(topics, AcsSample.some(AcsSample.newYork("test"), 100));
  }

  private static void publish(InMemoryTopics topics, List<AcsSample.Row> rows) {
    for (AcsSample.Row row : rows) {
      Candidate candidate = row.candidate();
      int partition = Math.floorMod(candidate.id().hashCode(), 4);
      topics.add(
          Topics.CANDIDATES,
          partition,
          candidate.id(),
          Codecs.CANDIDATE.encode(candidate),
          new RecordHeaders());
      topics.add(
          Topics.OUTCOMES,
          partition,
          candidate.id(),
          Codecs.OUTCOME.encode(row.outcome()),
          new RecordHeaders());
    }
  }

  static TrainerConfig config(Path folder, Path key) {
    return TrainerConfig.parse(settings(folder, key));
  }

  static Map<String, String> settings(Path folder, Path key) {
    return Map.of(
        "probity.instance.id", "t",
        "probity.models.dir", folder.resolve("models").toString(),
        "probity.mlflow.dir", folder.resolve("mlflow").toString(),
        "probity.trainer.datasets-dir", folder.resolve("datasets").toString(),
        "probity.trainer.back-off", "1ms",
        "probity.trainer.signing-key-file", key.toString());
  }

  static TrainerService trainer(InMemoryTopics topics, TrainerConfig config) {
    return trainer(topics, config, Learners.BUILT_IN);
  }

  static TrainerService trainer(InMemoryTopics topics, TrainerConfig config, Learners learners) {
    return new TrainerService(
        config,
        ProfileFiles.load(config.profile()),
        SigningKeyFile.read(config.signingKeyFile(), config.signingKeyName()),
        learners,
        topics,
        new TrainerMeters(new SimpleMeterRegistry()),
        InstantSource.system());
  }
}
