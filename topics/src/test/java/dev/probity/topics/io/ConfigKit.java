// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the test of every configuration record asserts: its defaults are written down, every key is
 * mapped to a value that is not the default, and no key is forgotten.
 */
public final class ConfigKit {
  private ConfigKit() {}

  /** Without configuration but the keys that have no default, the record is this one. */
  public static <T> void assertDefaults(
      Map<String, String> required, Function<ConfigReader, T> read, T expected) {
    assertEquals(expected, ConfigReader.parse(required, read));
  }

  /** These values set every key there is to something else than its default, and give this. */
  public static <T> void assertMapsEveryKey(
      Map<String, String> values, Function<ConfigReader, T> read, T expected) {
    ConfigReader reader = new ConfigReader(values);
    assertEquals(expected, read.apply(reader));
    Map<String, String> defaults = new TreeMap<>();
    for (ConfigKey key : reader.keys()) {
      defaults.put(key.name(), String.valueOf(key.defaultValue()));
    }
    assertEquals(defaults.keySet(), new TreeSet<>(values.keySet()));
    values.forEach((key, value) -> assertNotEquals(defaults.get(key), value, key));
    assertEquals(
        defaults.size(),
        reader.keys().stream().map(ConfigKey::environment).collect(Collectors.toSet()).size(),
        "two keys share an environment variable");
  }
}
