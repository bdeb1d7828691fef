// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import dev.probity.topics.codec.RecordCodec;
import dev.probity.topics.value.Check;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic as the contract declares it: its name, the form of its keys and values, and what the
 * broker and the people around it should know. Immutable; {@link Topics} holds all of them.
 *
 * @param name the name, without the prefix of an installation
 * @param purpose what it is for, in one sentence
 * @param record the name of the record and of its schema
 * @param schemaId the number of the schema in ledger entries, from 1
 * @param keyMeaning what the key is
 * @param keyCodec bytes of keys
 * @param codec bytes of values
 * @param partitions the number of partitions
 * @param cleanup what the broker does with old records
 * @param retention how long records are kept; null means for ever or until compacted
 * @param retentionReason why that long
 * @param maxMessageBytes the largest record batch the broker takes, in bytes
 * @param owner the module that answers for the topic
 * @param writers who writes it
 * @param readers who reads it, besides the ledger
 * @param frequency how often a record flows
 * @param personalData what the records say about people
 * @param subject where a record names the person it is about
 * @param transactional whether some writer uses transactions, which leave gaps in the offsets
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public record Topic<K, V>(
    String name,
    String purpose,
    String record,
    int schemaId,
    String keyMeaning,
    RecordCodec<K> keyCodec,
    RecordCodec<V> codec,
    int partitions,
    Cleanup cleanup,
    @Nullable Duration retention,
    String retentionReason,
    int maxMessageBytes,
    String owner,
    List<String> writers,
    List<String> readers,
    String frequency,
    PersonalData personalData,
    SubjectRule subject,
    boolean transactional) {

  /** How long a compacted topic keeps every record, so that the ledger sees all of them. */
  public static final Duration MIN_COMPACTION_LAG = Duration.ofDays(7);

  /** The shortest retention of an audited topic: less could overtake the ledger. */
  public static final Duration MIN_RETENTION = Duration.ofDays(7);

  /**
   * How long the broker writes to one file before it begins the next: it deletes whole files, so a
   * record may outlive its retention by this.
   */
  public static final Duration SEGMENT = Duration.ofHours(12);

  /**
   * How long after its retention a record is surely gone: its file is closed after {@link #SEGMENT}
   * and deleted at one of the broker's rounds, minutes apart.
   */
  public static final Duration DELETION_LAG = Duration.ofDays(1);

  /**
   * How old a record's own timestamp may be where HR systems write: retention counts by it, so a
   * record stamped with a day long past would be deleted before anybody read it. The broker refuses
   * an older one (INVALID_TIMESTAMP), and nothing is lost without a word.
   */
  public static final Duration OLDEST_TIMESTAMP = Duration.ofDays(7);

  private static final String OUTSIDE = "hr-system";

  /** Checks and copies the components. */
  public Topic {
    Check.that(name.matches("probity\\.[a-z]+\\.v[1-9]"), "name", "probity.<plural noun>.v<major>");
    Check.text(purpose, "purpose");
    Check.text(record, "record");
    Check.that(schemaId >= 1 && schemaId <= 65_535, "schemaId", "an unsigned 16-bit number");
    Check.text(keyMeaning, "keyMeaning");
    Check.present(keyCodec, "keyCodec");
    Check.present(codec, "codec");
    Check.that(partitions >= 1, "partitions", "1 or more");
    Check.that(
        retention == null || retention.compareTo(MIN_RETENTION) >= 0,
        "retention",
        "7 days or more");
    Check.that(
        cleanup == Cleanup.DELETE || retention == null, "retention", "absent when compacted");
    Check.text(retentionReason, "retentionReason");
    Check.text(owner, "owner");
    writers = Check.copy(writers, "writers");
    readers = Check.copy(readers, "readers");
    Check.text(frequency, "frequency");
    Check.present(personalData, "personalData");
    Check.present(subject, "subject");
  }

  /** Whether the broker keeps the last record of each key only. */
  public boolean compacted() {
    return cleanup == Cleanup.COMPACT;
  }

  /** The same topic with another number of partitions. */
  public Topic<K, V> withPartitions(int number) {
    return new Topic<>(
        name,
        purpose,
        record,
        schemaId,
        keyMeaning,
        keyCodec,
        codec,
        number,
        cleanup,
        retention,
        retentionReason,
        maxMessageBytes,
        owner,
        writers,
        readers,
        frequency,
        personalData,
        subject,
        transactional);
  }

  /** Names are unique, so the name is hash enough. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }

  /** Whether systems that are no part of Probity write here, with any Kafka client. */
  public boolean isWrittenFromOutside() {
    return writers.contains(OUTSIDE);
  }
}
