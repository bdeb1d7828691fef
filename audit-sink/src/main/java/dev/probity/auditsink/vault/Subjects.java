// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.vault;

import dev.probity.auditsink.entry.RawRecord;
import dev.probity.auditsink.entry.Source;
import dev.probity.auditsink.tree.Hash;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.PersonalData;
import dev.probity.topics.SubjectRule;
import dev.probity.topics.Topic;
import dev.probity.topics.TopicNames;
import dev.probity.topics.codec.StrictUtf8;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Whose record it is, by what the contract of its topic says. */
public final class Subjects {
  /** Longest id, in bytes of UTF-8. */
  public static final int LONGEST_ID = 1_024;

  private final TopicNames names;
  private final VaultKeys keys;

  /** By the names of this installation and its pseudonym key. */
  public Subjects(TopicNames names, VaultKeys keys) {
    this.names = names;
    this.keys = keys;
  }

  /**
   * The reference under whose key a record is encrypted; null when it is about nobody. A record of
   * a topic about people that does not name the person has a reference of its own.
   */
  public @Nullable Hash reference(RawRecord record) {
    Source source = record.source();
    Topic<?, ?> topic = names.topic(source.topic());
    if (topic == null || topic.subject() == SubjectRule.NONE) {
      return null;
    }
    String subject = subject(topic, record.key(), record.headers());
    if (subject != null) {
      return keys.reference(subject);
    }
    return mayConcernSomebody(topic, record.key())
        ? keys.referenceOfRecord(source, record.offset())
        : null;
  }

  private static @Nullable String subject(
      Topic<?, ?> topic, byte @Nullable [] key, Headers headers) {
    boolean inHeader = topic.subject() == SubjectRule.HEADER;
    return topic.subject().subject(inHeader ? null : id(key), inHeader ? id(first(headers)) : null);
  }

  private static byte @Nullable [] first(Headers headers) {
    for (Header header : headers) {
      if (header.key().equals(EventHeaders.PROBITY_SUBJECT)) {
        return header.value();
      }
    }
    return null;
  }

  private static boolean mayConcernSomebody(Topic<?, ?> topic, byte @Nullable [] key) {
    boolean people =
        topic.personalData() == PersonalData.PSEUDONYMOUS
            || topic.personalData() == PersonalData.PROTECTED;
    // A readable key that names no candidate names a model or an alert.
    String name = topic.subject() == SubjectRule.KEY_OF_CANDIDATE ? id(key) : null;
    return people && (name == null || name.isEmpty());
  }

  /** The bytes as an id, null when a database cannot hold or index them: a key may be anything. */
  public static @Nullable String id(byte @Nullable [] bytes) {
    String text = bytes == null || bytes.length > LONGEST_ID ? null : StrictUtf8.decode(bytes);
    return text == null || text.indexOf('\0') >= 0 ? null : text;
  }
}
