// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.codec.Codecs;
import dev.probity.topics.codec.Decoded;
import dev.probity.topics.record.ReasonCode;
import dev.probity.topics.record.RecordHeader;
import dev.probity.topics.record.Reject;
import dev.probity.topics.value.Bytes;
import dev.probity.topics.value.Rfc3339;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters on the rejects topic. Key and value are the original bytes. The original headers
 * stand behind a prefix of their own, so that a forged one can never pass for ours and a replay
 * restores them exactly. The facts stand under our names and, for common tools, under SmallRye's.
 */
public final class DeadLetter {

  /** What all our dead-letter headers begin with. */
  public static final String PREFIX = "probity.dlq.";

  /** What the original headers begin with. */
  public static final String ORIGINAL = PREFIX + "header.";

  /** Set on a replayed record: the dead letter it comes from, {@code topic/partition/offset}. */
  public static final String REPLAYED_FROM = PREFIX + "replayed-from";

  /** Set on a record replayed again by force: what tells it from the replay before. */
  public static final String REPLAY_ID = PREFIX + "replay-id";

  private static final String SMALLRYE = "dead-letter-";

  private DeadLetter() {}

  /** The headers of the dead letter. */
  public static Headers headers(Reject reject) {
    Headers headers = EventHeaders.reject(reject, id(reject), subject(reject));
    String partition = text(reject.originalPartition());
    String offset = text(reject.originalOffset());
    add(headers, PREFIX + "reason-code", reject.reasonCode().code());
    add(headers, PREFIX + "reason", reject.reason());
    add(headers, PREFIX + "stage", reject.stage().code());
    add(headers, PREFIX + "original-topic", reject.originalTopic());
    add(headers, PREFIX + "original-partition", partition);
    add(headers, PREFIX + "original-offset", offset);
    add(headers, PREFIX + "original-timestamp", text(reject.originalTimestamp()));
    add(headers, PREFIX + "service", reject.service());
    add(headers, PREFIX + "service-version", reject.serviceVersion());
    add(headers, PREFIX + "first-failed-at", Rfc3339.format(reject.firstFailedAt()));
    add(headers, PREFIX + "attempts", Integer.toString(reject.attempts()));
    add(headers, PREFIX + "payload-sha256", reject.payloadSha256());
    add(headers, SMALLRYE + "reason", reject.reason());
    add(headers, SMALLRYE + "cause", reject.reasonCode().code());
    add(headers, SMALLRYE + "exception-class-name", Reject.class.getName());
    add(headers, SMALLRYE + "cause-class-name", ReasonCode.class.getName());
    add(headers, SMALLRYE + "topic", reject.originalTopic());
    add(headers, SMALLRYE + "partition", partition);
    add(headers, SMALLRYE + "offset", offset);
    for (RecordHeader header : reject.headers()) {
      Bytes value = header.value();
      headers.add(ORIGINAL + header.name(), value == null ? null : value.toArray());
    }
    return headers;
  }

  /** Reads a dead letter back; the refusal of anything else names the header that is wrong. */
  public static Decoded<Reject> read(
      byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    return new DeadLetterReader(headers).read(bytes(key), bytes(value));
  }

  /** The headers as values, in order. */
  public static List<RecordHeader> copy(Headers headers) {
    List<RecordHeader> copies = new ArrayList<>();
    for (Header header : headers) {
      copies.add(new RecordHeader(header.key(), bytes(header.value())));
    }
    return copies;
  }

  /** The original headers again, exactly as they came. */
  public static Headers restored(Reject reject) {
    Headers headers = new RecordHeaders();
    for (RecordHeader header : reject.headers()) {
      Bytes value = header.value();
      headers.add(header.name(), value == null ? null : value.toArray());
    }
    return headers;
  }

  /**
   * What names a replayed record beside its event id, which the refused one had already; null for a
   * record that is no replay.
   */
  public static @Nullable String replay(Headers headers) {
    Header forced = headers.lastHeader(REPLAY_ID);
    Header from = forced == null ? headers.lastHeader(REPLAYED_FROM) : forced;
    return from == null || from.value() == null ? null : new String(from.value(), UTF_8);
  }

  /** The SHA-256 of a value; of no bytes when there is none. */
  public static String payloadSha256(byte @Nullable [] value) {
    return Ids.sha256(value == null ? new byte[0] : value);
  }

  /** A reason that fits its header: at most 512 characters on one line. */
  public static String escaped(String reason) {
    String line = reason.replace("\r", "\\r").replace("\n", "\\n");
    return line.length() <= Reject.MAX_REASON_CHARS
        ? line
        : line.substring(0, Reject.MAX_REASON_CHARS - 1) + "…";
  }

  static @Nullable Bytes bytes(byte @Nullable [] content) {
    return content == null ? null : Bytes.copyOf(content);
  }

  private static String id(Reject reject) {
    if (reject.source() != null) {
      return reject.originalTopic()
          + ("-" + reject.originalPartition() + "-" + reject.originalOffset())
          + ("/" + reject.service() + "/" + reject.stage().code());
    }
    String door = reject.service() + "|" + reject.originalTopic() + "|" + reject.payloadSha256();
    String text = door + "|" + Rfc3339.format(reject.firstFailedAt());
    return Ids.sha256(text.getBytes(UTF_8));
  }

  /** The candidate, where the original topic's key says who it is. */
  private static @Nullable String subject(Reject reject) {
    Bytes key = reject.key();
    Topic<?, ?> topic = TopicNames.PLAIN.topic(reject.originalTopic());
    if (key == null || topic == null) {
      return null;
    }
    return switch (Codecs.TEXT_KEY.decode(key.toArray())) {
      case Decoded.Valid<String> text -> topic.subject().subject(text.value(), null);
      case Decoded.Invalid<String> invalid -> null;
    };
  }

  private static @Nullable String text(@Nullable Number number) {
    return number == null ? null : number.toString();
  }

  private static void add(Headers headers, String name, @Nullable String value) {
    if (value != null) {
      headers.add(name, value.getBytes(UTF_8));
    }
  }
}
