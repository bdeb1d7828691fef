// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.query;

import dev.probity.auditsink.entry.Body;
import dev.probity.auditsink.tree.Hash;
import dev.probity.auditsink.tree.TreeHasher;
import dev.probity.auditsink.vault.Subjects;
import dev.probity.topics.DeadLetter;
import dev.probity.topics.EventHeaders;
import dev.probity.topics.Topic;
import dev.probity.topics.Topics;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.AuditEntry;
import dev.probity.topics.record.EventType;
import dev.probity.topics.record.OversightDecision;
import dev.probity.topics.record.Reject;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies into rows. A body that is no record of its topic gives no row: it stays in the
 * ledger, which is the evidence, and its refusal has an entry of its own. Used by one thread.
 */
public final class Projection {
  private static final List<Topic<?, ?>> PROJECTED =
      List.of(
          Topics.CANDIDATES,
          Topics.PREDICTIONS,
          Topics.EXPLANATIONS,
          Topics.OVERSIGHT,
          Topics.REJECTS,
          Topics.MODELS,
          Topics.ALERTS,
          Topics.AUDIT);

  /** Longest key, in bytes, that a row names. */
  public static final int LONGEST_KEY = Subjects.LONGEST_ID;

  private final MessageDigest sha256 = TreeHasher.sha256();

  /** Topics whose bodies become rows; of the others only the key is of interest. */
  public static List<Topic<?, ?>> projected() {
    return PROJECTED;
  }

  /** Who an entry is about, null when it is about nobody. */
  public static @Nullable String subject(
      Topic<?, ?> topic, byte @Nullable [] key, @Nullable Body body) {
    byte[] header = body == null ? null : body.headerBytes(EventHeaders.PROBITY_SUBJECT);
    return topic.subject().subject(Subjects.id(key), Subjects.id(header));
  }

  /**
   * Where a body stands.
   *
   * @param idx its entry
   * @param partition Kafka partition of the record
   * @param offset its offset
   * @param recordedAt when the ledger took it in
   */
  public record Place(long idx, int partition, long offset, Instant recordedAt) {}

  /** The row of a body, null when there is none to make. */
  public @Nullable ProjectedRow row(Place at, Topic<?, ?> topic, Body body) {
    long idx = at.idx();
    byte[] value = body.value();
    if (topic.equals(Topics.REJECTS)) {
      Decoded<Reject> reject = DeadLetter.read(body.key(), value, body.headers());
      String candidateId = Subjects.id(body.key());
      return decoded(reject, found -> new ProjectedRow.Rejected(idx, candidateId, found));
    }
    if (value == null) {
      return null;
    }
    if (topic.equals(Topics.CANDIDATES)) {
      return decoded(
          Topics.CANDIDATES.codec().decode(value),
          found ->
              new ProjectedRow.Requested(idx, at.partition(), at.offset(), at.recordedAt(), found));
    }
    if (topic.equals(Topics.PREDICTIONS)) {
      return decoded(
          Topics.PREDICTIONS.codec().decode(value),
          found -> new ProjectedRow.Decided(idx, found, digest(value)));
    }
    if (topic.equals(Topics.EXPLANATIONS)) {
      return decoded(
          Topics.EXPLANATIONS.codec().decode(value),
          found -> new ProjectedRow.Explained(idx, found, digest(value)));
    }
    if (topic.equals(Topics.OVERSIGHT)) {
      return decoded(Topics.OVERSIGHT.codec().decode(value), found -> overseen(idx, found));
    }
    if (topic.equals(Topics.AUDIT)) {
      return decoded(Topics.AUDIT.codec().decode(value), found -> accessed(idx, found));
    }
    if (topic.equals(Topics.MODELS)) {
      return decoded(
          Topics.MODELS.codec().decode(value), found -> new ProjectedRow.Released(idx, found));
    }
    if (topic.equals(Topics.ALERTS)) {
      return decoded(
          Topics.ALERTS.codec().decode(value), found -> new ProjectedRow.Alerted(idx, found));
    }
    return null;
  }

  private static @Nullable ProjectedRow overseen(long idx, OversightDecision decision) {
    return decision.candidateId() == null ? null : new ProjectedRow.Overseen(idx, decision);
  }

  private static @Nullable ProjectedRow accessed(long idx, AuditEntry entry) {
    boolean access =
        entry.event() == EventType.AUDIT_READ || entry.event() == EventType.AUDIT_EXPORTED;
    return access ? new ProjectedRow.Accessed(idx, entry) : null;
  }

  private Hash digest(byte[] value) {
    return Hash.of(sha256.digest(value));
  }

  private static <T> @Nullable ProjectedRow decoded(
      Decoded<T> decoded, Function<T, @Nullable ProjectedRow> row) {
    return switch (decoded) {
      case Decoded.Valid<T> valid -> row.apply(valid.value());
      case Decoded.Invalid<T> invalid -> null;
    };
  }
}
