// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.plan;

import dev.probity.topics.value.Check;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One step from what a cluster has to what is declared. */
public sealed interface TopicChange {

  /** The topic on the brokers. */
  String topic();

  /** What a person must say yes to first. */
  Consent consent();

  /** The change in words, one line. */
  String words();

  /**
   * The topic is missing.
   *
   * @param topic the topic on the brokers
   * @param partitions its number of partitions
   * @param configs its configuration
   */
  record Create(String topic, int partitions, Map<String, String> configs) implements TopicChange {
    /** Checks and copies the components. */
    public Create {
      Check.text(topic, "topic");
      configs = Map.copyOf(configs);
    }

    @Override
    public Consent consent() {
      return Consent.NONE;
    }

    @Override
    public String words() {
      return "create " + topic + ", partitions " + partitions + ", " + new TreeMap<>(configs);
    }
  }

  /**
   * A configuration value differs.
   *
   * @param topic the topic on the brokers
   * @param key the name of the value
   * @param from the value in force; null when there is none
   * @param to the value declared
   * @param consent what a person must say yes to first
   */
  record Configure(String topic, String key, @Nullable String from, String to, Consent consent)
      implements TopicChange {
    /** Checks the components. */
    public Configure {
      Check.text(topic, "topic");
      Check.text(key, "key");
      Check.text(to, "to");
      Check.present(consent, "consent");
    }

    @Override
    public String words() {
      return "configure " + topic + ", " + key + " from " + from + " to " + to;
    }
  }

  /**
   * There are too few partitions.
   *
   * @param topic the topic on the brokers
   * @param from the number there is
   * @param to the number declared
   */
  record AddPartitions(String topic, int from, int to) implements TopicChange {
    /** Checks the components. */
    public AddPartitions {
      Check.text(topic, "topic");
      Check.that(from < to, "to", "more than there are");
    }

    @Override
    public Consent consent() {
      return Consent.REPARTITION;
    }

    @Override
    public String words() {
      return "add partitions to " + topic + ", from " + from + " to " + to;
    }
  }

  /**
   * A topic of ours that is not declared any more.
   *
   * @param topic the topic on the brokers
   */
  record Delete(String topic) implements TopicChange {
    /** Checks the component. */
    public Delete {
      Check.text(topic, "topic");
    }

    @Override
    public Consent consent() {
      return Consent.DELETE;
    }

    @Override
    public String words() {
      return "delete " + topic + ", which is not declared any more";
    }
  }

  /**
   * The difference cannot be made by any command.
   *
   * @param topic the topic on the brokers
   * @param why what stands in the way
   */
  record Impossible(String topic, String why) implements TopicChange {
    /** Checks the components. */
    public Impossible {
      Check.text(topic, "topic");
      Check.text(why, "why");
    }

    @Override
    public Consent consent() {
      return Consent.NONE;
    }

    @Override
    public String words() {
      return "cannot change " + topic + ": " + why;
    }
  }
}
