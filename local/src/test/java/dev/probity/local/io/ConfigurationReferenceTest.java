// SPDX-License-Identifier: Apache-2.0
package dev.probity.local.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.probity.topics.io.ConfigKey;
import dev.probity.topics.io.ConfigTexts;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Generates the reference of the configuration; {@code -Dupdate} writes it anew. */
class ConfigurationReferenceTest {
  private static final Path PAGE =
      Path.of(System.getProperty("probity.root", "..")).resolve("docs/reference/configuration.md");

  @Test
  void everyKeyOfEveryModuleCanBeSetByItsVariableAlone() {
    ModuleKeys.byModule()
        .forEach(
            (module, keys) -> {
              // Given
              Map<String, String> variables = new TreeMap<>();
              keys.forEach(key -> variables.put(key.environment(), "set:" + key.name()));
              SmallRyeConfig config =
                  new SmallRyeConfigBuilder()
                      .withSources(new EnvConfigSource(variables, 300))
                      .build();

              // When
              Map<String, String> texts =
                  ConfigTexts.of(
                      keys,
                      config.getPropertyNames(),
                      name -> config.getOptionalValue(name, String.class));

              // Then
              Map<String, String> expected = new TreeMap<>();
              keys.forEach(key -> expected.put(key.name(), "set:" + key.name()));
              assertEquals(expected, texts, module);
            });
  }

  @Test
  void noTwoKeysShareAVariable() {
    // Given
    List<ConfigKey> keys = ModuleKeys.all();

    // When
    long variables = keys.stream().map(ConfigKey::environment).distinct().count();

    // Then
    assertEquals(keys.size(), variables);
  }

  @Test
  void theReferenceListsEveryKey() throws IOException {
    // Given
    Map<String, TreeSet<String>> readers = new TreeMap<>();
    ModuleKeys.byModule()
        .forEach(
            (module, keys) ->
                keys.forEach(
                    key -> readers.computeIfAbsent(key.name(), k -> new TreeSet<>()).add(module)));
    Map<String, ConfigKey> keys =
        ModuleKeys.all().stream()
            .collect(Collectors.toMap(ConfigKey::name, key -> key, (a, b) -> a, TreeMap::new));

    // When
    StringBuilder page = new StringBuilder(HEAD);
    keys.forEach((name, key) -> page.append(row(key, readers.get(name))));

    // Then
    if (System.getProperty("update") != null) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page);
    }
    assertEquals(Files.readString(PAGE), page.toString(), "Maybe ./probity test -Dupdate");
    assertTrue(keys.size() > 30, "only " + keys.size() + " keys");
  }

  private static final String HEAD =
      """
      # Configuration

      Generated from the configuration records by a test. A key is set by a system property, by \
      its environment variable, or in `config/application.properties` beside the process; the \
      first of these wins. Keys below `kafka.` that are not listed go to the Kafka clients as \
      they are. `./probity config show --origin` prints what is in force and where it comes from.

      | key | variable | type | default | read by | meaning |
      |---|---|---|---|---|---|
      """;

  private static String row(ConfigKey key, TreeSet<String> modules) {
    String usual = key.defaultValue();
    return "| `%s` | `%s` | %s | %s | %s | %s |\n"
        .formatted(
            key.name(),
            key.environment(),
            key.type(),
            usual == null ? "must be set" : usual.isEmpty() ? "" : "`" + usual + "`",
            String.join(", ", modules),
            key.description());
  }
}
