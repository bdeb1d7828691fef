// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicPlanTest {
  private final TopicNames names = TopicNames.withPrefix("acme.");
  private final Map<String, TopicState> cluster = new HashMap<>();

  /** A cluster that has every topic as declared. */
  private void everything() {
    for (Topic<?, ?> topic : Topics.all()) {
      cluster.put(names.of(topic), new TopicState(topic.partitions(), TopicPlan.configs(topic)));
    }
  }

  private void set(Topic<?, ?> topic, String key, String value) {
    Map<String, String> configs = new HashMap<>(TopicPlan.configs(topic));
    configs.put(key, value);
    cluster.put(names.of(topic), new TopicState(topic.partitions(), configs));
  }

  private TopicPlan plan() {
    return TopicPlan.of(Topics.all(), names, cluster);
  }

  private TopicChange only() {
    assertEquals(1, plan().changes().size(), plan().words());
    return plan().changes().getFirst();
  }

  @Test
  void createsEveryTopicOnAnEmptyCluster() {
    // When
    TopicPlan plan = plan();

    // Then
    assertEquals(Topics.all().size(), plan.changes().size());
    assertEquals(Set.of(), plan.consents());
    TopicChange.Create first =
        assertInstanceOf(TopicChange.Create.class, plan.changes().getFirst());
    assertEquals(names.of(Topics.CANDIDATES), first.topic());
    assertEquals(4, first.partitions());
    assertEquals("delete", first.configs().get("cleanup.policy"));
    assertEquals("" + Duration.ofDays(30).toMillis(), first.configs().get("retention.ms"));
    assertEquals("" + Duration.ofHours(12).toMillis(), first.configs().get("segment.ms"));
  }

  @Test
  void isDoneWhenEverythingIsAsDeclared() {
    // Given
    everything();

    // When, Then
    assertTrue(plan().isDone());
    assertEquals("all topics are as declared", plan().words());
  }

  @Test
  void compactedTopicsKeepEveryRecordForAWeek() {
    // When
    Map<String, String> configs = TopicPlan.configs(Topics.MODELS);

    // Then
    assertEquals("compact", configs.get("cleanup.policy"));
    assertEquals("" + Duration.ofDays(7).toMillis(), configs.get("min.compaction.lag.ms"));
    assertNull(configs.get("retention.ms"));
  }

  @Test
  void rejectsTakeTwiceWhatAnySourceTakes() {
    int rejects = Integer.parseInt(TopicPlan.configs(Topics.REJECTS).get("max.message.bytes"));
    for (Topic<?, ?> topic : List.of(Topics.CANDIDATES, Topics.PREDICTIONS, Topics.OUTCOMES)) {
      assertTrue(rejects >= 2 * topic.maxMessageBytes(), topic.name());
    }
  }

  @Test
  void whatOutsidersWriteIsRefusedWhenItsTimestampIsOlderThanTheTopicCanKeep() {
    // Given
    String key = "message.timestamp.before.max.ms";
    String week = Long.toString(Duration.ofDays(7).toMillis());

    // When, Then
    for (Topic<?, ?> topic : List.of(Topics.CANDIDATES, Topics.OUTCOMES, Topics.OVERSIGHT)) {
      assertEquals(week, TopicPlan.configs(topic).get(key), topic.name());
    }
    for (Topic<?, ?> topic : List.of(Topics.PREDICTIONS, Topics.SIGNALS, Topics.MODELS)) {
      assertNull(TopicPlan.configs(topic).get(key), topic.name());
    }
  }

  @Test
  void checkpointsStayForEver() {
    assertEquals("-1", TopicPlan.configs(Topics.CHECKPOINTS).get("retention.ms"));
  }

  @Test
  void longerRetentionNeedsNoConsentAndShorterDoes() {
    // Given
    everything();

    // When
    set(Topics.CANDIDATES, "retention.ms", "1000");
    TopicChange longer = only();
    set(Topics.CANDIDATES, "retention.ms", "-1");
    TopicChange shorter = only();

    // Then
    assertEquals(Consent.NONE, longer.consent());
    assertEquals(Consent.SHRINK, shorter.consent());
    assertEquals(List.of(), plan().allowedBy(Set.of()));
    assertEquals(List.of(), plan().allowedBy(Set.of(Consent.DELETE)));
    assertEquals(1, plan().allowedBy(Set.of(Consent.SHRINK)).size());
    assertEquals(
        "configure acme."
            + Topics.CANDIDATES.name()
            + ", retention.ms from -1 to 2592000000 (needs consent: SHRINK)",
        plan().words());
  }

  @Test
  void anotherCleanupPolicyNeedsConsent() {
    // Given
    everything();
    set(Topics.CANDIDATES, "cleanup.policy", "compact");

    // When, Then
    assertEquals(Consent.SHRINK, only().consent());
  }

  @Test
  void shorterCompactionLagNeedsConsent() {
    // Given
    everything();
    set(Topics.ALERTS, "min.compaction.lag.ms", "" + Duration.ofDays(9).toMillis());

    // When, Then
    assertEquals(Consent.SHRINK, only().consent());
  }

  @Test
  void largerMessagesNeedNoConsent() {
    // Given
    everything();
    set(Topics.REJECTS, "max.message.bytes", "1000");

    // When, Then
    assertEquals(Consent.NONE, only().consent());
  }

  @Test
  void morePartitionsMoveKeysAndNeedConsent() {
    // Given
    everything();
    cluster.put(
        names.of(Topics.CANDIDATES), new TopicState(1, TopicPlan.configs(Topics.CANDIDATES)));

    // When, Then
    assertEquals(new TopicChange.AddPartitions(names.of(Topics.CANDIDATES), 1, 4), only());
    assertEquals(Set.of(Consent.REPARTITION), plan().consents());
  }

  @Test
  void fewerPartitionsAreImpossible() {
    // Given
    everything();
    cluster.put(
        names.of(Topics.CANDIDATES), new TopicState(9, TopicPlan.configs(Topics.CANDIDATES)));

    // When, Then
    assertInstanceOf(TopicChange.Impossible.class, only());
    assertFalse(plan().isDone());
  }

  @Test
  void concernsOurTopicsBehindThisPrefixOnly() {
    assertTrue(TopicPlan.concerns(names.of(Topics.AUDIT), names));
    assertFalse(TopicPlan.concerns(Topics.AUDIT.name(), names));
    assertFalse(TopicPlan.concerns("acme.orders", names));
  }

  @Test
  void aTopicOfOursThatIsNotDeclaredIsDeletedWithConsentOnly() {
    // Given
    everything();
    TopicState some = new TopicState(1, Map.of());
    cluster.put(names.of(Topics.CANDIDATES).replace(".v1", ".v9"), some);
    for (String foreign :
        List.of(
            "orders",
            "probity-drift-monitor-store-changelog",
            "other." + Topics.CANDIDATES,
            "acme.probity-drift-monitor-x.v1",
            "acme.orders")) {
      cluster.put(foreign, some);
    }

    // When, Then
    assertInstanceOf(TopicChange.Delete.class, only());
    assertEquals(Consent.DELETE, only().consent());
  }
}
