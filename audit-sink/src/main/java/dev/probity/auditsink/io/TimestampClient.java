// SPDX-License-Identifier: Apache-2.0
package dev.probity.auditsink.io;

import dev.probity.topics.value.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/** Asks a time-stamping authority over HTTP (RFC 3161, section 3.4) and believes what verifies. */
final class TimestampClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int LARGEST_ANSWER = 65_536;
  private static final int NONCE_BITS = 64;

  private final URI address;
  private final TimestampTrust trust;
  private final SecureRandom random;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  TimestampClient(URI address, TimestampTrust trust, SecureRandom random) {
    this.address = address;
    this.trust = trust;
    this.random = random;
  }

  URI address() {
    return address;
  }

  /**
   * A stamp and the token that proves it.
   *
   * @param stamp what it says
   * @param token its DER bytes
   */
  record Given(TimestampTrust.Stamp stamp, Bytes token) {}

  /**
   * Has a text stamped.
   *
   * @throws IOException when the authority is away, refuses, or answers what does not verify
   */
  Given stamp(byte[] text) throws IOException, InterruptedException {
    try {
      TimeStampRequestGenerator asked = new TimeStampRequestGenerator();
      asked.setCertReq(true);
      TimeStampRequest request =
          asked.generate(
              TSPAlgorithms.SHA256,
              MessageDigest.getInstance("SHA-256").digest(text),
              new BigInteger(NONCE_BITS, random));
      TimeStampResponse response = new TimeStampResponse(answer(request.getEncoded()));
      response.validate(request);
      TimeStampToken token = response.getTimeStampToken();
      if (token == null) {
        throw new IOException("the authority refuses: " + response.getStatusString());
      }
      byte[] der = token.getEncoded();
      return new Given(trust.verify(der, text), Bytes.copyOf(der));
    } catch (TSPException | GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("the answer does not verify: " + e.getMessage(), e);
    }
  }

  private byte[] answer(byte[] request) throws IOException, InterruptedException {
    HttpResponse<InputStream> response =
        http.send(
            HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", "application/timestamp-query")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(LARGEST_ANSWER + 1);
      if (response.statusCode() != 200 || bytes.length > LARGEST_ANSWER) {
        throw new IOException(
            "the authority answers %d with %d bytes; expected 200 and at most %d"
                .formatted(response.statusCode(), bytes.length, LARGEST_ANSWER));
      }
      return bytes;
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
