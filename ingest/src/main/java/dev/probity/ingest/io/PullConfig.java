// SPDX-License-Identifier: Apache-2.0
package dev.probity.ingest.io;

import dev.probity.topics.io.ConfigKey;
import dev.probity.topics.io.ConfigReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What pulling is told from outside.
 *
 * @param hosts the only hosts that are asked, each {@code name} or {@code name:port}
 * @param tokenFile the file with the bearer token that is shown to them; null when none is
 * @param maxPageBytes the largest page
 */
public record PullConfig(List<String> hosts, @Nullable Path tokenFile, int maxPageBytes) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  /** Copies the hosts. */
  public PullConfig {
    hosts = List.copyOf(hosts);
  }

  /**
   * Reads the configuration.
   *
   * @throws IllegalArgumentException naming every key that is wrong
   */
  public static PullConfig parse(Map<String, String> values) {
    return ConfigReader.parse(values, PullConfig::read);
  }

  /** All keys pulling reads. */
  public static List<ConfigKey> keys() {
    return ConfigReader.keysOf(PullConfig::read);
  }

  static PullConfig read(ConfigReader reader) {
    PullConfig config =
        new PullConfig(
            Arrays.stream(
                    reader
                        .text("probity.pull.hosts", "", "Hosts that may be pulled from, name:port")
                        .split(","))
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .filter(host -> !host.isEmpty())
                .toList(),
            reader.optionalPath("probity.pull.token-file", "File with the bearer token for them"),
            reader.whole("probity.pull.max-page-bytes", 16 << 20, 1, 256 << 20, "Largest page"));
    reader.noOthers("probity.pull.");
    return config;
  }

  /**
   * The address, when it may be asked: {@code https} at a host on the list; on this machine {@code
   * http} too.
   *
   * @throws IllegalArgumentException when it may not
   */
  public URI allowed(URI address) {
    String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    String scheme = String.valueOf(address.getScheme());
    String withPort = address.getPort() < 0 ? host : host + ":" + address.getPort();
    boolean secure = scheme.equals("https") || (scheme.equals("http") && LOOPBACK.contains(host));
    if (!secure || !hosts.contains(withPort)) {
      throw new IllegalArgumentException(
          withPort
              + " may not be asked by "
              + scheme
              + "\nAllowed are https and the hosts in probity.pull.hosts, which are "
              + (hosts.isEmpty() ? "none" : String.join(", ", hosts)));
    }
    return address;
  }
}
