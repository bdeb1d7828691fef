// SPDX-License-Identifier: Apache-2.0
package dev.probity.topics.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigTextsTest {
  private static final List<ConfigKey> KNOWN =
      ConfigReader.keysOf(
          reader -> {
            reader.text("probity.sample.trusted-keys-file", "", "A file");
            reader.text("probity.sample.rows", "1", "A number");
          });

  /** What a source of configuration says that holds these texts. */
  private static Map<String, String> read(Map<String, String> texts) {
    return ConfigTexts.of(KNOWN, texts.keySet(), name -> Optional.ofNullable(texts.get(name)));
  }

  @Test
  void aVariableSetsItsKeyAndItsGuessedNameIsNoKey() {
    // Given
    Map<String, String> source =
        Map.of(
            "PROBITY_SAMPLE_TRUSTED_KEYS_FILE", "/run/keys",
            "probity.sample.trusted.keys.file", "/run/keys",
            "probity.sample.trusted-keys-file", "/run/keys");

    // When
    Map<String, String> texts = read(source);

    // Then
    assertEquals(Map.of("probity.sample.trusted-keys-file", "/run/keys"), texts);
  }

  @Test
  void aMisspeltKeyIsShownToTheParser() {
    // Given
    Map<String, String> source = Map.of("probity.sample.trusted.keys.file", "/run/keys");

    // When
    Map<String, String> texts = read(source);

    // Then
    assertEquals(source, texts);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ConfigReader.parse(
                    texts,
                    reader -> {
                      String file = reader.text("probity.sample.trusted-keys-file", "", "A file");
                      reader.noOthers("probity.sample.");
                      return file;
                    }));
    assertTrue(
        refused.getMessage().contains("Maybe probity.sample.trusted-keys-file is meant"),
        refused.getMessage());
  }

  @Test
  void unknownKeysOfOursAndThoseOfKafkaPassOthersDoNot() {
    // Given
    Map<String, String> source =
        Map.of(
            "probity.other.rows", "5",
            "kafka.security.protocol", "SSL",
            "quarkus.http.port", "8080",
            "PATH", "/bin",
            "probity.sample.rows", "7");

    // When
    Map<String, String> texts = read(source);

    // Then
    assertEquals(
        Map.of(
            "probity.other.rows",
            "5",
            "kafka.security.protocol",
            "SSL",
            "probity.sample.rows",
            "7"),
        texts);
  }

  @Test
  void listsTheKeysThatAreReadAlsoWhereOneIsRequired() {
    // Given
    List<ConfigKey> keys =
        ConfigReader.keysOf(reader -> reader.required("probity.sample.key", "x", "Must be there"));

    // When
    ConfigKey only = keys.get(0);

    // Then
    assertEquals(1, keys.size());
    assertEquals("probity.sample.key", only.name());
    assertEquals(null, only.defaultValue());
    assertEquals("PROBITY_SAMPLE_KEY", only.environment());
  }
}
