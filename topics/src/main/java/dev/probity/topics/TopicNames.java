// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.value.Check;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names the topics have on the brokers of one installation: the declared names behind an
 * optional prefix, which also goes before group and transactional ids.
 */
public final class TopicNames {

  /** The declared names as they are. */
  public static final TopicNames PLAIN = new TopicNames("");

  private final String prefix;
  private final Map<String, Topic<?, ?>> topicByName = new HashMap<>();

  private TopicNames(String prefix) {
    this.prefix = prefix;
    for (Topic<?, ?> topic : Topics.all()) {
      topicByName.put(prefix + topic.name(), topic);
    }
  }

  /** Names behind the prefix, for example {@code acme.}; empty for none. */
  public static TopicNames withPrefix(String prefix) {
    Check.that(
        prefix.matches("[a-zA-Z0-9._-]{0,64}"), "prefix", "at most 64 of letters, digits, . _ -");
    return prefix.isEmpty() ? PLAIN : new TopicNames(prefix);
  }

  /** The prefix, empty when there is none. */
  public String prefix() {
    return prefix;
  }

  /** The name of the topic on the brokers. */
  public String of(Topic<?, ?> topic) {
    return prefix + topic.name();
  }

  /** The group, application or transactional id with the prefix. */
  public String id(String name) {
    return prefix + Check.text(name, "name");
  }

  /** The topic of that name on the brokers, or null when it is none of ours. */
  public @Nullable Topic<?, ?> topic(String name) {
    return topicByName.get(name);
  }

  /** The declared name of a topic on the brokers, as ids and source positions use it. */
  public String withoutPrefix(String name) {
    return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicNames that && prefix.equals(that.prefix);
  }

  @Override
  public int hashCode() {
    return prefix.hashCode();
  }
}
