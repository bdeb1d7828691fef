// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.io.ConfigReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom a webhook tells. Every address comes from the configuration and never from a record, and no
 * redirect is followed: nobody who writes records can make this process call.
 *
 * @param url the receiver: https, or http on this machine
 * @param secretFile the file with the secret the receiver knows us by
 * @param timeout how long one attempt may take
 * @param inFlight how many calls are under way at a time
 */
record WebhookSettings(URI url, Path secretFile, Duration timeout, int inFlight) {
  private static final String DECISIONS = "probity.ingest.webhook.";
  private static final String RELEASES = "probity.ingest.release-webhook.";
  private static final int MOST_RECEIVERS = 8;

  /** Reads who is told of decisions; null when no receiver is named. */
  static @Nullable WebhookSettings read(ConfigReader reader) {
    String url =
        reader.optional(
            DECISIONS + "url", "Receiver that is told of each decision: https, or loopback");
    Path secret =
        reader.optionalPath(
            DECISIONS + "secret-file",
            "File with the base64 secret that signs what the receiver is told");
    Duration timeout = timeout(reader, DECISIONS);
    int inFlight =
        reader.whole(
            DECISIONS + "max-in-flight",
            16,
            1,
            256,
            "How many calls of the receiver are under way at a time");
    return url == null
        ? null
        : new WebhookSettings(
            address(DECISIONS + "url", url), known(DECISIONS, secret), timeout, inFlight);
  }

  /** Reads who is told of releases; nobody when no receiver is named. */
  static List<WebhookSettings> readReleases(ConfigReader reader) {
    String urls =
        reader.optional(
            RELEASES + "urls",
            "Receivers that are told when a release changes state, with commas: https, or"
                + " loopback");
    Path secret =
        reader.optionalPath(
            RELEASES + "secret-file",
            "File with the base64 secret that signs what these receivers are told");
    Duration timeout = timeout(reader, RELEASES);
    if (urls == null) {
      return List.of();
    }
    List<URI> addresses =
        Arrays.stream(urls.split(","))
            .map(String::strip)
            .map(url -> address(RELEASES + "urls", url))
            .distinct()
            .toList();
    if (addresses.size() > MOST_RECEIVERS) {
      throw new IllegalArgumentException(
          RELEASES + "urls names " + addresses.size() + ", expected up to " + MOST_RECEIVERS);
    }
    Path file = known(RELEASES, secret);
    return addresses.stream().map(url -> new WebhookSettings(url, file, timeout, 1)).toList();
  }

  private static Duration timeout(ConfigReader reader, String prefix) {
    return reader.duration(
        prefix + "timeout",
        Duration.ofSeconds(5),
        "How long one attempt to tell the receiver may take");
  }

  private static Path known(String prefix, @Nullable Path secret) {
    if (secret == null) {
      throw new IllegalArgumentException(
          prefix
              + "secret-file is missing, expected a file with a base64 secret of 24 to 64 bytes");
    }
    return secret;
  }

  private static URI address(String key, String text) {
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
        key + " is not usable, expected https://HOST/PATH, or http://127.0.0.1:PORT/PATH");
  }
}
