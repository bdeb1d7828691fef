// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.entry;

import java.util.Comparator;

/**
 * A partition of an audited topic.
 *
 * @param topic full topic name, 1 to 249 characters of {@code [a-zA-Z0-9._-]}
 * @param partition number, from 0
 */
public record Source(String topic, int partition) implements Comparable<Source> {
  private static final Comparator<Source> ORDER =
      Comparator.comparing(Source::topic).thenComparingInt(Source::partition);

  public Source {
    if (!isLegal(topic) || partition < 0) {
      throw new IllegalArgumentException("no partition " + partition + " of topic " + topic);
    }
  }

  static boolean isLegal(String topic) {
    return !topic.isEmpty() && topic.length() <= 249 && topic.chars().allMatch(Source::isLegal);
  }

  private static boolean isLegal(int c) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  }

  @Override
  public int compareTo(Source other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}
