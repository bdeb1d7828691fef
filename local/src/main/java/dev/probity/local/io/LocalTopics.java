// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import dev.probity.topics.Topics;
import dev.probity.topics.io.KafkaSettings;
import dev.probity.topics.io.TopicAdmin;
import dev.probity.topics.io.TopicsReady;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;

/** Makes the topics of the embedded broker, and waits until they take records. */
public final class LocalTopics {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private LocalTopics() {}

  /** Returns when every declared topic exists and takes records; what costs records is not done. */
  public static void make(KafkaSettings kafka) {
    try (Admin admin = Admin.create(kafka.admin())) {
      TopicAdmin topics = new TopicAdmin(admin, kafka.names(), Topics.all());
      topics.apply(topics.plan(), Set.of());
      TopicsReady.of(admin, kafka.bootstrapServers(), PATIENCE).await(kafka.names(), Topics.all());
    }
  }
}
