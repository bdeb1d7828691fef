// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs what a webhook says, so that the receiver knows it from us: {@code v1,} and the base64 of
 * HMAC-SHA256 over {@code id.timestamp.body}. Source: Standard Webhooks 1.0, symmetric scheme,
 * whose libraries verify it.
 */
public final class WebhookSignature {
  private static final String PREFIX = "whsec_";
  private static final int LEAST_BYTES = 24;
  private static final int MOST_BYTES = 64;

  private final SecretKeySpec key;

  private WebhookSignature(byte[] key) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /**
   * A signer.
   *
   * @param secret base64 of 24 to 64 bytes, with or without the prefix {@code whsec_}
   * @throws IllegalArgumentException when it is not; the message does not repeat it
   */
  public static WebhookSignature of(String secret) {
    String text = secret.strip();
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(6) : text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the webhook secret is not base64");
    }
    if (key.length < LEAST_BYTES || key.length > MOST_BYTES) {
      throw new IllegalArgumentException(
          "the webhook secret has " + key.length + " bytes, expected 24 to 64");
    }
    return new WebhookSignature(key);
  }

  /**
   * The value of {@code webhook-signature}.
   *
   * @param id the value of {@code webhook-id}
   * @param seconds the value of {@code webhook-timestamp}, seconds since 1970
   * @param body the body as it is sent
   */
  public String sign(String id, long seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      mac.update((id + "." + seconds + ".").getBytes(UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HMAC-SHA256, which every JDK has", e);
    }
  }
}
