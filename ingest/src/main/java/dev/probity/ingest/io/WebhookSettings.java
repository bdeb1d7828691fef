// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.io.ConfigReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where decisions are told. The one address there is comes from the configuration and never from a
 * record, and no redirect is followed: nobody who writes records can make this process call.
 *
 * @param url the receiver: https, or http on this machine
 * @param secretFile the file with the secret the receiver knows us by
 * @param timeout how long one attempt may take
 * @param inFlight how many calls are under way at a time
 */
record WebhookSettings(URI url, Path secretFile, Duration timeout, int inFlight) {
  private static final String URL = "probity.ingest.webhook.url";

  /** Reads the settings; null when no receiver is named. */
  static @Nullable WebhookSettings read(ConfigReader reader) {
    String url = reader.optional(URL, "Receiver that is told of each decision: https, or loopback");
    Path secret =
        reader.optionalPath(
            "probity.ingest.webhook.secret-file",
            "File with the base64 secret that signs what the receiver is told");
    Duration timeout =
        reader.duration(
            "probity.ingest.webhook.timeout",
            Duration.ofSeconds(5),
            "How long one attempt to tell the receiver may take");
    int inFlight =
        reader.whole(
            "probity.ingest.webhook.max-in-flight",
            16,
            1,
            256,
            "How many calls of the receiver are under way at a time");
    if (url == null) {
      return null;
    }
    if (secret == null) {
      throw new IllegalArgumentException(
          "probity.ingest.webhook.secret-file is missing, expected a file with a base64 secret of"
              + " 24 to 64 bytes");
    }
    return new WebhookSettings(address(url), secret, timeout, inFlight);
  }

  private static URI address(String text) {
    try {
      URI url = new URI(text);
      String host = url.getHost();
      boolean known =
          host != null
              && ("https".equals(url.getScheme())
                  || ("http".equals(url.getScheme())
                      && (host.equals("localhost") || LoopbackPublisher.isLoopback(host))));
      if (known && url.getUserInfo() == null && url.getFragment() == null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // refused below; the address may hold a secret and is not repeated
    }
    throw new IllegalArgumentException(
        URL + " is not usable, expected https://HOST/PATH, or http://127.0.0.1:PORT/PATH");
  }
}
