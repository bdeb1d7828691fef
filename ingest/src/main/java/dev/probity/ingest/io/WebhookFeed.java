// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.ingest.DecisionCall;
import dev.probity.ingest.ReleaseCall;
import dev.probity.ingest.WebhookCall;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What a webhook is about: where it is read, and how a record becomes a call. */
enum WebhookFeed {
  /** Each decision as it falls. */
  DECISIONS("webhook", "decision"),
  /** Each change of a release's state; what one poll brings is told before who refused it. */
  RELEASES("release-webhook", "release");

  private final String client;
  private final String about;

  WebhookFeed(String client, String about) {
    this.client = client;
    this.about = about;
  }

  /** What threads and clients are called. */
  String client() {
    return client;
  }

  /** What the meter says. */
  String about() {
    return about;
  }

  /** What is read; what reacts to another topic comes after it. */
  List<String> topics(TopicNames names) {
    return switch (this) {
      case DECISIONS -> List.of(names.of(Topics.PREDICTIONS));
      case RELEASES -> List.of(names.of(Topics.MODELS), names.of(Topics.ALERTS));
    };
  }

  /** The call for a record; null when nobody is told of it. */
  @Nullable WebhookCall call(ConsumerRecord<byte[], byte[]> record, TopicNames names) {
    return switch (this) {
      case DECISIONS -> DecisionCall.of(record.value());
      case RELEASES ->
          record.topic().equals(names.of(Topics.MODELS))
              ? ReleaseCall.ofRelease(record.value())
              : ReleaseCall.ofAlert(record.value());
    };
  }
}
