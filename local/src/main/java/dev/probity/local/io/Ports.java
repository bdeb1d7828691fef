// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The loopback ports of one data folder. They are chosen once: the broker's voters and advertised
 * listeners, and whoever posts candidates, need the same number after a restart.
 *
 * @param kafka where records are sent and read
 * @param controller the broker's own metadata quorum
 * @param postgres the ledger's database
 * @param http REST, health and metrics
 */
public record Ports(int kafka, int controller, int postgres, int http) {
  /** Below the range from which systems take the near end of outgoing connections. */
  private static final int LOWEST = 20_000;

  private static final int HIGHEST = 30_000;
  private static final int TRIES = 1_000;

  public Ports {
    Set<Integer> distinct = new LinkedHashSet<>(List.of(kafka, controller, postgres, http));
    if (distinct.size() != 4) {
      throw new IllegalArgumentException("ports are " + distinct + ", expected four of them");
    }
    for (int port : distinct) {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("port is " + port + ", expected 1 to 65535");
      }
    }
  }

  /** The usual ports where they are free, others where not. */
  public static Ports usual() {
    return usual(new SecureRandom());
  }

  static Ports usual(RandomGenerator random) {
    return choose(random, List.of(9092, 9093, 5432, 8080));
  }

  /** Four free ports that nobody expects, for a folder that lives only as long as its process. */
  public static Ports anyFree(RandomGenerator random) {
    return choose(random, List.of());
  }

  private static Ports choose(RandomGenerator random, List<Integer> wanted) {
    Set<Integer> chosen = new LinkedHashSet<>();
    for (int i = 0; i < 4; i++) {
      int port = i < wanted.size() ? wanted.get(i) : draw(random);
      int tries = 0;
      while (chosen.contains(port) || !isFree(port)) {
        if (++tries > TRIES) {
          throw new IllegalStateException(
              "found no free port from " + LOWEST + " to " + HIGHEST + " in " + TRIES + " tries");
        }
        port = draw(random);
      }
      chosen.add(port);
    }
    List<Integer> list = List.copyOf(chosen);
    return new Ports(list.get(0), list.get(1), list.get(2), list.get(3));
  }

  private static int draw(RandomGenerator random) {
    return LOWEST + random.nextInt(HIGHEST - LOWEST);
  }

  /** Whether a server could listen on this loopback port now. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /** The ports by name, in a fixed order. */
  Map<String, Integer> byName() {
    Map<String, Integer> names = new LinkedHashMap<>();
    names.put("kafka", kafka);
    names.put("controller", controller);
    names.put("postgres", postgres);
    names.put("http", http);
    return names;
  }

  /** One {@code name=port} line each. */
  String toText() {
    StringBuilder text = new StringBuilder();
    byName().forEach((name, port) -> text.append(name).append('=').append(port).append('\n'));
    return text.toString();
  }

  /** Reads what {@link #toText} wrote; other names are passed over. */
  static Ports parse(String text, String origin) {
    Map<String, Integer> found = new LinkedHashMap<>();
    text.lines()
        .map(String::strip)
        .filter(line -> line.matches("[a-z]+=[0-9]{1,5}"))
        .forEach(
            line ->
                found.put(
                    line.substring(0, line.indexOf('=')),
                    Integer.valueOf(line.substring(line.indexOf('=') + 1))));
    for (String name : List.of("kafka", "controller", "postgres", "http")) {
      if (!found.containsKey(name)) {
        throw new IllegalArgumentException(
            origin + " names no port for " + name + "\nMaybe restore the line, or delete the file");
      }
    }
    return new Ports(
        found.getOrDefault("kafka", 0),
        found.getOrDefault("controller", 0),
        found.getOrDefault("postgres", 0),
        found.getOrDefault("http", 0));
  }
}
