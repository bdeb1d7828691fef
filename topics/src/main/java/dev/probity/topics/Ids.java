// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.record.SignalSeries;
import dev.probity.topics.record.SignalWindow;
import dev.probity.topics.record.SourcePosition;
import dev.probity.topics.value.Check;
import dev.probity.topics.value.Rfc3339;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The ids of derived records: SHA-256 over what the record follows from, as 64 lower-case
 * hexadecimal digits. Working a record out again gives the same id, so that repeats collapse.
 */
public final class Ids {

  private static final byte[] PREDICTION = "probity/v1/prediction\n".getBytes(US_ASCII);
  private static final byte[] EXPLANATION = "probity/v1/explanation\n".getBytes(US_ASCII);
  private static final byte[] SIGNAL = "probity/v1/signal\n".getBytes(US_ASCII);
  private static final byte[] ALERT = "probity/v1/alert\n".getBytes(US_ASCII);

  private static final byte[] INCIDENT = "probity/v1/incident\n".getBytes(US_ASCII);

  private static final byte[] RETRAINING = "probity/v1/retraining\n".getBytes(US_ASCII);

  private static final HexFormat HEX = HexFormat.of();

  private Ids() {}

  /**
   * SHA-256({@code probity/v1/prediction\n} ‖ u8 length of the topic ‖ topic ‖ u32 partition ‖ u64
   * offset ‖ 32 bytes of the model digest), big-endian. Example: the candidates topic, partition 2,
   * offset 41, digest 00 01 … 1f gives {@code f77453ec…5774e}.
   *
   * @param source the position of the candidate record
   * @param modelDigest the digest of the release bundle
   */
  public static String prediction(SourcePosition source, String modelDigest) {
    byte[] topic = source.topic().getBytes(US_ASCII);
    Check.that(topic.length <= 255, "topic", "at most 255 bytes long");
    ByteBuffer bytes =
        ByteBuffer.allocate(PREDICTION.length + 1 + topic.length + Integer.BYTES + Long.BYTES + 32);
    bytes.put(PREDICTION).put((byte) topic.length).put(topic);
    bytes.putInt(source.partition()).putLong(source.offset());
    bytes.put(unhex(modelDigest, "modelDigest"));
    return sha256(bytes.array());
  }

  /**
   * SHA-256({@code probity/v1/explanation\n} ‖ 32 bytes of the prediction id ‖ 32 bytes of the
   * explainer's digest).
   */
  public static String explanation(String predictionId, String explainerDigest) {
    ByteBuffer bytes = ByteBuffer.allocate(EXPLANATION.length + 64);
    bytes.put(EXPLANATION).put(unhex(predictionId, "predictionId"));
    bytes.put(unhex(explainerDigest, "explainerDigest"));
    return sha256(bytes.array());
  }

  /**
   * SHA-256({@code probity/v1/signal\n} ‖ key of the series ‖ {@code
   * |windowStart|windowEnd|chunkIndex|revision}), UTF-8; nothing stands where a field has none.
   */
  public static String signal(SignalSeries series, SignalWindow window) {
    Long chunk = window.chunkIndex();
    String text =
        String.join(
            "|",
            series.key(),
            time(window.windowStart()),
            time(window.windowEnd()),
            chunk == null ? "" : chunk.toString(),
            Integer.toString(window.revision()));
    return sha256(joined(SIGNAL, text));
  }

  /**
   * SHA-256({@code probity/v1/alert\n} ‖ key of the series ‖ {@code |} ‖ first window), UTF-8.
   *
   * @param series the series that breached its limits
   * @param firstWindow the label of the first breaching window, see {@link SignalWindow#label}
   */
  public static String alert(SignalSeries series, String firstWindow) {
    return sha256(joined(ALERT, series.key() + "|" + firstWindow));
  }

  /**
   * SHA-256({@code probity/v1/incident\n} ‖ alert id), UTF-8.
   *
   * @param alertId the alert that opened the incident
   */
  public static String incident(String alertId) {
    return sha256(joined(INCIDENT, Check.digest(alertId, "alertId")));
  }

  /**
   * SHA-256({@code probity/v1/retraining\n} ‖ model digest ‖ {@code |} ‖ incident id), UTF-8.
   *
   * @param modelDigest the release that should be replaced
   * @param incidentId the incident that asks for it
   */
  public static String retraining(String modelDigest, String incidentId) {
    return sha256(joined(RETRAINING, modelDigest + "|" + incidentId));
  }

  /** The SHA-256 of the bytes as 64 lower-case hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    try {
      return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static byte[] joined(byte[] domain, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return ByteBuffer.allocate(domain.length + bytes.length).put(domain).put(bytes).array();
  }

  private static String time(@Nullable Instant instant) {
    return instant == null ? "" : Rfc3339.format(instant);
  }

  private static byte[] unhex(String digest, String component) {
    return HEX.parseHex(Check.digest(digest, component));
  }
}
