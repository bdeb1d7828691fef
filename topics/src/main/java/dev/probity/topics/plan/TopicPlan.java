// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.plan;

import dev.probity.topics.Cleanup;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.value.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that must change so that a cluster has the topics as declared.
 *
 * @param changes the changes, in the order of the declarations; deletions last
 */
public record TopicPlan(List<TopicChange> changes) {
  private static final String RETENTION = "retention.ms";
  private static final String OLDEST_TIMESTAMP = "message.timestamp.before.max.ms";
  private static final String CLEANUP = "cleanup.policy";
  private static final String MIN_COMPACTION_LAG = "min.compaction.lag.ms";
  private static final String FOR_EVER = "-1";

  /** Copies the changes. */
  public TopicPlan {
    changes = Check.copy(changes, "changes");
  }

  /**
   * The plan for a cluster.
   *
   * @param declared the topics there should be
   * @param names their names in this installation
   * @param existing the topics there are, by name on the brokers; others than ours are left alone
   */
  public static TopicPlan of(
      List<Topic<?, ?>> declared, TopicNames names, Map<String, TopicState> existing) {
    List<TopicChange> changes = new ArrayList<>();
    Set<String> undeclared = new TreeSet<>(existing.keySet());
    for (Topic<?, ?> topic : declared) {
      String name = names.of(topic);
      undeclared.remove(name);
      TopicState state = existing.get(name);
      if (state == null) {
        changes.add(new TopicChange.Create(name, topic.partitions(), configs(topic)));
      } else {
        compare(topic, name, state, changes);
      }
    }
    for (String name : undeclared) {
      if (concerns(name, names)) {
        changes.add(new TopicChange.Delete(name));
      }
    }
    return new TopicPlan(changes);
  }

  /** Whether the name looks like one of our topics behind this prefix, of any version. */
  public static boolean concerns(String name, TopicNames names) {
    return name.startsWith(names.prefix())
        && names.withoutPrefix(name).matches("probity\\.[a-z]+\\.v[1-9]");
  }

  private static void compare(
      Topic<?, ?> topic, String name, TopicState state, List<TopicChange> changes) {
    if (state.partitions() < topic.partitions()) {
      changes.add(new TopicChange.AddPartitions(name, state.partitions(), topic.partitions()));
    } else if (state.partitions() > topic.partitions()) {
      changes.add(
          new TopicChange.Impossible(
              name,
              "it has "
                  + state.partitions()
                  + " partitions, declared are "
                  + topic.partitions()
                  + ", and Kafka cannot take partitions away"));
    }
    configs(topic)
        .forEach(
            (key, wanted) -> {
              String found = state.configs().get(key);
              if (!wanted.equals(found)) {
                changes.add(
                    new TopicChange.Configure(name, key, found, wanted, cost(key, found, wanted)));
              }
            });
  }

  private static Consent cost(String key, @Nullable String found, String wanted) {
    boolean shrinks =
        switch (key) {
          case RETENTION, MIN_COMPACTION_LAG -> found == null || millis(wanted) < millis(found);
          case CLEANUP -> !wanted.equals(found);
          default -> false;
        };
    return shrinks ? Consent.SHRINK : Consent.NONE;
  }

  private static long millis(String text) {
    return text.equals(FOR_EVER) ? Long.MAX_VALUE : Long.parseLong(text);
  }

  /** The configuration of a topic as declared, by Kafka's names. */
  public static Map<String, String> configs(Topic<?, ?> topic) {
    Map<String, String> configs = new TreeMap<>();
    configs.put(CLEANUP, topic.cleanup().policy());
    configs.put("max.message.bytes", Integer.toString(topic.maxMessageBytes()));
    if (topic.cleanup() == Cleanup.COMPACT) {
      configs.put(MIN_COMPACTION_LAG, Long.toString(Topic.MIN_COMPACTION_LAG.toMillis()));
    } else {
      Duration retention = topic.retention();
      configs.put(RETENTION, retention == null ? FOR_EVER : "" + retention.toMillis());
      if (retention != null) {
        configs.put("segment.ms", Long.toString(Topic.SEGMENT.toMillis()));
        if (topic.isWrittenFromOutside()) {
          configs.put(OLDEST_TIMESTAMP, Long.toString(Topic.OLDEST_TIMESTAMP.toMillis()));
        }
      }
    }
    return configs;
  }

  /** Whether the cluster is as declared. */
  public boolean isDone() {
    return changes.isEmpty();
  }

  /** What a person must say yes to before this plan can be made true. */
  public Set<Consent> consents() {
    return changes.stream()
        .map(TopicChange::consent)
        .filter(consent -> consent != Consent.NONE)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The changes these consents allow. */
  public List<TopicChange> allowedBy(Set<Consent> given) {
    return changes.stream()
        .filter(change -> change.consent() == Consent.NONE || given.contains(change.consent()))
        .toList();
  }

  /** The plan in words, one line per change. */
  public String words() {
    return isDone()
        ? "all topics are as declared"
        : changes.stream()
            .map(
                change ->
                    change.words()
                        + (change.consent() == Consent.NONE
                            ? ""
                            : " (needs consent: " + change.consent() + ")"))
            .collect(Collectors.joining("\n"));
  }
}
