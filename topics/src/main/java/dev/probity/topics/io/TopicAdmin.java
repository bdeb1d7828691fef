// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.plan.Consent;
import dev.probity.topics.plan.TopicChange;
import dev.probity.topics.plan.TopicPlan;
import dev.probity.topics.plan.TopicState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Compares the topics of a cluster with those declared and makes the difference. Nothing that drops
 * records or moves keys happens without consent.
 */
public final class TopicAdmin {
  private final Admin admin;
  private final TopicNames names;
  private final List<Topic<?, ?>> declared;

  /**
   * An administrator of these topics.
   *
   * @param admin a client of the cluster; stays the caller's
   * @param names the names of the topics in this installation
   * @param declared the topics there should be
   */
  public TopicAdmin(Admin admin, TopicNames names, List<Topic<?, ?>> declared) {
    this.admin = admin;
    this.names = names;
    this.declared = List.copyOf(declared);
  }

  /** What differs. */
  public TopicPlan plan() {
    // Others' topics on the same cluster may not even be open to us.
    Set<String> existing =
        answer(admin.listTopics().names()).stream()
            .filter(name -> TopicPlan.concerns(name, names))
            .collect(Collectors.toSet());
    Map<String, TopicDescription> described =
        answer(admin.describeTopics(existing).allTopicNames());
    List<ConfigResource> resources =
        existing.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<ConfigResource, Config> configs = answer(admin.describeConfigs(resources).all());
    Map<String, TopicState> states = new HashMap<>();
    configs.forEach(
        (resource, config) -> {
          TopicDescription topic = described.get(resource.name());
          if (topic != null) {
            states.put(resource.name(), new TopicState(topic.partitions().size(), values(config)));
          }
        });
    return TopicPlan.of(declared, names, states);
  }

  private static Map<String, String> values(Config config) {
    return config.entries().stream()
        .filter(entry -> entry.value() != null)
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
  }

  /**
   * Makes the changes that these consents allow.
   *
   * @return the changes made; what is missing from the plan still waits for consent
   */
  public List<TopicChange> apply(TopicPlan plan, Set<Consent> given) {
    List<TopicChange> made = new ArrayList<>();
    for (TopicChange change : plan.allowedBy(given)) {
      if (apply(change)) {
        made.add(change);
      }
    }
    return made;
  }

  private boolean apply(TopicChange change) {
    switch (change) {
      case TopicChange.Create create -> create(create);
      case TopicChange.Configure(
              String topic,
              String key,
              String from,
              String to,
              Consent consent) ->
          answer(
              admin
                  .incrementalAlterConfigs(
                      Map.of(
                          new ConfigResource(ConfigResource.Type.TOPIC, topic),
                          List.of(
                              new AlterConfigOp(
                                  new ConfigEntry(key, to), AlterConfigOp.OpType.SET))))
                  .all());
      case TopicChange.AddPartitions(String topic, int from, int to) ->
          answer(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(to))).all());
      case TopicChange.Delete(String topic) -> answer(admin.deleteTopics(List.of(topic)).all());
      case TopicChange.Impossible impossible -> {
        return false;
      }
    }
    return true;
  }

  /** The replication factor is the cluster's default; several processes may create at once. */
  private void create(TopicChange.Create create) {
    NewTopic topic =
        new NewTopic(create.topic(), Optional.of(create.partitions()), Optional.empty())
            .configs(create.configs());
    try {
      answer(admin.createTopics(List.of(topic)).all());
    } catch (TopicExistsException e) {
      // Somebody else was quicker, with the same declaration.
    }
  }

  /** The answer of the cluster; a refusal is thrown as what it is. */
  static <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
