// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.EventHeaders;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Puts entries on the audit topic: what has no other topic, such as the start of a process. */
public final class AuditPublisher {
  private static final System.Logger LOG = System.getLogger(AuditPublisher.class.getName());

  private final Producer<byte[], byte[]> producer;
  private final TopicNames names;
  private final String module;
  private final String instance;
  private final InstantSource clock;

  /**
   * Entries of one process.
   *
   * @param producer idempotent and acknowledged by all replicas; stays the caller's
   * @param names the names of the topics in this installation
   */
  public AuditPublisher(
      Producer<byte[], byte[]> producer,
      TopicNames names,
      String module,
      String instance,
      InstantSource clock) {
    this.producer = producer;
    this.names = names;
    this.module = module;
    this.instance = instance;
    this.clock = clock;
  }

  /**
   * The process has started.
   *
   * @param details version, commit, digest of the configuration, profile and its digest, and the
   *     purposes for which protected attributes are opened
   */
  public CompletableFuture<Void> started(Map<String, String> details) {
    return publish(entry(EventType.PROCESS_STARTED, details));
  }

  /** The process stops because it was asked to. */
  public CompletableFuture<Void> stopped(Map<String, String> details) {
    return publish(entry(EventType.PROCESS_STOPPED, details));
  }

  /** An entry of this process about itself, now. */
  public AuditEntry entry(EventType event, Map<String, String> details) {
    return new AuditEntry(
        event,
        module,
        instance,
        module,
        clock.instant(),
        null,
        null,
        null,
        null,
        Map.of(),
        details,
        null);
  }

  /** Sends the entry; the future ends with the broker's acknowledgement, or with its refusal. */
  public CompletableFuture<Void> publish(AuditEntry entry) {
    return Acknowledgement.of(producer, toRecord(names, entry));
  }

  /** Says so in the log when an entry that nobody waits for is not acknowledged. */
  public static void logIfLost(CompletableFuture<Void> published) {
    var unused =
        published.whenComplete(
            (done, failure) -> {
              if (failure != null) {
                LOG.log(
                    System.Logger.Level.ERROR,
                    "an audit entry was not acknowledged; error={0}",
                    failure.getClass().getSimpleName());
              }
            });
  }

  /** The entry as a record of the audit topic. */
  public static ProducerRecord<byte[], byte[]> toRecord(TopicNames names, AuditEntry entry) {
    return new ProducerRecord<>(
        names.of(Topics.AUDIT),
        null,
        Topics.AUDIT.keyCodec().encode(entry.key()),
        Topics.AUDIT.codec().encode(entry),
        EventHeaders.audit(entry));
  }
}
