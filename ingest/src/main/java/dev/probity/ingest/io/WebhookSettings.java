// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.probity.topics.Ids;
import dev.probity.topics.io.ConfigReader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

  /** The receiver in names, where its address must not be: 16 digits of its SHA-256. */
  String hash() {
    return Ids.sha256(url.toString().getBytes(UTF_8)).substring(0, 16);
  }

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
        : new WebhookSettings(address(DECISIONS + "url", url), known(secret), timeout, inFlight);
  }

  /** Reads who is told of releases; nobody when no receiver is named. */
  static List<WebhookSettings> readReleases(ConfigReader reader) {
    String urls =
        reader.optional(
            RELEASES + "urls",
            "Receivers that are told when a release changes state, with commas: https, or"
                + " loopback");
    String files =
        reader.optional(
            RELEASES + "secret-files",
            "For each of these receivers, in their order and with commas, the file with the base64"
                + " secret that signs what it is told");
    Duration timeout = timeout(reader, RELEASES);
    if (urls == null) {
      return List.of();
    }
    List<URI> addresses = parts(urls).map(url -> address(RELEASES + "urls", url)).toList();
    List<Path> secrets = files == null ? List.of() : parts(files).map(Path::of).toList();
    if (addresses.size() > MOST_RECEIVERS || isRepeated(addresses)) {
      throw new IllegalArgumentException(
          RELEASES
              + "urls names "
              + addresses.size()
              + ", expected up to "
              + MOST_RECEIVERS
              + " and each once");
    }
    // Who knows the secret of another could sign what the other believes.
    if (secrets.size() != addresses.size() || isRepeated(secrets)) {
      throw new IllegalArgumentException(
          RELEASES
              + "secret-files names "
              + secrets.size()
              + ", expected "
              + addresses.size()
              + ": for each address, in the order of the addresses, a file of its own");
    }
    return IntStream.range(0, addresses.size())
        .mapToObj(i -> new WebhookSettings(addresses.get(i), secrets.get(i), timeout, 1))
        .toList();
  }

  private static Stream<String> parts(String text) {
    return Arrays.stream(text.split(",")).map(String::strip);
  }

  private static boolean isRepeated(List<?> all) {
    return all.stream().distinct().count() < all.size();
  }

  private static Duration timeout(ConfigReader reader, String prefix) {
    return reader.duration(
        prefix + "timeout",
        Duration.ofSeconds(5),
        "How long one attempt to tell the receiver may take");
  }

  private static Path known(@Nullable Path secret) {
    if (secret == null) {
      throw new IllegalArgumentException(
          DECISIONS
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
